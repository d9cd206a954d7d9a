"""Sphinx extension: what the executed chapters tell of themselves.

A role `claim` stands behind every claimed sentence (`claims_reader` puts it there); it becomes a mark that shows the
printed and the computed numbers and leads to the claim's place in the ledger. The directive `claim-ledger` lists all
claims. What was computed is read from the outputs in the execution cache (the notebooks that the build writes have
none when they come from there); at the end of a build the chapters' times and claims are written to
`_build/chapters.json`.
"""

import hashlib
import inspect
import json
import re
from collections import Counter
from functools import cache
from html import escape
from pathlib import Path

import claims_reader
import nbformat
from docutils import nodes
from docutils.statemachine import StringList
from jupyter_cache import get_cache
from myst_nb.sphinx_ import NbMetadataCollector
from sphinx.util.docutils import SphinxDirective, SphinxRole
from sphinx.util.nodes import make_refnode

from pse_helpers.chapters.claims import KINDS, METADATA, claims_of

LEDGER = "book/claim_ledger"


# -- what was executed -----------------------------------------------------------

def executed(app):
    """The documents that were executed, in the order of the book: {docname: seconds}."""
    runs = {name: NbMetadataCollector.get_exec_data(app.env, name) for name in sorted(app.env.found_docs)}
    return {name: run["runtime"] for name, run in runs.items() if run and run["runtime"] is not None}


@cache
def executed_notebook(app, docname):
    """An executed chapter, with the cells that the build adds to it."""
    source = claims_reader.read(Path(app.env.doc2path(docname)).read_text(encoding="utf-8"))
    return get_cache(Path(app.outdir).parent / ".jupyter_cache").merge_match_into_notebook(source)[1]


def outputs_of(app, docname):
    """The metadata of the outputs of an executed chapter, in order; of one that was not executed none."""
    if docname not in executed(app):
        return []
    cells = executed_notebook(app, docname).cells
    return [output.get("metadata", {}) for cell in cells for output in cell.get("outputs", [])]


def told_in(app, docname, key):
    """What the outputs of an executed chapter carry under a key of their metadata, in order."""
    return [one for metadata in outputs_of(app, docname) for one in metadata.get(key, [])]


@cache
def computed(app, docname):
    """What was computed for the claims of a chapter: {name: its numbers as printed and computed}."""
    return {claim["name"]: claim["numbers"] for claim in told_in(app, docname, METADATA)}


# -- marks ------------------------------------------------------------------------

class claim_mark(nodes.Inline, nodes.Element):
    """Behind a claimed sentence; what it shows is known once every chapter has been executed."""


class ClaimRole(SphinxRole):
    def run(self):
        slug, name = self.text.split()
        return [claim_mark(slug=slug, claim=name)], []


def _fill_marks(app, doctree, docname):
    for mark in list(doctree.findall(claim_mark)):
        mark["numbers"] = computed(app, docname).get(mark["claim"], [])
        [mark["kind"]] = [one.kind for one in claims_of(mark["slug"]) if one.name == mark["claim"]]
        mark["place"] = f"{app.builder.get_relative_uri(docname, LEDGER)}#{place(mark['slug'], mark['claim'])}"


def place(slug, name):
    """The name of a claim's place in the ledger."""
    return f"claim-{slug}-{name}".replace("_", "-")


def as_text(numbers):
    """The numbers of a sentence beside what was computed."""
    return ", ".join(f"{printed} (computed {value:.6g})" for printed, value in numbers)


def _write_mark(translator, node):
    told = f"recomputed, {node['kind']}" + (f": {as_text(node['numbers'])}" if node["numbers"] else "")
    translator.body.append(
        f'<a class="claim" id="{place(node["slug"], node["claim"])}" href="{escape(node["place"])}" '
        f'aria-label="{escape(told)}"><span aria-hidden="true">✓</span>'
        f'<span class="claim-told" aria-hidden="true">{escape(told)}</span></a>')
    raise nodes.SkipNode


def _no_mark(translator, node):
    raise nodes.SkipNode


