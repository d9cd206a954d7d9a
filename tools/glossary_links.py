"""Sphinx extension: a word of the glossary leads there where a chapter uses it first, and shows its meaning.

The notebooks hold plain words. Headings, captions, code, links and the glossary itself stay as they are.
"""

import re

from docutils import nodes
from sphinx import addnodes

GLOSSARY = "book/notation"
CHAPTER = re.compile(r"book/\d\d_")
LEFT_ALONE = (nodes.reference, nodes.title, nodes.caption, nodes.literal, nodes.literal_block, nodes.strong, nodes.raw,
              nodes.table)


def terms(glossary):
    """{term: (its anchor, its meaning)} of a glossary's document."""
    found = {}
    for item in glossary.findall(nodes.definition_list_item):
        term, meaning = item[0], next(item.findall(nodes.paragraph))
        found[term.astext()] = (term["ids"][0], _in_words(meaning))
    return found


def _in_words(paragraph):
    """The sentence without the link to its chapter."""
    links = nodes.reference, addnodes.pending_xref
    return "".join(one.astext() for one in paragraph if not isinstance(one, links)).strip()


def pattern(words):
    """Any of the words, the longest first, at the beginning of a sentence or in the plural as well."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({either})s?(?![\w-])", re.IGNORECASE)


def link_first_uses(doctree, known, place):
    """Link the first use of each term in the running text of a document; `place` gives an anchor's address."""
    waiting, words = {term.lower(): value for term, value in known.items()}, pattern(known)
    for text in [one for one in doctree.findall(nodes.Text) if _is_running(one)]:
        _link(text, words, waiting, place)


def _is_running(text):
    """Whether a text stands in a paragraph, under nothing that is to be left alone."""
    parents, node = [], text.parent
    while node is not None:
        parents.append(node)
        node = node.parent
    return any(isinstance(one, nodes.paragraph) for one in parents) and not any(
        isinstance(one, LEFT_ALONE) for one in parents)


def _link(text, words, waiting, place):
    parts, start = [], 0
    for use in words.finditer(text.astext()):
        if (term := use[1].lower()) in waiting:  # after its first use it no longer is
            anchor, meaning = waiting.pop(term)
            parts += [nodes.Text(text.astext()[start:use.start()]),
                      nodes.reference(use[0], use[0], internal=True, refuri=place(anchor), reftitle=meaning,
                                      classes=["term"])]
            start = use.end()
    if parts:
        text.parent.replace(text, [*parts, nodes.Text(text.astext()[start:])])


def _link_chapter(app, doctree, docname):
    if CHAPTER.match(docname) and GLOSSARY in app.env.found_docs:
        page = app.builder.get_relative_uri(docname, GLOSSARY)
        link_first_uses(doctree, terms(app.env.get_doctree(GLOSSARY)), lambda anchor: f"{page}#{anchor}")


def setup(app):
    app.connect("doctree-resolved", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
