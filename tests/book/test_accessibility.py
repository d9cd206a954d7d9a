"""Every page of the site under axe-core, at two widths, light and dark: no finding but the theme's own."""

from importlib.resources import files
from importlib.util import find_spec

import pytest

pytestmark = pytest.mark.timeout(1200)  # looks at every page

# On a narrow screen the rules that see a layout are asked again, and colours where the theme shows other buttons.
LAYOUT = ["button-name", "link-name", "region", "scrollable-region-focusable", "target-size"]
COLOURS = ["color-contrast"]
OUTSIDE = {"exclude": ["article"]}

FIND = """async ([rules, context]) => {
  const only = rules ? {runOnly: {type: "rule", values: rules}} : {};
  const {violations} = await axe.run(context || document, {resultTypes: ["violations"], ...only});
  return violations.flatMap(({id, nodes}) => nodes.map((node) => `${id}: ${node.html} ${node.failureSummary}`));
}"""


@pytest.fixture(scope="module")
def axe(missing):
    """The script of axe-core."""
    if find_spec("axe_playwright_python") is None:
        missing("axe-core is not here: it comes with the package axe-playwright-python")
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def window(browser, axe):
    with browser.new_page(color_scheme="light") as page:
        page.set_default_timeout(300_000)  # against hanging only
        page.add_init_script(axe)
        yield page


def findings(window, rules=None, context=None):
    return window.evaluate(FIND, [rules, context])


def in_theme(window, theme):
    """Switch the theme as its button does, and the colours at once."""
    window.add_style_tag(content="*, *::before, *::after { transition: none !important; }")
    window.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)


def found_wide(window):
    found = findings(window)
    in_theme(window, "dark")
    return found + findings(window, COLOURS)


def found_narrow(window):
    found = findings(window, LAYOUT) + findings(window, COLOURS, OUTSIDE)
    in_theme(window, "dark")
    return found + findings(window, COLOURS, OUTSIDE)


@pytest.mark.pages
@pytest.mark.parametrize("width, found_in", [(1280, found_wide), (390, found_narrow)], ids=["wide", "narrow"])
def test_no_page_has_a_finding(window, show, site, pages, width, found_in):
    window.set_viewport_size({"width": width, "height": 900})
    found = {}
    for path in [*pages, site / "search.html"]:
        show(window, path)
        found[path.name] = found_in(window)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


@pytest.mark.pages
def test_the_page_for_lost_readers_has_no_finding(window, address):
    window.goto(f"{address}/book/nowhere.html")
    assert findings(window) == []
