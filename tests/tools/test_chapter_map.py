"""The map has a line a chapter and a bow for each that a chapter needs, from what the chapters say themselves."""

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


def test_a_bow_leads_from_each_chapter_to_those_that_need_it(known):
    picture = chapter_map.drawing(known)
    places = dict(re.findall(r'<a href="(\w+).html"><circle cx="84" cy="([\d.]+)"', picture))
    bows = re.findall(r'd="M 78 ([\d.]+) C .* 76 ([\d.]+)"', picture)
    assert list(places) == list(NEEDS) and sorted(bows) == sorted(
        (places[one], places[name]) for name, (_, needs) in known.items() for one in needs)
    assert "2. The second &amp; more</text>" in picture and "3: 1, 2." in picture
