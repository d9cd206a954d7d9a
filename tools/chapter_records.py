"""Sphinx extension: what the executed chapters tell of themselves.

The directive `claim-ledger` lists every claim that the chapters checked, read
from the outputs in the execution cache (the notebooks that the build writes have
none when they come from there); at the end of a build the chapters'
times and claims are written to `_build/chapters.json`.
"""

import hashlib
import json
from pathlib import Path

import nbformat
from docutils import nodes
from jupyter_cache import get_cache
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from pse_helpers.chapters.claims import METADATA


class ledger_place(nodes.General, nodes.Element):
    """Where the ledger goes once every chapter has been executed."""


class ClaimLedger(SphinxDirective):
    def run(self):
        return [ledger_place()]


def executed(app):
    """The documents that were executed, in the order of the book: {docname: seconds}."""
    runs = {name: NbMetadataCollector.get_exec_data(app.env, name) for name in sorted(app.env.found_docs)}
    return {name: run["runtime"] for name, run in runs.items() if run and run["runtime"] is not None}


def claims_of(app, docname):
    """The claims in the outputs of one executed notebook, in order."""
    source = nbformat.read(app.env.doc2path(docname), as_version=4)
    _, notebook = get_cache(Path(app.outdir).parent / ".jupyter_cache").merge_match_into_notebook(source)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output.metadata[METADATA] for output in outputs if METADATA in output.get("metadata", {})]


def _fill_ledger(app, doctree, docname):
    for place in list(doctree.findall(ledger_place)):
        place.replace_self([part for chapter in executed(app) for part in _chapter_ledger(app, docname, chapter)])


def _chapter_ledger(app, docname, chapter):
    claims = claims_of(app, chapter)
    if not claims:
        return []
    title = app.env.titles[chapter].astext()
    link = make_refnode(app.builder, docname, chapter, "", nodes.Text(title))
    return [nodes.paragraph("", "", nodes.strong("", "", link)),
            nodes.enumerated_list("", *[_claim(claim) for claim in claims])]


def _claim(claim):
    numbers = ", ".join(f"{value:.6g}" for value in claim["numbers"].values())
    text = claim["sentence"] + (f" Computed: {numbers}." if numbers else "")
    return nodes.list_item("", nodes.paragraph(text=text))


def _write_records(app, error):
    if error is None:
        stamp = Path(app.outdir).parent / "outputs-made-with"
        records = [{"name": name, "seconds": seconds, "claims": len(claims_of(app, name)),
                    "cells": cells_key(app.env.doc2path(name)), "made_with": stamp.read_text()}
                   for name, seconds in executed(app).items()]
        (Path(app.outdir).parent / "chapters.json").write_text(json.dumps(records, indent=1))


def cells_key(path):
    """A digest of the cells of a chapter, by which a record is known to be of the chapter as it stands."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def setup(app):
    app.add_node(ledger_place)
    app.add_directive("claim-ledger", ClaimLedger)
    app.connect("doctree-resolved", _fill_ledger)
    app.connect("build-finished", _write_records)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
