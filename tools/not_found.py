"""Sphinx extension: the page `404.html`, which hosts of static sites show in place of a page that is not there.

GitHub Pages, GitLab Pages, Netlify and Cloudflare Pages know it by its name; nginx is told
by `error_page 404 /404.html;`, Apache by `ErrorDocument 404 /404.html`. It is shown
at whatever address was asked for, so its links count from the root of the site, the path of
`html_baseurl`, or `/` as long as the site has no address.
"""

from html import escape
from urllib.parse import urlparse

NAME = "404"
BODY = """<h1>This page is not here</h1>
<p>The address may be old or mistyped. You can</p>
<ul>
<li>go to <a href="{start}">the beginning of the book</a>,</li>
<li>choose a chapter from the list of contents,</li>
<li>or <a href="search.html">search the book</a>.</li>
</ul>"""


def root_of(address):
    """The path under which a site is served.

    >>> root_of("https://someone.example/book"), root_of("")
    ('/book/', '/')
    """
    return urlparse(address).path.rstrip("/") + "/"


def _pages(app):
    start = app.builder.get_relative_uri(NAME, app.config.root_doc)
    yield NAME, {"title": "Not found", "pagetitle": "Not found", "body": BODY.format(start=escape(start))}, "page.html"


def _links_from_the_root(app, pagename, templatename, context, doctree):
    """A base for all links of the page, and none of it for search engines."""
    if pagename == NAME:
        base = escape(root_of(app.config.html_baseurl))
        context["metatags"] = f'<base href="{base}" />\n<meta name="robots" content="noindex" />'


def setup(app):
    app.connect("html-collect-pages", _pages)
    app.connect("html-page-context", _links_from_the_root)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
