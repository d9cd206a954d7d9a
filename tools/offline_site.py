"""Sphinx extension: a site that is complete without internet.

MathJax is served from the site itself, and of it only the parts that the book needs;
the launcher of remote kernels, which the book does not use, is left out.
"""

import base64
import re
import shutil
from importlib.util import find_spec
from pathlib import Path

THEBE = {"init_thebe_core", "update_thebe_context"}  # by name: a build without Jupyter Book has no sphinx_thebe

# The first loads the others: TeX as input, HTML as output, and MathML beside it for screen readers.
MATHJAX = "mathjax/startup.js"
PARTS = ("core", "input/tex", "output/chtml", "a11y/assistive-mml")
FONTS = "output/chtml/fonts"
# A browser may refuse fonts to a page that was opened as a file, so the usual ones travel inside the script.
EMBEDDED = ("Main-Regular", "Math-Italic", "Size1-Regular", "Size2-Regular", "Size3-Regular", "Size4-Regular",
            "Calligraphic-Regular", "Zero")


def _package():
    return Path(find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"


def _copy_mathjax(app, error):
    if error is None and app.builder.format == "html":
        source, target = _package(), Path(app.outdir) / "_static" / "mathjax"
        for name in ("startup", *PARTS):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source / f"{name}.js", target / f"{name}.js")
        shutil.copytree(source / FONTS, target / FONTS, dirs_exist_ok=True)
        (target / FONTS / "tex.js").write_text(_with_fonts(source / FONTS), encoding="utf-8")


def _with_fonts(folder):
    """The script that declares the fonts, with the usual ones inside."""
    def embedded(found):
        font = (folder / "woff-v2" / f"MathJax_{found[1]}.woff").read_bytes()
        return f"data:font/woff;base64,{base64.b64encode(font).decode()}"
    text = (folder / "tex.js").read_text(encoding="utf-8")
    return re.sub(rf"%%URL%%/MathJax_({'|'.join(EMBEDDED)})\.woff", embedded, text)


def _serve_mathjax_locally(app, config):
    config.mathjax_path = MATHJAX
    config.mathjax3_config = {**(config.mathjax3_config or {}), "loader": {"load": list(PARTS)}}


LOADED = re.compile(r"\s*<script[^>]*>window\.MathJax = .*?</script>\s*<script[^>]*mathjax/startup[^>]*></script>")


def without_idle_mathjax(page):
    """A page that loads MathJax only if it has a formula."""
    return page if 'class="math' in page or 'class="output text_latex' in page else LOADED.sub("", page)


def _leave_out_thebe(app):
    """Drop what sphinx-thebe would put on every page: it names a content network."""
    for listeners in app.events.listeners.values():
        listeners[:] = [one for one in listeners if not _is_of_thebe(one.handler)]


def _is_of_thebe(handler):
    return getattr(handler, "__module__", None) == "sphinx_thebe" and handler.__name__ in THEBE


def setup(app):
    _leave_out_thebe(app)
    app.connect("config-inited", _serve_mathjax_locally)
    app.connect("build-finished", _copy_mathjax)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
