"""The pages of the book, as `_toc.yml` lists them."""

import yaml


def pages(root):
    """The names of all pages but the first, without suffix, in the order of reading."""
    return [page for entry in entries(root) for page in (entry["file"], *sections(entry))]


def pages_below(root, page):
    """The names of the pages that stand below one page."""
    return [below for entry in entries(root) if entry["file"] == page for below in sections(entry)]


def entries(root):
    listed = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    return [entry for part in listed.get("parts", [listed]) for entry in part["chapters"]]


def sections(entry):
    return [below["file"] for below in entry.get("sections", [])]
