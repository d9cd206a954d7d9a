"""The map has a row for each chapter and a line to each that needs it, from what the chapters say themselves."""

import json
import re

import chapter_map
import pytest

OPENING = "# {number}. {title}\n\n*Why?*\n\n**Prerequisites.** {needs}\n\n**For whom.** Not of [this](09_other.ipynb)."
NEEDS = {"01_first": "Counting.", "02_second": "The [first](01_first.ipynb).",
         "03_third": "The [second](02_second.ipynb) and the [first](01_first.ipynb)."}


@pytest.fixture
def known(write_tree, tmp_path):
    cells = {name: [{"source": OPENING.format(number=int(name[:2]), title=f"The {name[3:]} & more", needs=needs)}]
             for name, needs in NEEDS.items()}
    return chapter_map.chapters(write_tree(tmp_path, {
        f"book/{name}.ipynb": json.dumps({"cells": cell}) for name, cell in cells.items()}))


def test_what_chapters_need_is_read_from_their_prerequisites(known):
    assert {name: needs for name, (_, needs) in known.items()} == {
        "01_first": [], "02_second": ["01_first"], "03_third": ["01_first", "02_second"]}


def row_at(places, height):
    """The chapter to whose row a height belongs."""
    return min(places, key=lambda name: abs(places[name] - float(height)))


def test_a_line_leads_from_each_chapter_to_those_that_need_it(known):
    picture = chapter_map.drawing(known)
    places = {name: float(y) for name, y in re.findall(r'<a href="(\w+).html"><circle cx="92" cy="([\d.]+)"', picture)}
    lines = re.findall(r'd="M 86 ([\d.]+) H (\d+) V [\d.]+ (.+?)" />', picture)
    tips = [re.findall(r"M 86 ([\d.]+) l", one) for one in re.findall(r'class="tip".*?d="(.+?)"', picture)]
    assert list(places) == list(NEEDS) and len({lane for _, lane, _ in lines}) == len(lines) == len(tips)
    drawn = [(row_at(places, start), row_at(places, end)) for (start, _, steps), ends in zip(lines, tips)
             for end, step in zip(ends, re.findall(r"M \d+ ([\d.]+) H", steps), strict=True) if end == step]
    assert sorted(drawn) == sorted((one, name) for name, (_, needs) in known.items() for one in needs)
    assert "2. The second &amp; more</text>" in picture and "3: 1, 2." in picture
