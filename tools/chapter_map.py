"""Sphinx extension: which chapter needs which, drawn from what each says of its prerequisites.

The directive `chapter-map` draws a line a chapter, in the order of reading, with a bow from each
chapter to those that need it. The names are links.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

ROW, LEFT, WIDTH = 30, 84, 430  # of the picture, in units of its view box


def chapters(root):
    """{name of a chapter's file: (title, the names of those that it needs)}, in the order of reading."""
    return {path.stem: _read(path) for path in sorted((root / "book").glob("[0-9]*.ipynb"))}


def _read(path):
    opening = "".join(json.loads(path.read_text(encoding="utf-8"))["cells"][0]["source"])
    return re.match(r"# (.+)", opening)[1], needed(opening)


def needed(opening):
    """The chapters to which the prerequisites of a chapter lead.

    >>> needed("# 3. A\\n\\n**Prerequisites.** [One](01_one.ipynb), counting.\\n\\n**For whom.** [Two](02_two.ipynb)")
    ['01_one']
    """
    told, = re.findall(r"\*\*Prerequisites\.\*\*(.+)", opening)
    return sorted(re.findall(r"\]\((\d\d_\w+)\.ipynb\)", told))


def drawing(known):
    """An SVG picture of the chapters and the bows between them."""
    rows = {name: ROW * (k + 0.7) for k, name in enumerate(known)}
    bows = [_bow(rows[one], rows[name]) for name, (_, needs) in known.items() for one in needs]
    names = [f'<a href="{name}.html"><circle cx="{LEFT}" cy="{rows[name]}" r="5" />'
             f'<text x="{LEFT + 14}" y="{rows[name] + 5}">{escape(title)}</text></a>'
             for name, (title, _) in known.items()]
    return "\n".join([f'<svg class="chapter-map" viewBox="0 0 {WIDTH} {ROW * len(known) + 8}" role="group" '
                      f'aria-label="{escape(in_words(known))}">', *bows, *names, "</svg>"])


def _bow(start, end):
    """From a chapter down to one that needs it, the wider the farther, with a tip."""
    wide = min(LEFT - 4, 16 + (end - start) / 4)
    return (f'<path d="M {LEFT - 6} {start} C {LEFT - wide} {start} {LEFT - wide} {end} {LEFT - 8} {end}" />'
            f'<path class="tip" d="M {LEFT - 7} {end} l -8 -4 v 8 z" />')


def in_words(known):
    """What the picture shows, for who cannot see it.

    >>> in_words({"01_a": ("1. A", []), "02_b": ("2. B", ["01_a"])})
    'Which chapter needs which. 1: none. 2: 1.'
    """
    said = (f"{int(name[:2])}: {', '.join(str(int(one[:2])) for one in needs) or 'none'}."
            for name, (_, needs) in known.items())
    return " ".join(["Which chapter needs which.", *said])


class ChapterMap(Directive):
    def run(self):
        return [nodes.raw("", drawing(chapters(Path(self.state.document.settings.env.srcdir))), format="html")]


def setup(app):
    app.add_directive("chapter-map", ChapterMap)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
