"""Sphinx extension: a site that is complete without internet.

MathJax is served from the site itself, as the one file that holds its fonts
too, and the launcher of remote kernels, which the book does not use, is left out.
"""

from importlib.util import find_spec
from pathlib import Path

from sphinx.util.fileutil import copy_asset_file

MATHJAX = "mathjax/tex-svg.js"
THEBE = {"init_thebe_core", "update_thebe_context"}  # by name: a build without Jupyter Book has no sphinx_thebe


def _mathjax_source():
    package = Path(find_spec("sphinx-mathjax-offline").origin).parent
    return package / "static" / MATHJAX


def _copy_mathjax(app, error):
    if error is None and app.builder.format == "html":
        folder = Path(app.outdir) / "_static" / "mathjax"
        folder.mkdir(parents=True, exist_ok=True)
        copy_asset_file(str(_mathjax_source()), str(folder))


def _serve_mathjax_locally(app, config):
    config.mathjax_path = MATHJAX


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
