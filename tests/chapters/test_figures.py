"""Every drawing function has a user, and stands where its users look for it: a chapter's own folder, or `plots`."""

import ast
import re
from collections import defaultdict
from pathlib import Path

import nbformat
import pytest

import pse_helpers

PACKAGE = Path(pse_helpers.__file__).parent
ROOT = PACKAGE.parent


def code_of(path):
    if path.suffix == ".py":
        return path.read_text(encoding="utf-8")
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    return "\n".join(re.sub(r"^[%!].*", "pass", source, flags=re.MULTILINE) for source in cells)


def names_in(code):
    """The dotted names that code uses: what it imports, and what it looks up in it."""
    tree = ast.parse(code)
    full = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            full |= {alias.asname or alias.name: f"{node.module}.{alias.name}" for alias in node.names}
        if isinstance(node, ast.Import):
            full |= {alias.asname or alias.name: alias.name for alias in node.names}
    looked_up = {ast.unparse(node) for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute))}
    return {full[first] + dot + rest for first, dot, rest in (name.partition(".") for name in looked_up)
            if first in full}


def drawn_in(path):
    """The public functions of a module."""
    return {node.name for node in ast.parse(path.read_text(encoding="utf-8")).body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")}


def slug_of(path):
    """The chapter that a notebook is, or that a module belongs to; a tool's own name."""
    inside = PACKAGE / "chapters"
    return path.relative_to(inside).parts[0] if path.is_relative_to(inside) else path.stem.partition("_")[2]


FIGURES = {f"pse_helpers.chapters.{path.parent.name}.figures.{name}": path.parent.name
           for path in sorted(PACKAGE.glob("chapters/*/figures.py")) for name in drawn_in(path)}
PLOTS = {f"pse_helpers.plots.{name}" for path in sorted(PACKAGE.glob("plots/*.py"))
         if path.stem not in ("style", "inputs") for name in drawn_in(path)}
NOTEBOOKS = sorted(ROOT.glob("book/[0-9]*.ipynb"))


@pytest.fixture(scope="module")
def users():
    """Of each function: the chapters that use it, and the tools."""
    found = defaultdict(set)
    for path in [*NOTEBOOKS, *sorted(ROOT.glob("tools/*.py")), *sorted(PACKAGE.glob("chapters/*/*.py"))]:
        for name in names_in(code_of(path)):
            found[name].add(slug_of(path))
    return found


def test_the_functions_are_found(users):
    assert len(FIGURES) > 20 and len(PLOTS) > 8 and "pse_helpers.plots.measure_against_error" in PLOTS
    assert users["pse_helpers.plots.measure_against_error"] == {"cpse", "figure"}  # and tools/landing_figure.py


def test_every_drawing_function_has_a_user(users):
    assert [name for name in sorted({*FIGURES, *PLOTS}) if not users[name]] == []


def test_a_function_of_one_chapter_is_drawn_by_that_chapter_alone(users):
    """What two chapters draw is in `plots`."""
    assert {name: own for name, own in users.items() if name in FIGURES and own != {FIGURES[name]}} == {}


def test_a_stray_user_would_be_found():
    used = names_in("from pse_helpers.chapters.cpse import figures as own\nimport pse_helpers.plots as p\n"
                    "from pse_helpers.plots import on_circles as drawn\nown.grids(drawn({}), p.a.b())")
    assert used >= {"pse_helpers.chapters.cpse.figures.grids", "pse_helpers.plots.on_circles", "pse_helpers.plots.a.b"}
