"""The page needs nothing but itself, and says in words what its pictures show."""

import re
from base64 import b64decode
from dataclasses import replace
from html.parser import HTMLParser

import numpy as np
import pytest

from pse_helpers.command.examination import examined
from pse_helpers.command.options import parsed
from pse_helpers.command.page import as_page
from pse_helpers.command.progress import Progress
from pse_helpers.layers import layer_spectra

RNG = np.random.default_rng(5)
SPECTRA = layer_spectra([RNG.standard_normal((9, 12)) for _ in range(5)])
EMPTY = {"meta", "img", "br", "link"}


class Tree(HTMLParser):
    """All tags with their attributes; every one that is opened is closed."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        self.open += [tag] * (tag not in EMPTY)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def page_of(spectra, title="net"):
    return as_page(examined(title, spectra, parsed(["net.pt", "--report", "page.html"]), Progress()))


@pytest.fixture(scope="module")
def page():
    return page_of(SPECTRA)


def test_it_needs_no_other_file(page):
    tags = Tree(page).tags
    assert "http" not in page and "url(" not in page and "@import" not in page
    assert {tag for tag, _ in tags}.isdisjoint({"script", "link", "iframe", "object"})
    assert all(attributes["src"].startswith("data:") for _, attributes in tags if "src" in attributes)


def test_it_bears_its_title_and_tells_the_band(page):
    assert "<title>net</title>" in page and "<h1>net</h1>" in page
    assert re.search(r"<dt>untrained</dt><dd>-?\d\.\d{4} ± \d\.\d{4} over 20 twins", page)


def test_three_pictures_with_words(page):
    pictures = [attributes for tag, attributes in Tree(page).tags if tag == "img"]
    assert len(pictures) == 3 and all(len(one["alt"]) > 60 for one in pictures)
    images = [b64decode(one["src"].partition(",")[2]) for one in pictures]
    assert all(image.startswith(b"\x89PNG") and b"http" not in image for image in images)


def test_it_fits_a_phone_and_the_dark(page):
    viewport = next(attributes for _, attributes in Tree(page).tags if attributes.get("name") == "viewport")
    assert viewport["content"] == "width=device-width, initial-scale=1"
    assert "prefers-color-scheme: dark" in page and "overflow-x: auto" in page


def test_a_row_for_each_layer(page):
    assert len(re.findall(r'<th scope="row">', page)) == 5 and "9 × 12" in page


def test_names_are_text_and_no_markup():
    names = ("<script>", *SPECTRA.names[1:])
    page = page_of(replace(SPECTRA, names=names, skipped=(("<b>", "a & b"),)), title="<i>net</i> & co")
    assert "&lt;script&gt;" in page and "&lt;i&gt;net&lt;/i&gt; &amp; co" in page and "a &amp; b" in page
    Tree(page)


@pytest.mark.filterwarnings("ignore::pse_helpers.cascade.tiling.UnknownOrder")
def test_warnings_stand_on_top_and_lists_are_folded():
    page = page_of(replace(SPECTRA, coverage=0.5, order="unknown", skipped=(("table", "no weight"),)))
    assert page.index("Only 50.0 % of the weights were read") < page.index("<dl>")
    assert "Parameters left out, and why (1)" in page and "--order tells it" in page


def test_a_network_without_cpse_has_what_there_is():
    page = page_of(SPECTRA.taken([0, 1]))
    assert page.count("<img") == 1 and "cPSE has no value" in page and "The score is" not in page
