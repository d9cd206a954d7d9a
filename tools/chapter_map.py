"""Sphinx extension: which chapter needs which, drawn from what each says of its prerequisites.

The directive `chapter-map` has a row for each chapter, in the order of reading, and a line from each
chapter to those that need it. The names are links.
"""

import json
import re
from html import escape
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

ROW, LEFT, WIDTH, LANE = 30, 92, 438, 15  # of the picture, in units of its view box
COLOURS = ("#0173b2", "#b86e00", "#02865f", "#b45fa5", "#8a6136")  # seen on white and on black


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
    """An SVG picture of the chapters and of the lines between them."""
    rows = {name: ROW * (k + 0.7) for k, name in enumerate(known)}
    bases = [name for name in known if any(name in needs for _, needs in known.values())]
    lines = [_line(name, lane, known, rows) for lane, name in enumerate(bases)]
    names = [f'<a href="{name}.html"><circle cx="{LEFT}" cy="{rows[name]}" r="5" />'
             f'<text x="{LEFT + 14}" y="{rows[name] + 5}">{escape(title)}</text></a>'
             for name, (title, _) in known.items()]
    return "\n".join([f'<svg class="chapter-map" viewBox="0 0 {WIDTH} {ROW * len(known) + 8}" role="group" '
                      f'aria-label="{escape(in_words(known))}">', *lines, *names, "</svg>"])


def _line(name, lane, known, rows):
    """Down a lane of its own, from a chapter to all that need it; it starts below the tips that arrive there."""
    x, colour = 8 + LANE * lane, COLOURS[lane % len(COLOURS)]
    start = rows[name] + 8 * bool(known[name][1])
    ends = [rows[other] + 6 * (needs.index(name) - (len(needs) - 1) / 2)
            for other, (_, needs) in known.items() if name in needs]
    steps = " ".join(f"M {x} {end} H {LEFT - 12}" for end in ends)
    tips = " ".join(f"M {LEFT - 6} {end} l -8 -3 v 6 z" for end in ends)
    return (f'<path style="stroke: {colour}" d="M {LEFT - 6} {start} H {x} V {ends[-1]} {steps}" />'
            f'<path class="tip" style="fill: {colour}" d="{tips}" />')


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
