"""Sphinx extension: the directive `published-numbers`, tables of what papers print beside what the chapters compute."""

from itertools import groupby

from chapter_records import executed, told_in
from docutils import nodes
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from tables import table, texts

from pse_helpers.chapters.reproductions import METADATA, NOT_RUN

HEAD = ("number", "verdict", "published", "ours, as published", "ours, as defined", "difference", "spread")
AUTHORS = {"suzen2017": "Süzen, Weber and Cerdà 2017", "suzen2019": "Süzen, Cerdà and Weber 2019"}


class numbers_place(nodes.General, nodes.Element):
    """Where the tables go once every chapter has been executed."""


class PublishedNumbers(SphinxDirective):
    def run(self):
        return [numbers_place()]


def rows_of(app, docname):
    """The comparisons of a chapter, as the last build computed them."""
    return told_in(app, docname, METADATA)


def _fill(app, doctree, docname):
    for place in list(doctree.findall(numbers_place)):
        place.replace_self([part for chapter in executed(app) for part in _of_a_chapter(app, docname, chapter)])


def _of_a_chapter(app, docname, chapter):
    """For each kind of number that a chapter rebuilds a line, with a table, and in words what was not run."""
    for (source, quantity), group in groupby(rows_of(app, chapter), lambda row: (row["source"], row["of"])):
        rows = list(group)
        ran = [row for row in rows if row["verdict"] != NOT_RUN]
        link = make_refnode(app.builder, docname, chapter, "", nodes.Text(app.env.titles[chapter].astext()))
        yield nodes.paragraph("", "", nodes.strong(text=quantity[0].upper() + quantity[1:]),
                              nodes.Text(f" ({AUTHORS[source]}), in "), link, nodes.Text(_not_run(rows)))
        if ran:
            yield table(HEAD, [texts(*_cells(row)) for row in ran])


def _not_run(rows):
    numbers = [f"{row['quantity']} {_shown(row['published'])}" for row in rows if row["verdict"] == NOT_RUN]
    return f"; {NOT_RUN}: {', '.join(numbers)}." if numbers else ""


def _cells(row):
    difference = None if row["as published"] is None else row["as published"] - row["published"]
    numbers = [row["published"], row["as published"], row["as defined"], difference, row["spread"]]
    return [row["quantity"], row["verdict"], *map(_shown, numbers)]


def _shown(number):
    return "" if number is None else f"{round(number, 3) + 0:.3f}".replace("-", "−")  # + 0: no minus zero


def setup(app):
    app.add_node(numbers_place)
    app.add_directive("published-numbers", PublishedNumbers)
    app.connect("doctree-resolved", _fill)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
