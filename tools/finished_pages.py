"""Sphinx extension: what is mended once all pages of the site are written.

Pages say what a screen reader needs and draw the few icons they show; style sheets keep
the rules that some page may use.
"""

from pathlib import Path

from accessible_pages import accessible
from inline_icons import with_icons
from offline_site import without_idle_mathjax
from plain_tokens import coloured, with_plain_tokens
from used_styles import used, words_of


def _pages(site):
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


def _mend_pages(site):
    kinds = coloured((site / "_static" / "pygments.css").read_text(encoding="utf-8"))
    for path in _pages(site):
        page = without_idle_mathjax(with_icons(accessible(path.read_text(encoding="utf-8"))))
        path.write_text(with_plain_tokens(page, kinds), encoding="utf-8")


def _thin_style_sheets(site):
    """A class may be named in a page or a script, or made there from a beginning such as `bs-`."""
    scripts = [path for path in (site / "_static").rglob("*.js") if "mathjax" not in path.parts]
    called = set().union(*(words_of(path.read_text(encoding="utf-8")) for path in scripts))
    words = called.union(*(words_of(path.read_text(encoding="utf-8")) for path in _pages(site)))
    beginnings = {word for word in called if word.endswith("-") and len(word) > 2}
    for path in (site / "_static").rglob("*.css"):
        path.write_text(used(path.read_text(encoding="utf-8"), words, beginnings), encoding="utf-8")


def _drop_icon_script(site):
    for path in (site / "_static" / "scripts").glob("fontawesome.js*"):
        path.unlink()


def _finish(app, error):
    if error is None and app.builder.format == "html":
        site = Path(app.outdir)
        _mend_pages(site)
        _drop_icon_script(site)
        _thin_style_sheets(site)


def setup(app):
    app.connect("build-finished", _finish, priority=900)  # after all that write pages or copy files
    return {"parallel_read_safe": True, "parallel_write_safe": True}
