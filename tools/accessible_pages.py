"""Sphinx extension: names and roles that a screen reader needs and that the theme and the tables of pandas leave out.

The names of folded solutions are set in the document; the rest is mended in the HTML, by `accessible`.
"""

import re
from collections import Counter

from docutils import nodes
from myst_nb.sphinx_ import HideCodeCellNode

REPAIRS = (
    # A fold is named by what it shows, not by "Toggle hidden content", which all of them would be.
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    # The arrow in the sidebar opens the pages below the one beside it.
    (r'(<a [^>]*>\s*([^<]*?)\s*</a>\s*<details[^>]*>)<summary>(?=<span class="toctree-toggle")',
     r'\1<summary aria-label="Pages below: \2">'),
    # The empty corner of a table heads nothing.
    (r"<th(\s[^>]*)?>\s*(?:&nbsp;|<p></p>)?\s*</th>", r"<td\1></td>"),
    # The button for a chapter's notebook saves it, also from a site on a disk.
    (r'(<a href="\w+\.ipynb") target="_blank"', r"\1 download"),
    # A number below zero in a table has a true minus sign, which is read as one.
    (r"<td>-(?=\d)", "<td>\u2212"),
    # An entry of a bibliography is an item of its list; the role for entries is no longer in use.
    (r'(<div class="citation" id="[^"]*") role="doc-biblioentry">', r'\1 role="listitem">'),
    # The book's name in the sidebar belongs to a landmark of the page.
    (r'<div class="sidebar-primary-item">(?=\s*<a class="navbar-brand)',
     '<div class="sidebar-primary-item" role="navigation" aria-label="Beginning of the book">'),
)


def accessible(page):
    """A page with the repairs.

    >>> accessible('<summary aria-label="Toggle hidden content"><p>A solution</p></summary><tr><th></th></tr>')
    '<summary><p>A solution</p></summary><tr><td></td></tr>'
    >>> accessible("<td>-1.38</td><td>semi-2</td>")
    '<td>−1.38</td><td>semi-2</td>'
    """
    for pattern, mended in REPAIRS:
        page = re.sub(pattern, mended, page)
    return page


def _name_solutions(app, doctree, docname):
    """Give each folded solution the number of the exercise above it, and the parts of one solution theirs."""
    exercise, parts = "", Counter()
    for node in doctree.findall(lambda one: isinstance(one, (nodes.strong, HideCodeCellNode))):
        if isinstance(node, nodes.strong):
            found = re.match(r"Exercise (\d+)", node.astext())
            exercise = found[1] if found else exercise
        elif node["prompt_show"] == "A solution" and exercise:
            parts[exercise] += 1
            part = f", part {parts[exercise]}" if parts[exercise] > 1 else ""
            node["prompt_show"] = f"A solution of exercise {exercise}{part}"


def setup(app):
    app.connect("doctree-resolved", _name_solutions)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
