"""The site as a host shows it: a page for lost readers, a search that leads to chapters, and a chapter on paper."""

import re

import pytest

pytestmark = pytest.mark.pages  # each search waits for a browser


@pytest.fixture
def page(browser):
    with browser.new_page() as one:
        one.set_default_timeout(300_000)  # against hanging only
        yield one


@pytest.mark.parametrize("place", ["nowhere", "book/deep/er/nowhere.html"])
def test_a_page_that_is_not_there_is_whole_and_leads_on_at_any_depth(page, address, place):
    answers = []
    page.on("response", lambda answer: answers.append((answer.url, answer.status)))
    page.goto(f"{address}/{place}")
    assert [url for url, status in answers if status != 200] == [f"{address}/{place}"]
    page.get_by_role("link", name="the beginning of the book").click()
    page.wait_for_url(f"{address}/book/index.html")


def first_results(page, address, query):
    """The pages to which the first results of a search lead."""
    page.goto(f"{address}/search.html?q={query}")
    page.locator("p.search-summary", has_text="finished").wait_for()
    return [link.get_attribute("href") for link in page.locator("ul.search li > a").all()[:3]]


@pytest.mark.parametrize("query, chapter", [
    ("number variance", "circular_ensembles"),
    ("effective dimension", "feature_complexity"),
    ("null band", r"\w+"),
    ("gap ratio", "circular_ensembles"),
    ("spectral difference", "conjugate_ensembles"),
])
def test_a_concept_is_found_in_a_chapter_first(page, address, query, chapter):
    assert re.match(rf"book/\d+_{chapter}\.html", first_results(page, address, query)[0])


@pytest.mark.parametrize("query", ["null_band", "circular.eigenphases"])
def test_a_name_of_code_is_found_in_the_package_first(page, address, query):
    assert first_results(page, address, query)[0].startswith("book/api")


def test_a_chapter_on_paper_is_its_text_and_figures_in_light_colours(page, show, site):
    page.emulate_media(color_scheme="dark")
    show(page, site / "book" / "05_cpse.html")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    for left_out in (".bd-sidebar-primary", ".bd-header-article", "a.claim", "details.hide", "button.copybtn"):
        assert page.locator(left_out).count() > 0 and page.locator(f"{left_out}:visible").count() == 0
    assert page.locator("article figure:visible").count() == page.locator("article figure").count() > 4
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(34, 40, 50)"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_every_page_says_what_it_is_about_and_names_no_address_while_there_is_none(pages):
    told = {}
    for path in pages:
        tags = dict(re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)" />', path.read_text()))
        told[path.name] = tags["description"]
        assert tags["og:description"] == tags["description"] and 20 < len(tags["description"]) <= 210, path.name
        assert tags["og:site_name"] == "Spectral Ergodicity of Networks"
        assert "og:url" not in tags and "og:image" not in tags
    assert len(set(told.values())) == len(pages)
