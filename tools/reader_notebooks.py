"""Sphinx extension: every chapter a second time, as a notebook that reads well outside the site.

Beside `book/05_cpse.html` stands `book/05_cpse.ipynb`, which the page's button downloads: in plain Markdown, with
numbered captions, references, folded solutions and the marks of claims. It has its outputs, so that it is complete
where nothing can be executed, as on a telephone or in a program that only shows notebooks; to run it replaces them.
(What a solution prints is left out: it would stand open below the folded code.)
"""

import copy
import json
import re
from pathlib import Path

import address
import claims_reader
import nbformat
from chapter_records import executed, executed_notebook
from reader_citations import citations
from reader_markdown import Book, plain_markdown

JUDGES = {"claims", "reproductions"}  # cells of the build, with which it judges what a chapter says
FOLDED = {"hide-cell", "hide-input"}

NOTE = """

---

A chapter of the book *Spectral Ergodicity of Networks*{site}. A ✓ stands behind each sentence that is recomputed \
whenever the book is built; the last cell does the same with your own run. Text and figures: CC BY 4.0; code: \
BSD-3-Clause."""


def reader_notebook(chapter, book):
    """A chapter, as the build reads it, for readers: the same code, in plain Markdown."""
    notebook = copy.deepcopy(chapter)
    cells = [cell for cell in notebook.cells if cell.get("id") not in JUDGES]
    notebook.cells = [new for cell in cells for new in _reader_cells(cell, book)]
    _add_references(notebook, cited_in(chapter), book)
    notebook.cells[0].source += NOTE.format(site=f" ([site]({book.site}))" * bool(book.site))
    return notebook


def without_outputs(notebook):
    """A copy to be run."""
    fresh = copy.deepcopy(notebook)
    for cell in fresh.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    return fresh


# -- cells ------------------------------------------------------------------------

def _reader_cells(cell, book):
    """A cell for readers, and its caption where it draws a figure."""
    if cell.cell_type == "markdown":
        cell.source = plain_markdown(cell.source, book)
        return [cell]
    settings = cell.metadata.pop("mystnb", {})
    if FOLDED & set(cell.metadata.get("tags", [])):
        _fold(cell, settings.get("code_prompt_show", "Code"))
    _describe(cell, settings.get("image", {}).get("alt"))
    return [cell, *_caption(cell, settings.get("figure"), book)]


def _fold(cell, title):
    """In the ways of Jupyter and VS Code, and of Colab, which shows the title; what is folded tells nothing."""
    cell.outputs, cell.execution_count = [], None
    cell.source = f"#@title {title}\n{cell.source}"
    cell.metadata["jupyter"] = {**cell.metadata.get("jupyter", {}), "source_hidden": True}
    cell.metadata["cellView"] = "form"


def _describe(cell, alt):
    """The alt text where converters of notebooks look for it."""
    for output in cell.get("outputs", []):
        for kind in output.get("data", {}):
            if alt and kind.startswith("image/"):
                output.metadata[kind] = {**output.metadata.get(kind, {}), "alt": alt}


def _caption(cell, figure, book):
    if figure is None:
        return []
    text = f"**Figure {book.figures[figure.name]}.** {plain_markdown(figure.caption, book)}"
    return [nbformat.v4.new_markdown_cell(text, id=f"{cell.id}-caption")]


# -- references ---------------------------------------------------------------------

def cited_in(chapter):
    """The keys of the sources that a chapter cites."""
    captions = [cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "") for cell in chapter.cells]
    text = "\n".join([*(cell.source for cell in chapter.cells if cell.cell_type == "markdown"), *captions])
    return {key.strip() for group in re.findall(r"\{cite\}`([^`]+)`", text) for key in group.split(",")}


def _add_references(notebook, keys, book):
    """Below the chapter's last heading the whole references, in the order of the site's list."""
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## References"):
            listed = [one for key, one in book.citations.items() if key in keys]
            lines = [f"- **{one.label}.** {one.reference}" for one in listed]
            cell.source = "\n".join(["## References", "", *lines])


# -- the site -----------------------------------------------------------------------

def with_outputs(chapter, run):
    """A chapter with the outputs of its run, which has the same code cells."""
    codes = [cell for cell in run.cells if cell.cell_type == "code"]
    for cell, done in zip([cell for cell in chapter.cells if cell.cell_type == "code"], codes, strict=True):
        cell.outputs, cell.execution_count = done.outputs, done.execution_count
    return chapter


def book_of(app):
    """What the chapters of a site refer to."""
    titles = {Path(app.env.doc2path(name)).name: title.astext() for name, title in app.env.titles.items()}
    figures = {name: ".".join(map(str, number)) for kinds in app.env.toc_fignumbers.values()
               for name, number in kinds.get("figure", {}).items()}
    files = [Path(app.srcdir) / name for name in app.config.bibtex_bibfiles]
    known = {key: one for path in files for key, one in citations(path).items()}
    return Book(known, titles, figures, address.site())


def _write(app, error):
    if error or app.builder.format != "html":
        return
    book = book_of(app)
    for name in executed(app):
        chapter = claims_reader.read(Path(app.env.doc2path(name)).read_text(encoding="utf-8"))
        notebook = reader_notebook(with_outputs(chapter, executed_notebook(app, name)), book)
        nbformat.validate(notebook)
        text = json.dumps(notebook, indent=1, ensure_ascii=False)
        (Path(app.outdir) / f"{name}.ipynb").write_text(f"{text}\n", encoding="utf-8")


def _offer(app, pagename, templatename, context, doctree):
    """Let the button of an executed chapter lead to its notebook for readers."""
    if pagename in executed(app):
        groups = context.get("header_buttons", [])
        for button in (one for group in groups for one in group.get("buttons", [])):
            if button.get("label") == "download-source-button":
                button["url"] = f"{Path(pagename).name}.ipynb"
                button["tooltip"] = "Download this chapter as a notebook, with its outputs"


def setup(app):
    app.connect("build-finished", _write)
    app.connect("html-page-context", _offer, priority=600)  # the theme makes the buttons at 501
    return {"parallel_read_safe": True, "parallel_write_safe": True}
