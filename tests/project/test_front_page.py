"""What a newcomer sees first holds: the landing figure and the README's example."""

import json
import re
import subprocess
import sys

import landing_figure
import pytest
from PIL import Image


def test_the_landing_figure_shows_todays_numbers(root):
    with Image.open(landing_figure.OUTPUT) as image:
        drawn = json.loads(image.info["Description"])
    _, shown = landing_figure.figure()
    assert drawn.keys() == shown.keys()
    for name in shown:
        assert drawn[name] == pytest.approx(shown[name], abs=1e-6)


def test_the_readme_example_runs(root):
    code, = re.findall(r"```python\n(.+?)```", (root / "README.md").read_text(encoding="utf-8"), flags=re.S)
    command = [sys.executable, "-c", code.replace(", 20, ", ", 2, ")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert re.match(r"Cascade: cPSE -?\d.* from 19 distances\nNullBand: cPSE ", done.stdout)
