"""What a page of the site weighs: the bytes of its HTML and of all that it loads, as files, not compressed.

A chapter's own figures are told apart: they are its content. What the theme brings is not.
"""

import pytest

BUDGET = 1_500_000
# Pages that list everything, every claim with its code or every function, have longer HTML of their own.
LISTS, MORE = ("api", "claim_ledger"), 500_000


@pytest.fixture(scope="module")
def weights(browser, show, site, pages):
    """{page: {file: bytes}} of what a browser loads, but for figures."""
    found = {}
    with browser.new_page() as page:
        page.set_default_timeout(300_000)
        loaded = set()
        page.on("request", lambda sent: loaded.add(sent.url.partition("?")[0]))
        for path in pages:
            loaded.clear()
            show(page, path)
            files = [site / url.partition(site.as_uri() + "/")[2] for url in loaded if url.startswith("file:")]
            found[path.name] = {one.name: one.stat().st_size for one in files if one.parent.name != "_images"}
    return found


@pytest.mark.pages
def test_no_page_weighs_more_than_its_budget(weights):
    heavy = {name: sum(files.values()) for name, files in weights.items() if sum(files.values()) > budget(name)}
    assert heavy == {}


def budget(name):
    """Of a page, in bytes."""
    return BUDGET + MORE * name.startswith(LISTS)
