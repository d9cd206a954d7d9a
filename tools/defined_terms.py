"""Sphinx extension: what the chapters define is in the index, so that a search leads to the definition first.

A definition begins with its number and what it defines in bold: **Definition 2 (effective dimension).**
"""

import re

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform


class DefinedTerms(SphinxTransform):
    default_priority = 700  # the index is read from the document at 850

    def apply(self, **options):
        for bold in list(self.document.findall(nodes.strong)):
            found = re.fullmatch(r"Definition (\d+) \((.+)\)\.?", bold.astext())
            if found and isinstance(bold.parent, nodes.paragraph):
                _put_in_index(bold.parent, found[2], f"definition-{found[1]}")


def _put_in_index(paragraph, term, place):
    paragraph["ids"].append(place)
    entry = addnodes.index(entries=[("single", term, place, "main", None)])
    paragraph.parent.insert(paragraph.parent.index(paragraph), entry)


def setup(app):
    app.add_transform(DefinedTerms)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
