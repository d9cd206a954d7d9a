"""Sphinx extension: definitions, theorems and propositions have a place of their own, and their names lead there.

A statement begins with its name in bold, **Definition 2 (effective dimension).**, and a text that speaks of it says
"Definition 2", or "Definition 2 of [chapter 13](13_feature_complexity.ipynb)": plain words in the notebooks, links on
the site. What is defined is in the index too, so that a search leads to the definition first.
"""

import re

from docutils import nodes
from glossary_links import GLOSSARY
from running_text import CHAPTER, replace_in, running_texts
from sphinx import addnodes
from sphinx.transforms import SphinxTransform

KIND = "(Definition|Theorem|Proposition)"
STATEMENT = re.compile(KIND + r" (\d+)(?: \((.+)\))?\.?", re.DOTALL)
NAME = re.compile(KIND + r" (\d+)")
OF_THE_CHAPTER = re.compile(r"\s(?:of|in) (?:the )?(?:chapter on )?$")  # and then a link to it


class Statements(SphinxTransform):
    default_priority = 700  # the index is read from the document at 850

    def apply(self, **options):
        for bold in list(self.document.findall(nodes.strong)):
            found = STATEMENT.fullmatch(bold.astext())
            if found and isinstance(bold.parent, nodes.paragraph):
                place = anchor(found)
                bold.parent["ids"].append(place)
                if found[1] == "Definition" and found[3]:
                    _put_in_index(bold.parent, found[3], place)


def anchor(name):
    """The place of a statement on its page, from a match of its name.

    >>> anchor(NAME.match("Theorem 2"))
    'theorem-2'
    """
    return f"{name[1].lower()}-{name[2]}"


def _put_in_index(paragraph, term, place):
    entry = addnodes.index(entries=[("single", term, place, "main", None)])
    paragraph.parent.insert(paragraph.parent.index(paragraph), entry)


def link_names(doctree):
    """Lead each name of a statement in the running text to it, in the chapter whose link follows or on its own page."""
    here = {place for paragraph in doctree.findall(nodes.paragraph) for place in paragraph["ids"]}
    for text in running_texts(doctree):
        page, words = _page_that_follows(text), text.astext()

        def link(name):
            if page and OF_THE_CHAPTER.match(words, name.end()):
                return _link(name, f"{page}#{anchor(name)}")
            return _link(name, f"#{anchor(name)}") if anchor(name) in here else None

        replace_in(text, NAME, link)


def _page_that_follows(text):
    """The page to which a link right behind a text leads, or None."""
    following = text.parent[text.parent.index(text) + 1:]
    return following[0].get("refuri") if following and isinstance(following[0], nodes.reference) else None


def _link(name, address):
    return nodes.reference(name[0], name[0], internal=True, refuri=address, classes=["statement"])


def _link_chapter(app, doctree, docname):
    if CHAPTER.match(docname) or docname == GLOSSARY:
        link_names(doctree)


def setup(app):
    app.add_transform(Statements)
    app.connect("doctree-resolved", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
