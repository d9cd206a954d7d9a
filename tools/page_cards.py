"""Sphinx extension: what search engines and shared links show of a page.

The description is a page's question, its first paragraph in italics, or else its first
paragraph. Where the site has an address (`html_baseurl`), a shared link shows a picture too.
"""

import re
from html import escape

from docutils import nodes

LONGEST = 200
PICTURE = "_static/cpse_against_error.png"
PICTURE_SAYS = "cPSE of four trained networks and of untrained twins against test error"


def description(doctree):
    """What a page is about, in one or two sentences; None for a page without prose.

    >>> from docutils.core import publish_doctree
    >>> description(publish_doctree("Author: A. B.\\n\\n*Is it so?*"))
    'Is it so?'
    """
    paragraphs = [one for one in doctree.findall(nodes.paragraph) if _is_prose(one)]
    questions = [one for one in paragraphs if len(one) == 1 and isinstance(one[0], nodes.emphasis)]
    chosen = [*questions[:1], *paragraphs[:1]]
    return shortened(re.sub(r"\s+", " ", chosen[0].astext())) if chosen else None


def _is_prose(paragraph):
    """Whether a paragraph stands in the running text and holds no formula, which would be shown as TeX."""
    running = isinstance(paragraph.parent, (nodes.section, nodes.document))
    return running and next(paragraph.findall(nodes.math), None) is None


def shortened(text):
    """A text of at most LONGEST letters, ended behind a sentence or a word.

    >>> shortened("One. " + "word " * 60)
    'One.'
    """
    if len(text) <= LONGEST:
        return text
    head = text[:LONGEST]
    sentences = re.match(r".*[.?!](?= )", head)
    return sentences[0] if sentences else f"{head.rpartition(' ')[0]} …"


def cards(title, told, book, address, page):
    """The tags of a page, (attribute, name, content); those that need the site's address only when there is one."""
    tags = [("name", "description", told), ("property", "og:title", title), ("property", "og:description", told),
            ("property", "og:type", "article"), ("property", "og:site_name", book), ("name", "twitter:card", "summary")]
    if address:
        root = address.rstrip("/") + "/"
        tags[-1] = ("name", "twitter:card", "summary_large_image")
        tags += [("property", "og:url", root + page), ("property", "og:image", root + PICTURE),
                 ("property", "og:image:alt", PICTURE_SAYS)]
    return tags


def _add(app, pagename, templatename, context, doctree):
    told = description(doctree) if doctree is not None else None
    if told:
        title = app.env.titles[pagename].astext()
        found = cards(title, told, app.config.project, app.config.html_baseurl, f"{pagename}.html")
        context["metatags"] += "".join(f'\n<meta {kind}="{name}" content="{escape(text)}" />'
                                       for kind, name, text in found)


def setup(app):
    app.connect("html-page-context", _add)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
