"""Sphinx extension: each chapter has a table of its symbols on the page of notation, and a link to it.

The source of that page has one table, in which a line names all chapters that it holds in. The link stands behind
what a chapter says of its time to run.
"""

import re
from pathlib import Path

from chapter_map import chapters
from docutils import nodes
from running_text import CHAPTER, first_words

PAGE = "book/notation"
TABLE = re.compile(r"^\| symbol .+\n(?:\|.+\n)+", re.MULTILINE)
LINE = re.compile(r"^\| (\$.+) \| (.+?) \| ([\d, ]+|all) \|$", re.MULTILINE)


def by_chapter(text, titles):
    """The page's source with a table for each chapter, given {number: title}, in place of the one of all.

    >>> lines = ["| symbol | meaning | chapters |", "|---|---|---|", "| $i$ | one | all |", "| $n$ | two | 1, 2 |", ""]
    >>> print(by_chapter("\\n".join(lines), {2: "2. Two"}))
    Symbols of chapter [2](#symbols-2), or of all:
    <BLANKLINE>
    | symbol | meaning |
    |---|---|
    | $i$ | one |
    <BLANKLINE>
    (symbols-2)=
    ### 2. Two
    <BLANKLINE>
    | symbol | meaning |
    |---|---|
    | $n$ | two |
    <BLANKLINE>
    """
    found = TABLE.search(text)
    lines = LINE.findall(found[0])
    tables = [f"(symbols-{number})=\n### {title}\n\n{_table(lines, str(number))}" for number, title in titles.items()]
    links = ", ".join(f"[{number}](#symbols-{number})" for number in titles)
    new = "\n".join([f"Symbols of chapter {links}, or of all:\n", _table(lines, "all"), *tables])
    return text[:found.start()] + new + text[found.end():]


def _table(lines, told):
    rows = [f"| {symbols} | {meaning} |" for symbols, meaning, where in lines if told in where.split(", ")]
    return "\n".join(["| symbol | meaning |", "|---|---|", *rows, ""])


def link_to_symbols(doctree, address):
    """Put a link behind the time that a chapter takes."""
    for paragraph in doctree.findall(nodes.paragraph):
        if first_words(paragraph) == "Time to run.":
            link = nodes.reference("", "Symbols of this chapter", internal=True, refuri=address)
            paragraph += [nodes.Text(" "), link, nodes.Text(".")]


def headings(root):
    """{number: the title of that chapter, as a link to it}."""
    return {int(name[:2]): f"[{title}]({name}.ipynb)" for name, (title, _) in chapters(root).items()}


def _read_page(app, docname, source):
    if docname == PAGE:
        source[0] = by_chapter(source[0], headings(Path(app.srcdir)))


def _link_chapter(app, doctree, docname):
    if (found := CHAPTER.match(docname)) and PAGE in app.env.found_docs:
        page = app.builder.get_relative_uri(docname, PAGE)
        link_to_symbols(doctree, f"{page}#symbols-{int(found[1])}")


def setup(app):
    app.connect("source-read", _read_page)
    app.connect("doctree-resolved", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