# -- ledger -------------------------------------------------------------------------

class claim_numbers(nodes.Inline, nodes.Element):
    """In the ledger: what was computed for a claim."""


class chapter_place(nodes.Inline, nodes.Element):
    """In the ledger: the way back to a sentence of a chapter."""


class ClaimLedger(SphinxDirective):
    """All claims by chapter, with what was computed and the code that does so, folded."""

    def run(self):
        return [section for docname in sorted(self.env.found_docs)
                if (section := self._chapter(docname, claims_reader.slug_of(docname)))]

    def _chapter(self, docname, slug):
        if not (claims := claims_of(slug)) or not docname.startswith("book/"):
            return None
        section = nodes.section(ids=[f"claims-of-{slug}".replace("_", "-")], classes=["claims-of-chapter"])
        section += nodes.title(text=_title(self.env.doc2path(docname)))
        counts = Counter(claim.kind for claim in claims)
        section += nodes.paragraph("", ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]) + ". ",
                                   chapter_place(docname=docname, place="", text="To the chapter."))
        section += nodes.enumerated_list("", *[self._claim(docname, slug, claim) for claim in claims])
        return section

    def _claim(self, docname, slug, claim):
        item = nodes.list_item(ids=[place(slug, claim.name)], classes=["claim-entry"])
        self.state.nested_parse(StringList([claim.sentence], self.get_source_info()[0]), 0, item)
        kind = f", {claim.kind}" + f" (false for other seeds in {claim.rate:.2%} of cases at most)" * bool(claim.rate)
        there = chapter_place(docname=docname, place=place(slug, claim.name), text="↑ there")
        numbers = claim_numbers(docname=docname, claim=claim.name)
        line = nodes.paragraph("", "", there, nodes.Text(kind), numbers, classes=["claim-line"])
        code = nodes.literal_block("", inspect.getsource(claim.compute), language="python")
        item.extend([line, nodes.raw("", "<details><summary>How this is checked</summary>", format="html"), code,
                     nodes.raw("", "</details>", format="html")])
        return item


def _title(path):
    """The title of a chapter, whether or not it has been read yet."""
    return re.match(r"# (.+)", nbformat.read(path, as_version=4).cells[0].source)[1]


def _fill_ledger(app, doctree, docname):
    for node in list(doctree.findall(chapter_place)):
        node.replace_self(make_refnode(app.builder, docname, node["docname"], node["place"], nodes.Text(node["text"])))
    for node in list(doctree.findall(claim_numbers)):
        numbers = computed(app, node["docname"]).get(node["claim"], [])
        node.replace_self(nodes.Text(f"; {as_text(numbers)}" if numbers else ""))


# -- records --------------------------------------------------------------------------

def _write_records(app, error):
    if error is None:
        stamp = Path(app.outdir).parent / "outputs-made-with"
        records = [{"name": name, "seconds": seconds, "claims": len(found := computed(app, name)), "computed": found,
                    "cells": cells_key(app.env.doc2path(name)), "made_with": stamp.read_text()}
                   for name, seconds in executed(app).items()]
        (Path(app.outdir).parent / "chapters.json").write_text(json.dumps(records, indent=1))


def cells_key(path):
    """A digest of the cells and claims of a chapter, by which a record is known to be of the chapter as it stands."""
    notebook = claims_reader.read(Path(path).read_text(encoding="utf-8"))
    return hashlib.sha256(json.dumps(notebook, sort_keys=True).encode()).hexdigest()


def setup(app):
    app.add_role("claim", ClaimRole())
    app.add_node(claim_mark, html=(_write_mark, None), latex=(_no_mark, None), text=(_no_mark, None))
    app.add_node(claim_numbers)
    app.add_node(chapter_place)
    app.add_directive("claim-ledger", ClaimLedger)
    app.connect("doctree-resolved", _fill_marks)
    app.connect("doctree-resolved", _fill_ledger)
    app.connect("build-finished", _write_records)
    return {"parallel_read_safe": True, "parallel_write_safe": False}
