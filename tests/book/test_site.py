"""The built site in headless Chromium: complete without internet, legible at two widths, light and dark."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlparse

import api_pages
import chapter_records
import pytest
from PIL import Image

from pse_helpers.chapters.claims import claims_of

pytestmark = pytest.mark.timeout(1200)  # the slow ones look at every page

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.pages
def test_every_page_is_complete_without_internet(view, show, site, pages):
    for path in [site / "index.html", site / "search.html", *pages]:
        show(view, path)
    assert [url for url in view.asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert view.wrong == []


@pytest.mark.pages
def test_no_page_is_wider_than_the_screen(view, show, pages):
    for path in pages:
        show(view, path)
        assert view.evaluate("document.documentElement.scrollWidth") <= view.width, path.name


def test_the_theme_follows_the_reader(view, show, pages):
    show(view, pages[0])
    assert view.evaluate("document.documentElement.dataset.theme") == view.scheme


@pytest.mark.pages
def test_chapters_show_formulas_and_figures(view, show, pages):
    for path in (path for path in pages if re.match(r"\d", path.name)):
        show(view, path)
        assert view.locator("mjx-container").count() > 5
        assert view.locator("mjx-merror").count() == 0
        images = view.locator("article img")
        assert images.count() > 0
        for image in images.all():
            assert image.evaluate("(one) => one.decode().then(() => one.naturalWidth)") > 0
            assert image.evaluate("(one) => getComputedStyle(one).padding") == "0px"  # no second frame in the dark
        texts = {image.get_attribute("src"): image.get_attribute("alt") for image in view.locator("figure img").all()}
        assert texts and all(len(text) > 40 for text in texts.values())
        brief = view.locator(".in-brief img")  # the picture of a figure below, which has the text
        assert brief.count() == 1 and brief.get_attribute("alt") == "" and brief.get_attribute("src") in texts


@pytest.mark.pages
def test_solutions_are_folded_and_open(view, show, pages):
    for path in (path for path in pages if re.match(r"\d", path.name)):
        show(view, path)
        folded = view.locator("details", has_text="A solution").first
        assert not folded.locator("pre").first.is_visible()
        folded.locator("summary").click()
        assert folded.locator("pre").first.is_visible()


@pytest.mark.pages
def test_a_mark_shows_what_was_computed_and_leads_to_the_ledger(view, show, pages):
    path = next(path for path in pages if path.name.startswith("05_"))
    show(view, path)
    mark = view.locator("a.claim").nth(3)
    told = mark.locator(".claim-told")
    assert not told.is_visible()
    mark.hover() if view.width > 400 else mark.focus()
    assert told.is_visible()
    box = told.bounding_box()
    assert 0 <= box["x"] and box["x"] + box["width"] <= view.width
    place = mark.get_attribute("id")
    mark.press("Enter")
    view.wait_for_url(f"**/claim_ledger.html#{place}")
    assert view.locator(f"#{place}").is_visible()


@pytest.mark.pages
def test_the_ledger_shows_the_claims_that_are_asked_for(view, show, pages):
    show(view, next(path for path in pages if path.name == "claim_ledger.html"))
    entries = view.locator(".claim-entry")
    view.locator("input.claim-filter").fill("gap ratio")
    seen = [entry for entry in entries.all_text_contents() if "gap ratio" in entry.lower()]
    assert 0 < view.locator(".claim-entry:visible").count() == len(seen) < entries.count()


@pytest.mark.pages
def test_a_tap_shows_what_was_computed_and_a_second_one_leads_to_the_ledger(browser, pages):
    path = next(path for path in pages if path.name.startswith("05_"))
    with browser.new_page(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True) as page:
        page.goto(path.as_uri())
        mark = page.locator("a.claim").nth(3)
        mark.tap()
        assert mark.locator(".claim-told").is_visible() and page.url.endswith(path.name)
        mark.tap()
        page.wait_for_url("**/claim_ledger.html#claim-*")


def test_an_address_within_a_page_leads_there_although_formulas_are_set_later(view, pages):
    """They take less room than their source, so that what the browser scrolled to has moved up."""
    path = next(path for path in pages if path.name == "notation.html")
    for name in ("symbols-11", "term-noise-floor"):
        view.goto("about:blank")
        view.goto(f"{path.as_uri()}#{name}")
        view.wait_for_function("MathJax.startup.promise.then(() => true)")
        view.wait_for_function("[window.before, window.before = scrollY][0] === scrollY", polling=500)  # it rests
        assert 0 <= view.locator(f"#{name}").first.bounding_box()["y"] < 200


# -- without a browser ---------------------------------------------------------

class Links(HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.found, self.ids = [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.found += [attributes[key] for key in ("href", "src") if attributes.get(key)]
        self.ids.add(attributes.get("id"))


def test_every_link_within_the_site_leads_somewhere(site):
    seen = {path: Links(path) for path in site.rglob("*.html") if "_static" not in path.parts}
    for path, links in seen.items():
        for link in links.found:
            address = urlparse(link)
            if address.scheme or address.netloc or link in ("#", "#search"):
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            assert target.exists(), f"{path.name} links to {link}"
            if address.fragment and target in seen:
                assert unquote(address.fragment) in seen[target].ids, f"{path.name} links to {link}"


def test_figures_have_an_opaque_light_face(site):
    figures = [path for path in (site / "_images").glob("*.png")]
    assert figures
    for path in figures:
        with Image.open(path) as image:
            corner = image.convert("RGBA").getpixel((1, 1))
        assert corner == (255, 255, 255, 255), path.name


def test_every_claim_is_marked_in_its_chapter_and_listed_in_the_ledger_with_its_code(site):
    ledger = (site / "book" / "claim_ledger.html").read_text(encoding="utf-8")
    for path in sorted((site.parent.parent / "book").glob("[0-9]*.ipynb")):
        slug = path.stem.partition("_")[2]
        page, claims = (site / "book" / f"{path.stem}.html").read_text(encoding="utf-8"), claims_of(slug)
        for place in (chapter_records.place(slug, claim.name) for claim in claims):
            assert page.count(f'id="{place}" href="claim_ledger.html#{place}"') == 1, place
            assert ledger.count(f'id="{place}"') == 1 and f'href="{path.stem}.html#{place}"' in ledger, place
        labels = re.findall(r'<a class="claim"[^>]* aria-label="([^"]*)"', page)
        told = [label.count("(computed ") for label in labels]
        assert claims and sorted(told) == sorted(map(len, computed(site, path.stem).values()))
        assert "How this is checked" not in page


def computed(site, name):
    """What was computed for the claims of a chapter by the last build."""
    records = json.loads((site.parent / "chapters.json").read_text(encoding="utf-8"))
    return next(record["computed"] for record in records if record["name"] == f"book/{name}")


def test_the_report_sets_every_published_number_beside_ours(site):
    report = (site / "book" / "reproduction_report.html").read_text(encoding="utf-8")
    rows = json.loads((site / "book" / "status.json").read_text(encoding="utf-8"))["published"]
    assert len(rows) == 15 + 13 + 3
    for row in rows:
        published = f"{row['published']:.3f}".replace("-", "−")
        if row["verdict"] == "not run here":
            assert f"{row['quantity']} {published}" in report
        else:
            assert f"<p>{row['quantity']}</p>" in report and f"<p>{published}" in report
    assert {row["verdict"] for row in rows if row["source"] == "suzen2017"} == {"reproduced", "reproduced by a fault"}


def test_the_status_page_tells_of_every_chapter(site, pages):
    status = (site / "book" / "status.html").read_text(encoding="utf-8")
    told = json.loads((site / "book" / "status.json").read_text(encoding="utf-8"))
    chapters = [path for path in pages if re.match(r"\d", path.name)]
    assert [one["document"] for one in told["chapters"]] == [f"book/{path.stem}" for path in chapters]
    for one in told["chapters"]:
        assert f"{one['document'].removeprefix('book/')}.html" in status
        assert sum(one["claims"].values()) == len(one["computed"])
    assert told["made_with"]["numpy"] in status


def test_every_public_name_stands_on_one_page_of_the_api_with_its_pages_of_the_book(site, pages):
    seen = {path: Links(path).ids for path in pages}
    for room in api_pages.rooms(ROOT):
        places = {f"{room.module}.{name}": site / f"{room.page}.html" for name in room.names}
        assert {place: [path for path in pages if place in seen[path]] for place in places} == {
            place: [path] for place, path in places.items()}


def test_the_api_shows_formulas_examples_and_the_chapters_that_use_a_name(site):
    page = (site / "book" / "api" / "cascade.html").read_text(encoding="utf-8")
    entry = page.split('id="pse_helpers.cascade.cpse"')[1].split('id="pse_helpers.cascade.periodic')[0]
    assert 'class="math' in entry and "&gt;&gt;&gt;" in entry
    assert 'href="../05_cpse.html"' in entry.split("Used in")[1] and "04_layer" not in entry.split("Used in")[1]


def test_every_fold_of_a_chapter_says_what_it_opens(pages):
    for path in (path for path in pages if re.match(r"\d", path.name)):
        page = path.read_text(encoding="utf-8")
        names = re.findall(r'<p class="collapsed admonition-title">([^<]*)</p>', page)
        assert len(set(names)) == len(names) > 1 and "Toggle hidden content" not in page, path.name
        assert "A solution of exercise 2" in names, path.name
