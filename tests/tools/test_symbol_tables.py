"""A chapter's table has all lines that are told of it and no other, and its link stands behind the time it takes."""

import json
import re

import symbol_tables
from docutils import nodes
from docutils.core import publish_doctree

SOURCE = """Before.

| symbol | meaning | chapters |
|---|---|---|
| $i$ | a number | all |
| **Chapter 1** | | |
| $n$, $N$ | how many | 1, 12 |
| **Chapter 2** | | |
| $s$ | a shift | 2 |

After.
"""


def test_a_line_comes_into_the_table_of_every_chapter_that_it_is_told_of():
    text = symbol_tables.by_chapter(SOURCE, {1: "1. One", 2: "2. Two", 12: "12. Twelve"})
    everywhere, *tables = re.split(r"^\(symbols-", text, flags=re.MULTILINE)
    assert [re.findall(r"^\| (\$.+) \|$", one, re.MULTILINE) for one in (everywhere, *tables)] == [
        ["$i$ | a number"], ["$n$, $N$ | how many"], ["$s$ | a shift"], ["$n$, $N$ | how many"]]
    assert [re.match(r"(\d+)\)=\n### (.+)\n", one).groups() for one in tables] == [
        ("1", "1. One"), ("2", "2. Two"), ("12", "12. Twelve")]
    assert text.startswith("Before.\n\nSymbols of chapter [1](#symbols-1), ") and text.endswith("|\n\nAfter.\n")


def test_the_heading_of_a_table_leads_to_its_chapter(write_tree, tmp_path):
    cell = {"source": "# 7. Controls\n\n**Prerequisites.** None.\n\n**For whom.** You."}
    root = write_tree(tmp_path, {"book/07_controls.ipynb": json.dumps({"cells": [cell]})})
    assert symbol_tables.headings(root) == {7: "[7. Controls](07_controls.ipynb)"}


def test_the_link_stands_behind_the_time_to_run():
    doctree = publish_doctree("**Time to run.** A minute.\n\nTime to run.")
    symbol_tables.link_to_symbols(doctree, "notation.html#symbols-2")
    first, second = doctree.findall(nodes.paragraph)
    assert first.astext() == "Time to run. A minute. Symbols of this chapter." and second.astext() == "Time to run."
    assert [one["refuri"] for one in doctree.findall(nodes.reference)] == ["notation.html#symbols-2"]
