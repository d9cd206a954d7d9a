"""Which pages of the book use which names of the package: read from the code that a reader sees, without running it."""

import ast
import re
from functools import cache

import contents
import nbformat
from IPython.core.inputtransformer2 import TransformerManager

from pse_helpers import FIRST_SESSION

FOLDED = ("hide-", "remove-")  # tags of cells that are folded, as solutions are, or not shown at all


@cache
def uses(root):
    """{dotted name: the pages that use it, in the order of reading}."""
    found = {}
    for page in contents.pages(root):
        for name in names_used(visible_code(root, page)):
            found.setdefault(name, []).append(page)
    return found


def visible_code(root, page):
    """The Python that a page shows: the open cells of a notebook, or the blocks of a text."""
    notebook = root / f"{page}.ipynb"
    if not notebook.is_file():
        blocks = re.findall(r"^```python\n(.*?)^```$", (root / f"{page}.md").read_text(encoding="utf-8"), re.S | re.M)
        return "\n".join(blocks)
    cells = nbformat.read(notebook, as_version=4).cells
    return "\n".join(without_magics(cell.source) for cell in cells if cell.cell_type == "code" and not is_folded(cell))


def is_folded(cell):
    return any(tag.startswith(FOLDED) for tag in cell.metadata.get("tags", []))


def without_magics(source):
    return TransformerManager().transform_cell(source)


def names_used(code):
    """The dotted names of the package that code imports, or reaches through what it imports."""
    tree = ast.parse(code)
    known = dict(binding for node in ast.walk(tree) for binding in bindings(node))
    reached = (reach(node, known) for node in ast.walk(tree) if isinstance(node, (ast.Name, ast.Attribute)))
    return {canonical(name) for name in (*known.values(), *reached) if name}


def bindings(node):
    """(name in the code, dotted name) of what an import of the package binds."""
    if isinstance(node, ast.ImportFrom) and is_ours(node.module or ""):
        yield from ((alias.asname or alias.name, f"{node.module}.{alias.name}") for alias in node.names)
    if isinstance(node, ast.Import):
        ours = [alias for alias in node.names if is_ours(alias.name)]
        yield from ((alias.asname, alias.name) if alias.asname else ("pse_helpers", "pse_helpers") for alias in ours)


def is_ours(module):
    return module.split(".")[0] == "pse_helpers"


def reach(node, known):
    """The dotted name that `cascade.cpse` stands for, where `cascade` is known; None for all else."""
    first, *rest = (text := ast.unparse(node)).split(".")
    return ".".join([known[first], *rest]) if first in known and re.fullmatch(r"[\w.]+", text) else None


def canonical(name):
    """A name of a first session at its place in its room."""
    package, _, short = name.partition(".")
    return f"{package}.{FIRST_SESSION[short]}.{short}" if short in FIRST_SESSION else name
