#!/usr/bin/env python3
"""What belongs to a release: python3 tools/release.py v0.1.0.

It refuses a tag that is not the version, or a version without its date; then it writes `dist/notes.md`, the version's
part of the changes. The wheel and the notebooks of a release are those that `make book` puts into the site. It needs
nothing but Python.
"""

import re
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HEADING = re.compile(r"^## (\S+), (\d{4}-\d\d-\d\d|in preparation)$", re.M)


def version(root):
    """The number of the book, the package and the tag."""
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]


def dates(root):
    """{version: day or None} of the changes, newest first."""
    found = HEADING.findall((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    return {number: None if day == "in preparation" else day for number, day in found}


def cited(root):
    """(version, day or None) by which the book asks to be cited."""
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    day = re.search(r"^date-released: (\S+)$", text, re.M)
    return re.search(r"^version: (\S+)$", text, re.M)[1], day[1] if day else None


def disagreements(root):
    """What the three files say of the version that does not fit together, a line each."""
    number, changes = version(root), dates(root)
    if next(iter(changes), None) != number:
        return [f"pyproject.toml has {number}, the newest version in CHANGELOG.md is {next(iter(changes), 'none')}"]
    said = {"version": (number, cited(root)[0]), "day": (changes[number], cited(root)[1])}
    return [f"the {what} is {ours} here, {theirs} in CITATION.cff"
            for what, (ours, theirs) in said.items() if ours != theirs]


def notes(root, number):
    """A version's part of the changes, without its heading."""
    parts = HEADING.split((root / "CHANGELOG.md").read_text(encoding="utf-8"))
    return dict(zip(parts[1::3], parts[3::3]))[number].strip() + "\n"


def main(root, tag):
    number = version(root)
    wrong = disagreements(root) or [f"the tag is {tag}, the version {number}"] * (tag != f"v{number}") or [
        f"{number} has no date yet"] * (dates(root)[number] is None)
    if wrong:
        sys.exit("; ".join(wrong))
    (root / "dist").mkdir(exist_ok=True)
    (root / "dist" / "notes.md").write_text(notes(root, number), encoding="utf-8")


if __name__ == "__main__":
    main(ROOT, *sys.argv[1:])
