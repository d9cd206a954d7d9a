#!/usr/bin/env python3
"""The install cell that every chapter begins with; run this after a change of ADDRESS."""

import json
from pathlib import Path

ADDRESS = ""  # the git address of the published book; empty while it has none

_CONDITION = 'import sys\n\nif "google.colab" in sys.modules:\n    '


def install_cell():
    """The source of the cell: it does nothing outside Colab."""
    if ADDRESS:
        return f'{_CONDITION}%pip install -q "pse-helpers[chapters] @ git+{ADDRESS}"'
    return f'{_CONDITION}print("No public address yet: first install a copy of this repository with %pip.")'


def main():
    for path in sorted((Path(__file__).resolve().parent.parent / "book").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if "install" in cell["metadata"].get("tags", []))
        cell["source"] = install_cell().splitlines(keepends=True)
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
