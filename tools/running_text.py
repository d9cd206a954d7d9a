"""The words of a page that may become links: those in paragraphs, but for code, headings, tables and links."""

import re

from docutils import nodes

CHAPTER = re.compile(r"book/(\d\d)_")
LEFT_ALONE = (nodes.reference, nodes.title, nodes.caption, nodes.literal, nodes.literal_block, nodes.strong, nodes.raw,
              nodes.table)


def running_texts(doctree):
    """The texts of a document that stand in a paragraph, under nothing that is to be left alone."""
    return [text for text in doctree.findall(nodes.Text) if _is_running(text)]


def _is_running(text):
    parents, node = [], text.parent
    while node is not None:
        parents.append(node)
        node = node.parent
    return any(isinstance(one, nodes.paragraph) for one in parents) and not any(
        isinstance(one, LEFT_ALONE) for one in parents)


def first_words(paragraph):
    """The bold words with which a paragraph begins; an empty text may stand before them."""
    words = [one for one in paragraph if one.astext()]
    return words[0].astext() if words and isinstance(words[0], nodes.strong) else None


def replace_in(text, pattern, link):
    """Put `link(match)` in place of each match of a pattern in a text; where it gives None, the words stay."""
    words, parts, start = text.astext(), [], 0
    for found in pattern.finditer(words):
        if (made := link(found)) is not None:
            parts += [nodes.Text(words[start:found.start()]), made]
            start = found.end()
    if parts:
        text.parent.replace(text, [*parts, nodes.Text(words[start:])])
