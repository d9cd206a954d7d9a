"""What the cards of a page show: the first figure of the chapter to which each leads, made small.

A picture says to a reader who looks no more than the card's words, so it has no text of its own.
"""

import re
from pathlib import Path

from PIL import Image

WIDTH = 480  # pixels: enough for a card on a screen of double density
CARD = re.compile(r'<div class="sd-card .*?<a class="sd-stretched-link[^>]* href="([^"#]+)', re.DOTALL)
FIGURE = re.compile(r'<figure .*?<img [^>]*src="([^"]+)"', re.DOTALL)
BODY = '<div class="sd-card-body'


def with_pictures(path):
    """The text of a page, each of its cards with the first figure of the page to which it leads, where there is one."""
    return CARD.sub(lambda card: _with_picture(card, path), path.read_text(encoding="utf-8"))


def _with_picture(card, path):
    there = (path.parent / card[1]).resolve()
    if not there.is_file() or not (figure := FIGURE.search(there.read_text(encoding="utf-8"))):
        return card[0]
    small = _made_small((there.parent / figure[1]).resolve(), there.stem)
    picture = f'<img class="sd-card-img-top" src="../_images/{small.name}" alt="" loading="lazy" />\n'
    return card[0].replace(BODY, picture + BODY, 1)


def _made_small(path, name):
    small = path.parent / f"card-{name}.png"
    with Image.open(path) as picture:
        picture = picture.convert("RGB")
        picture.thumbnail((WIDTH, 10 * WIDTH))
        picture.quantize(64).save(small, optimize=True)
    return small


def _add_pictures(app, error):
    if error is None and app.builder.format == "html":
        path = Path(app.outdir) / "book" / "index.html"
        path.write_text(with_pictures(path), encoding="utf-8")


def setup(app):
    app.connect("build-finished", _add_pictures, priority=800)  # before the pages are finished
    return {"parallel_read_safe": True, "parallel_write_safe": True}
