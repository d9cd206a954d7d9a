"""A chapter for readers holds the chapter's code and no more, and nothing that only the site understands."""

import ast
import json
import re
from collections import defaultdict
from pathlib import Path

import claims_reader
import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from reader_citations import Citation, citations
from reader_markdown import Book
from reader_notebooks import cited_in, reader_notebook, with_outputs, without_outputs

CHAPTERS = sorted((Path(__file__).parents[2] / "book").glob("[0-9]*.ipynb"))
BOOK = Book({"b2001": Citation("B, 2001", "https://b.org", "B. [here](https://b.org)."),
             "a2002": Citation("A, 2002", "https://a.org", "A."), "c2003": Citation("C, 2003", "https://c.org", "C.")},
            {}, {"fig-one": "7"})
FIGURE = {"figure": {"name": "fig-one", "caption": "One thing {cite}`a2002`."}, "image": {"alt": "A line that rises."}}
RAW = re.compile(r"\{[\w:-]+\}`|^ *:::|^ *```\{|\u2060|\]\([^)]*\.md\)|^\([\w-]+\)=$", flags=re.MULTILINE)


@pytest.fixture
def chapter():
    """A small chapter as the build reads it: with a figure, a solution, citations, and the build's own cell."""
    image = new_output("display_data", {"image/png": "iVBO", "text/plain": "one"})
    return new_notebook(cells=[
        new_markdown_cell("# Title {cite}`b2001`", id="opening"),
        new_code_cell("x = 6", id="x", execution_count=1),
        new_code_cell("x", id="drawn", metadata={"mystnb": FIGURE}, outputs=[image], execution_count=2),
        new_code_cell("x * 7", id="answer", outputs=[new_output("stream", text="42")],
                      metadata={"tags": ["hide-cell"], "mystnb": {"code_prompt_show": "Mine"}}),
        new_markdown_cell("## References\n\nSee all."),
        new_code_cell("judge()", id="claims")])


def test_a_figure_has_its_number_and_caption_below_it_and_its_alt_text(chapter):
    cells = reader_notebook(chapter, BOOK).cells
    caption = cells[[cell.id for cell in cells].index("drawn") + 1]
    assert caption.source == "**Figure 7.** One thing ([A, 2002](https://a.org))." and caption.cell_type == "markdown"
    assert cells[2].outputs[0].metadata["image/png"] == {"alt": "A line that rises."} and cells[2].metadata == {}


def test_a_folded_cell_is_folded_for_jupyter_and_for_colab_and_others_are_not(chapter):
    cells = {cell.id: cell for cell in reader_notebook(chapter, BOOK).cells}
    assert cells["answer"].source == "#@title Mine\nx * 7"
    assert cells["answer"].metadata.jupyter.source_hidden is True and cells["answer"].metadata.cellView == "form"
    assert cells["x"].source == "x = 6" and cells["x"].metadata == {}
    assert cells["answer"].outputs == [] and cells["drawn"].outputs != []


def test_the_references_are_those_that_the_chapter_cites_in_the_order_of_the_list(chapter):
    assert cited_in(chapter) == {"a2002", "b2001"}
    last = reader_notebook(chapter, BOOK).cells[-1]
    assert last.source == "## References\n\n- **B, 2001.** B. [here](https://b.org).\n- **A, 2002.** A."


def test_the_cells_of_the_build_are_left_out_and_the_chapter_is_not_changed(chapter):
    before = json.dumps(chapter)
    assert "claims" not in [cell.id for cell in reader_notebook(chapter, BOOK).cells]
    assert json.dumps(chapter) == before


def test_the_opening_tells_what_the_mark_means_and_where_the_book_is(chapter):
    private, public = (reader_notebook(chapter, Book(BOOK.citations, {}, BOOK.figures, site)).cells[0].source
                       for site in ("", "https://owner.github.io/name"))
    assert "A ✓ stands behind each sentence" in private and "http" not in private.partition("---")[2]
    assert "([site](https://owner.github.io/name))" in public


def test_outputs_are_taken_from_the_run_and_left_out_again(chapter):
    fresh = without_outputs(chapter)
    assert [cell.outputs for cell in fresh.cells if cell.cell_type == "code"] == [[]] * 4
    assert fresh.cells[1].execution_count is None and chapter.cells[1].execution_count == 1
    assert with_outputs(fresh, chapter).cells[2].outputs == chapter.cells[2].outputs
    chapter.cells.pop()
    with pytest.raises(ValueError):
        with_outputs(fresh, chapter)


# -- the chapters of the book -----------------------------------------------------------

@pytest.fixture(scope="module")
def book(root):
    numbers = defaultdict(lambda: "1")
    titles = {path.name: path.stem for path in (root / "book").iterdir()}
    return Book(citations(root / "book" / "references.bib"), titles, numbers)


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem, scope="module")
def pair(request, book):
    """A chapter as it stands and as readers get it."""
    text = request.param.read_text(encoding="utf-8")
    return nbformat.reads(text, as_version=4), reader_notebook(claims_reader.read(text), book)


def code_of(notebook):
    """The code cells without comments and layout."""
    return [ast.dump(ast.parse(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]


def test_the_code_is_the_chapters_code(pair):
    chapter, reader = pair
    assert code_of(reader) == code_of(chapter)


def test_a_notebook_is_valid_and_its_cells_have_names_of_their_own(pair):
    _, reader = pair
    nbformat.validate(reader)
    assert len({cell.id for cell in reader.cells}) == len(reader.cells)


def raw_in(notebook):
    """What only the site understands, in the Markdown of a notebook."""
    return [found for cell in notebook.cells if cell.cell_type == "markdown" for found in RAW.findall(cell.source)]


def test_nothing_is_left_that_only_the_site_understands(pair):
    assert raw_in(pair[1]) == []


def test_every_claim_has_its_mark(pair):
    chapter, reader = pair
    claims = claims_reader.claims_of(chapter.metadata.chapter)
    text = "\n".join(cell.source for cell in reader.cells if cell.cell_type == "markdown")
    assert text.count("\u00a0✓") == len(claims) > 0


@pytest.mark.parametrize("text", [
    "{cite}`a`", "{ref}`a`", ":::{note}", "```{note}", "a.\u2060✓", "[a](b.md)", "(place)="])
def test_what_only_the_site_understands_would_be_seen(text):
    assert raw_in(new_notebook(cells=[new_markdown_cell(f"One.\n{text}\nTwo.")])) != []


def test_other_code_would_be_seen(chapter):
    other = reader_notebook(chapter, BOOK)
    other.cells[1].source = "x = 7"
    assert code_of(other) != code_of(chapter)[:3] == code_of(reader_notebook(chapter, BOOK))


def test_a_notebook_executes_from_its_text(chapter, tmp_path):
    """What is written is read again and run, folded cells included."""
    nbformat.write(without_outputs(reader_notebook(chapter, BOOK)), tmp_path / "small.ipynb")
    written = nbformat.read(tmp_path / "small.ipynb", as_version=4)
    NotebookClient(written, timeout=60, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert [cell.outputs[0].data["text/plain"] for cell in written.cells
            if cell.cell_type == "code" and cell.outputs] == ["6", "42"]
