"""What a newcomer sees first holds: the landing figure and the README's example."""

import json
import re

import chapter_map
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


def in_words(needs):
    *others, last = [str(int(name[:2])) for name in needs] or [""]
    several = f"s {', '.join(others)} and {last}"
    return f"Needs chapter{several if others else f' {last}'}." if last else "Needs none before it."


def test_the_landing_page_has_a_card_for_every_chapter_with_its_title_question_and_what_it_needs(root):
    cards = re.findall(r":::\{grid-item-card\} (.+)\n:link: (\w+)\n:link-type: doc\n(.+)\n\n\*(.+)\*\n:::",
                       (root / "book" / "index.md").read_text(encoding="utf-8"))
    openings = {path.stem: "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"]).split("\n\n")
                for path in sorted((root / "book").glob("[0-9]*.ipynb"))}
    needs = {name: in_words(needs) for name, (_, needs) in chapter_map.chapters(root).items()}
    assert [(link, f"# {title}", f"*{question}*", needed) for title, link, question, needed in cards] == [
        (name, *opening[:2], needs[name]) for name, opening in openings.items()]


def test_the_readme_example_prints_what_it_says(root, capsys):
    code, = re.findall(r"```python\n(.+?)```", (root / "README.md").read_text(encoding="utf-8"), flags=re.S)
    exec(code, {})
    assert re.match(r"Cascade: cPSE -?\d.* from 19 distances\nNullBand: cPSE ", capsys.readouterr().out)
