"""The wheel is complete, and runs in an environment that has nothing but what it asks for."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib

import dev
import pytest
from packaging.requirements import Requirement

from pse_helpers.networks.digits import family


def with_dependencies(names):
    """The names of packages and of all that they need on this machine."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found:
            found.add(name)
            needed = map(Requirement, importlib.metadata.requires(name) or [])
            waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return found


def copied(root, source):
    """The files that belong to the project, in a folder: git knows them; in an unpacked archive nothing else is."""
    if not (root / ".git").exists() or not shutil.which("git"):
        made_here = shutil.ignore_patterns(".*", "_build", "build", "dist", "*.egg-info")
        return shutil.copytree(root, source, ignore=made_here)
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split()
    for name in tracked:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, source / name)


@pytest.mark.pages
def test_a_wheel_in_an_empty_environment_loads_every_shipped_spectrum(root, tmp_path):
    """Built from the project's files, installed with its own dependencies only, from what `make book` has fetched."""
    source, empty = tmp_path / "source", tmp_path / "empty"
    copied(root, source)
    build = f"import setuptools.build_meta as b; b.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    wheel, = tmp_path.glob("*.whl")
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    needed = with_dependencies(Requirement(line).name for line in project["dependencies"])
    blocks = re.split(r"\n(?=[a-z0-9])", (root / "requirements.lock").read_text())
    pins = tmp_path / "pins.txt"
    pins.write_text("\n".join(block for block in blocks if block.partition("==")[0] in needed))
    python = empty / dev.BIN / "python"
    install = [dev.uv(), "pip", "install", "-q", "--offline", "--no-deps", "--python", python]
    subprocess.run([dev.uv(), "venv", "-q", "--python", sys.executable, empty], check=True)
    subprocess.run([*install, "--require-hashes", "-r", pins], check=True)
    subprocess.run([*install, wheel], check=True)
    code = ("import sys; from pse_helpers import networks; rows = networks.available().query('shipped');"
            "print(sum(len(networks.spectra(r.name, r.weights)) for r in rows.itertuples()));"
            "assert 'torch' not in sys.modules; import pse_helpers; print(pse_helpers.__file__)")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [python, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    layers, where = done.stdout.split()
    cifar, vgg, resnet = 20 + 32 + 44 + 56, 2 * (11 + 13 + 16 + 19), 21 + 37 + 54 + 105 + 156
    digits = sum(run.depth for run in family())
    images, sound, others = 50 + 65 + 65 + 19 + 54 + 47 + 64 + 54, 4 * 7, 40 + 7 + 51  # networks of other packages
    assert int(layers) == cifar + vgg + resnet + digits + images + sound + others and str(empty) in where
