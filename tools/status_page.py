"""Sphinx extension: the directive `build-status`, a table of what the last build ran on and what every chapter holds.

The same, with the numbers that were computed for each claim, is written beside the page as `status.json`.
"""

import json
import platform
import re
import tomllib
from collections import Counter
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import nbformat
from chapter_records import computed, executed
from claims_reader import slug_of
from docutils import nodes
from published_numbers import rows_of
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode
from tables import table, texts

from pse_helpers.chapters.claims import KINDS, claims_of

PACKAGES = ("numpy", "scipy", "torch", "torchvision", "pandas", "scikit-learn", "matplotlib", "jupyter-book")
PAGE = "book/status"


class status_place(nodes.General, nodes.Element):
    """Where the tables go once every chapter has been executed."""


class BuildStatus(SphinxDirective):
    def run(self):
        return [status_place()]


def machine():
    """What the build ran on: {name: version or name}."""
    processor = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", processor.read_text()) if processor.is_file() else None
    return {"book and package": version_of("pse-helpers"), "Python": platform.python_version(),
            "system": platform.system(),
            "processor": found[1] if found else platform.processor() or platform.machine(),
            **{name: number for name in PACKAGES if (number := version_of(name))}}


def version_of(package):
    """The version of a package, or None where a build goes without it."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def chapters(app):
    """A row per executed chapter: its document, title, seconds, words, exercises, claims by kind, computed numbers."""
    return [_chapter(app, docname, seconds) for docname, seconds in executed(app).items()]


def _chapter(app, docname, seconds):
    notebook = nbformat.read(app.env.doc2path(docname), as_version=4)
    code = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "code")
    text = " ".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    kinds = Counter(claim.kind for claim in claims_of(slug_of(docname)))
    return {"document": docname, "title": app.env.titles[docname].astext(), "seconds": round(seconds, 1),
            "words": len(text.split()), "exercises": len(set(re.findall(r'exercises\.check\("([^"]+)"', code))),
            "claims": {kind: kinds[kind] for kind in KINDS}, "computed": computed(app, docname)}


def planted_faults(root):
    """How many faults the project plants in itself, and how many of them no test can see, by their reasons."""
    faults = [fault for path in (root / "tests" / "faults").glob("*.toml")
              for fault in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]]
    return len(faults), sum("equivalent" in fault for fault in faults)


def _fill(app, doctree, docname):
    for place in list(doctree.findall(status_place)):
        rows = [_row(app, docname, chapter) for chapter in chapters(app)]
        total, equivalent = planted_faults(Path(app.srcdir))
        place.replace_self([
            table(["made with", "version"], [texts(*item) for item in machine().items()]),
            table(["chapter", "seconds", "words", "exercises", *KINDS], rows),
            nodes.paragraph(text=f"Published numbers: {verdicts(app)}."),
            nodes.paragraph(text=f"The project plants {total} faults in its own code, one at a time, and its tests are "
                                 f"to see each of them; {equivalent} change nothing that a test could see.")])


def verdicts(app):
    """How many published numbers came out how, in words."""
    counts = Counter(row["verdict"] for docname in executed(app) for row in rows_of(app, docname))
    return ", ".join(f"{number} {verdict}" for verdict, number in counts.most_common()) or "none"


def _row(app, docname, chapter):
    link = make_refnode(app.builder, docname, chapter["document"], "", nodes.Text(chapter["title"]))
    numbers = [chapter["seconds"], chapter["words"], chapter["exercises"], *chapter["claims"].values()]
    return [link, *texts(*numbers)]


def _write(app, error):
    if error is None and PAGE in app.env.found_docs:
        path = Path(app.outdir) / "book" / "status.json"
        path.write_text(json.dumps({"made_with": machine(), "chapters": chapters(app),
                                    "published": [row for docname in executed(app) for row in rows_of(app, docname)]},
                                   indent=1, ensure_ascii=False))


def setup(app):
    app.add_node(status_place)
    app.add_directive("build-status", BuildStatus)
    app.connect("doctree-resolved", _fill)
    app.connect("build-finished", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
