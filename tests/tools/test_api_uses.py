"""Which pages use which names: however they are imported, and only where a reader sees it."""

import api_uses
import nbformat
import pytest


@pytest.mark.parametrize("code, expected", [
    ("from pse_helpers.cascade import cpse", {"cascade.cpse"}),
    ("from pse_helpers.cascade import cpse as measure\nmeasure([])", {"cascade.cpse"}),
    ("from pse_helpers import cascade\ncascade.cpse([])", {"cascade", "cascade.cpse"}),
    ("from pse_helpers.networks import digits as small\nsmall.family()", {"networks.digits", "networks.digits.family"}),
    ("import pse_helpers.levels as levels\nlevels.gap_ratio(x)", {"levels", "levels.gap_ratio"}),
    ("import numpy as np\nnp.cpse(other.cascade.cpse)", set())])
def test_a_name_is_found_however_it_is_imported(code, expected):
    assert api_uses.names_used(code) == {f"pse_helpers.{name}" for name in expected}


def test_a_name_of_a_first_session_is_found_in_its_room():
    assert "pse_helpers.cascade.cpse" in api_uses.names_used("import pse_helpers\npse_helpers.cpse([])")
    assert api_uses.names_used("from pse_helpers import cpse") == {"pse_helpers.cascade.cpse"}


@pytest.fixture
def book(write_tree, tmp_path):
    """A book of a chapter, whose solution is folded, and a page with code in two languages."""
    chapter = nbformat.v4.new_notebook()
    for source, tags in (("%pip install x\nfrom pse_helpers import cascade", []), ("cascade.cpse(1)", []),
                         ("cascade.ablation(1)", ["solution", "hide-cell"]), ("cascade.scores(1)", ["remove-cell"])):
        chapter.cells.append(nbformat.v4.new_code_cell(source, metadata={"tags": tags}))
    chapter.cells.append(nbformat.v4.new_markdown_cell("cascade.null_band(1)"))
    page = "```python\nfrom pse_helpers import cpse\n```\n```text\nfrom pse_helpers import load\n```\n"
    return write_tree(tmp_path, {"_toc.yml": "chapters: [{file: one}, {file: page}]", "page.md": page,
                                 "one.ipynb": nbformat.writes(chapter)})


def test_what_is_folded_or_no_code_is_not_counted(book):
    assert api_uses.uses(book) == {"pse_helpers.cascade": ["one"], "pse_helpers.cascade.cpse": ["one", "page"]}


def test_the_chapters_of_this_book_use_the_measure(root):
    assert "book/05_cpse" in api_uses.uses(root)["pse_helpers.cascade.cpse"]
