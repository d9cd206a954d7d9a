"""Sphinx extension: what a chapter says in brief stands in a box, beside the figure that shows it.

The box holds the paragraph that begins with **In brief.** and what follows, up to the **Prerequisites.** The figure is
that of the one cell with the tag `in-brief`; the picture in the box leads to it.
"""

import copy

from docutils import nodes
from running_text import CHAPTER, first_words

BEGINS, ENDS = "In brief.", "Prerequisites."
TAG = "tag_in-brief"  # as a class of the cell


def boxed(doctree, number):
    """Put a document's brief into a box with its figure, whose number is `number(figure)`; without one, stay."""
    opening, closing = (next((one for one in doctree.findall(nodes.paragraph) if first_words(one) == words), None)
                        for words in (BEGINS, ENDS))
    if opening is None or closing is None:
        return
    box = nodes.container(classes=["in-brief"])
    _move(opening, closing, box)
    if (figure := _chosen(doctree)) is not None:
        box += _picture(figure, number(figure))


def _move(opening, closing, box):
    """Into the box, which takes their place, goes what stands from one paragraph to before another."""
    parent = opening.parent
    start, end = parent.index(opening), parent.index(closing)
    moved = parent[start:end]
    parent[start:end] = [box]
    box.extend(moved)


def _chosen(doctree):
    cells = [one for one in doctree.findall(nodes.container) if TAG in one["classes"]]
    return next((figure for cell in cells for figure in cell.findall(nodes.figure)), None)


def _picture(figure, number):
    """The figure's picture as a link to it. Readers who cannot see it are told of it there, so here it has no text."""
    image = copy.deepcopy(next(figure.findall(nodes.image)))
    image["alt"] = ""
    link = nodes.reference("", "", image, nodes.inline("", f"Fig. {number}"), internal=True,
                           refuri=f"#{figure['ids'][0]}")
    return nodes.paragraph("", "", link, classes=["in-brief-figure"])


def _box_chapter(app, doctree, docname):
    if CHAPTER.match(docname):
        numbers = app.env.toc_fignumbers.get(docname, {}).get("figure", {})
        boxed(doctree, lambda figure: ".".join(map(str, numbers[figure["ids"][0]])))


def setup(app):
    app.connect("doctree-resolved", _box_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
