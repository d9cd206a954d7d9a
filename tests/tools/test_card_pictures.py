"""A card shows the first figure of the page to which it leads, small, and without one stays as it is."""

import re

import card_pictures
import pytest
from PIL import Image

CARD = """<div class="sd-card sd-w-100 docutils">
<div class="sd-card-body docutils">
<p class="sd-card-text">Is it so?</p>
</div>
<a class="sd-stretched-link sd-hide-link-text reference internal" href="{name}.html">A chapter</a></div>
"""
FIGURE = ('<p><img src="../_images/formula.png" /></p><figure class="align-default">'
          '<img alt="A" src="../_images/{}.png" />')


@pytest.fixture
def page(tmp_path):
    """A page with three cards: of a chapter with two figures, of one without any, and of one that is not there."""
    for folder in ("book", "_images"):
        (tmp_path / folder).mkdir()
    for name, size in (("first", (1600, 800)), ("second", (800, 800))):
        Image.new("RGB", size, "white").save(tmp_path / "_images" / f"{name}.png")
    (tmp_path / "book" / "drawn.html").write_text(FIGURE.format("first") + FIGURE.format("second"))
    (tmp_path / "book" / "plain.html").write_text("<p>No figure.</p>")
    path = tmp_path / "book" / "index.html"
    path.write_text("".join(CARD.format(name=name) for name in ("plain", "drawn", "nowhere")))
    return path


def test_a_card_shows_the_first_figure_of_its_chapter(page):
    plain, drawn, nowhere = re.split(r"(?=<div class=\"sd-card )", card_pictures.with_pictures(page))[1:]
    assert plain == CARD.format(name="plain") and nowhere == CARD.format(name="nowhere")
    picture = '<img class="sd-card-img-top" src="../_images/card-drawn.png" alt="" loading="lazy" />\n'
    assert drawn == CARD.format(name="drawn").replace('<div class="sd-card-body', f'{picture}<div class="sd-card-body')


def test_its_picture_is_small(page):
    card_pictures.with_pictures(page)
    small = page.parent.parent / "_images" / "card-drawn.png"
    with Image.open(small) as picture:
        assert picture.size == (480, 240)
