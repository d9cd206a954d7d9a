#!/usr/bin/env python3
"""The install cell that every chapter begins with; tools/address.py writes it when the book gets an address."""

import json
from pathlib import Path

import address

PROMPT = "Install the package, where it is missing"

BESIDE = """import glob, importlib.util, subprocess, sys

if importlib.util.find_spec("pse_helpers") is None:
    wheels = glob.glob("pse_helpers-*.whl")  # is it beside this notebook?
"""
UPLOADED = """\
    if not wheels and "google.colab" in sys.modules:
        from google.colab import files
        print("Choose {wheel}:")
        wheels = list(files.upload())
    if not wheels:
        raise ModuleNotFoundError("put {wheel} here")
"""
FETCHED = """\
    site = "{site}"
    wheels = wheels or [site + "/downloads/{wheel}"]
"""
INSTALLED = """\
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, max(wheels)], check=True)
    importlib.invalidate_caches()"""


def install_cell(site=None, wheel=None):
    """The source of the cell: nothing happens where the package is; else its wheel is installed and nothing else."""
    site, wheel = address.site() if site is None else site, wheel or address.wheel_name()
    return (BESIDE + (FETCHED if site else UPLOADED) + INSTALLED).replace("{wheel}", wheel).replace("{site}", site)


def write(root, repository):
    """The install cells of all chapters of a tree."""
    source = install_cell(address.site(repository), address.wheel_name(root))
    for path in sorted((root / "book").glob("[0-9]*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        cell = next(cell for cell in notebook["cells"] if "install" in cell["metadata"].get("tags", []))
        cell["source"] = source.splitlines(keepends=True)
        cell["metadata"]["mystnb"] = {"code_prompt_show": PROMPT}
        path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(__file__).resolve().parent.parent, address.REPOSITORY)
