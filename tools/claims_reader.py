"""How the build reads a chapter: with a mark behind every claimed sentence, and a last cell that judges the claims.

The notebooks hold neither. The mark goes into the Markdown source, so that formulas and emphasis do not matter; the
last cell carries a digest of the chapter's claims, so that the cache of outputs sees when they change. Where a
chapter rebuilds published numbers, one more cell sets them beside its own. A Markdown cell with the tag `margin`
stands in the margin.
"""

import hashlib
import re
from importlib.util import find_spec
from pathlib import Path

import nbformat

from pse_helpers.chapters.claims import claims_of
from pse_helpers.chapters.reproductions import reproductions_of

# Names with an underscore: no variable of the chapter may be lost.
RUN = """# {digest}
from pse_helpers.chapters import claims as _claims

_claims.record({slug!r}, dict(globals()))"""
COMPARE = """from pse_helpers.chapters import reproductions as _reproductions

_reproductions.compared({slug!r}, dict(globals()))"""


def slug_of(name):
    """A chapter's own name: what follows the number in that of its file or document.

    >>> slug_of("book/05_cpse")
    'cpse'
    """
    return str(name).partition("_")[2]


def read(text):
    """A chapter from its file's text."""
    notebook = nbformat.reads(text, as_version=4)
    slug = notebook.metadata.get("chapter")
    claims = claims_of(slug) if slug else []
    for claim in claims:
        _mark(notebook, slug, claim)
    if claims:
        notebook.cells.append(_hidden("claims", RUN.format(digest=digest(slug), slug=slug)))
    if slug and reproductions_of(slug):
        notebook.cells.append(_hidden("reproductions", COMPARE.format(slug=slug)))
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and "margin" in cell.metadata.get("tags", []):
            cell.source = f":::{{margin}}\n{cell.source}\n:::"
    return notebook


def _hidden(name, code):
    return nbformat.v4.new_code_cell(code, id=name, metadata={"tags": ["remove-cell"]})


def digest(slug):
    """Of the file with a chapter's claims."""
    return hashlib.sha256(Path(find_spec(f"pse_helpers.chapters.{slug}.claims").origin).read_bytes()).hexdigest()


def _mark(notebook, slug, claim):
    """Put the role `claim` behind the sentence, which stands in one place of the chapter."""
    pattern = r"\s+".join(map(re.escape, claim.sentence.split()))
    places = [(holder, key) for cell in notebook.cells for holder, key in _texts(cell)
              for _ in re.findall(pattern, holder[key])]
    if len(places) != 1:
        raise ValueError(f"{slug}: the sentence of the claim {claim.name} stands in {len(places)} places of the "
                         f"chapter, not in one: {claim.sentence}")
    [(holder, key)] = places
    mark = f"{{claim}}`{slug} {claim.name}`"
    holder[key] = re.sub(pattern, lambda found: f"{found[0]}\u2060{mark}", holder[key], count=1)


def _texts(cell):
    """Where a chapter has prose: Markdown cells and the captions of figures."""
    if cell.cell_type == "markdown":
        yield cell, "source"
    elif "caption" in (figure := cell.metadata.get("mystnb", {}).get("figure", {})):
        yield figure, "caption"
