"""Sphinx extension: a word of the glossary leads there where a chapter uses it first, and shows its meaning.

The notebooks hold plain words. A word that may begin a sentence is known with a capital too; STANDARD is not standard.
A term with a remark in brackets, such as "mark (of training)", stands in no text, and nothing leads to it. Headings,
captions, code, links and the glossary itself stay as they are.
"""

import re

from docutils import nodes
from running_text import CHAPTER, replace_in, running_texts
from sphinx import addnodes

GLOSSARY = "book/notation"


def terms(glossary):
    """{term: (its anchor, its meaning)} of a glossary's document."""
    found = {}
    for item in glossary.findall(nodes.definition_list_item):
        meaning = _in_words(next(item.findall(nodes.paragraph)))
        found |= {term.astext(): (term["ids"][0], meaning) for term in item if isinstance(term, nodes.term)}
    return found


def _in_words(paragraph):
    """The sentence without the link to its chapter, and the name of a definition before it."""
    links = nodes.reference, addnodes.pending_xref
    words = "".join(one.astext() for one in paragraph if not isinstance(one, links)).strip()
    return re.sub(r" Definition \d+ of$", "", words)


def pattern(words):
    """Any of the words, the longest first, at the beginning of a sentence or in the plural as well."""
    either = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])({either})s?(?![\w-])", re.IGNORECASE)


def _within(term):
    """A term as it stands within a sentence."""
    return term[0].lower() + term[1:]


def link_first_uses(doctree, known, place):
    """Link the first use of each term in the running text of a document; `place` gives an anchor's address."""
    waiting = {_within(term): value for term, value in known.items()}

    def link(use):
        if (term := _within(use[1])) not in waiting:  # after its first use it no longer is
            return None
        where, meaning = waiting.pop(term)
        return nodes.reference(use[0], use[0], internal=True, refuri=place(where), reftitle=meaning, classes=["term"])

    words = pattern(known)
    for text in running_texts(doctree):
        replace_in(text, words, link)


def _link_chapter(app, doctree, docname):
    if CHAPTER.match(docname) and GLOSSARY in app.env.found_docs:
        page = app.builder.get_relative_uri(docname, GLOSSARY)
        link_first_uses(doctree, terms(app.env.get_doctree(GLOSSARY)), lambda anchor: f"{page}#{anchor}")


def setup(app):
    app.connect("doctree-resolved", _link_chapter)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
