"""The built site, and a browser to look at it."""

import os
import shutil
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import contents
import pytest

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]
LEFT_EARLY = "net::ERR_ABORTED"  # the next page was asked for before an icon had come: nothing is missing
VIEWS = [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")]


def absent(reason):
    """Skip on a reader's machine; in CI nothing is skipped."""
    pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture(scope="module")
def missing():
    """A function that skips for a reason, and fails in CI."""
    return absent


@pytest.fixture(scope="module")
def site():
    """The folder of the built site."""
    if not (SITE / "index.html").is_file():
        absent("the site is not built: run `make book` first")
    return SITE


@pytest.fixture(scope="module")
def pages(site):
    """The pages of the table of contents, the first one first."""
    return [site / f"{name}.html" for name in ["book/index", *contents.pages(site.parent.parent)]]


@pytest.fixture(scope="module")
def browser():
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        absent(f"no browser: none of {', '.join(NAMES)} is on the path")
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        with playwright.chromium.launch(executable_path=path, args=FLAGS) as one:
            yield one


@pytest.fixture(params=VIEWS, ids=str)
def view(request, browser):
    """A page of one width and colour scheme that records what it asks for and what goes wrong."""
    width, scheme = request.param
    with browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme) as page:
        page.width, page.scheme, page.asked, page.wrong = width, scheme, [], []
        page.set_default_timeout(300_000)  # against hanging only, however busy the machine is
        page.on("request", lambda sent: page.asked.append(sent.url))
        page.on("requestfailed", lambda failed: failed.failure == LEFT_EARLY or page.wrong.append(failed.url))
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda said: page.wrong.append(said.text) if said.type == "error" else None)
        yield page


@pytest.fixture(scope="module")
def show():
    """A function that opens a page and waits until its formulas are set."""
    def shown(view, path):
        view.goto(path.as_uri())  # until the page's load event; what MathJax fetches after it, its promise waits for
        view.wait_for_function("!window.MathJax || !MathJax.startup || MathJax.startup.promise.then(() => true)")
    return shown


class Host(SimpleHTTPRequestHandler):
    """A host of static sites: it shows 404.html, with status 404, at every address that is not there."""

    def send_error(self, code, message=None, explain=None):
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(Path(self.translate_path("/404.html")).read_bytes())

    def log_message(self, *told):
        pass


@pytest.fixture
def address(site):
    """Where a host shows the site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=site)) as host:
        threading.Thread(target=host.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{host.server_port}"
        host.shutdown()
