"""Sphinx extension: the site brings the package, and all chapters in one archive, to run the book anywhere.

`downloads/pse_helpers-….whl` is the package as of this build, `downloads/notebooks.zip` a folder with that wheel and
every chapter's notebook for readers, without outputs. They are made where the site has the page that offers them.
"""

import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import address
import nbformat
from reader_notebooks import without_outputs

PAGE = "book/run_it_yourself"
FOLDER = "spectral-ergodicity"
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "LICENSE-TEXT", "pse_helpers")
MIDNIGHT = (1980, 1, 1, 0, 0, 0)  # for all files alike: the same contents make the same archive

README = """\
Here: pip install jupyterlab "./{wheel}[chapters]", then jupyter lab, and open a notebook.
In Colab: upload a notebook; its first code cell asks for {wheel}, and installs nothing else.
In light: pip install jupyterlab "./{wheel}[ensembles]" has no PyTorch, and does for chapters 01, 03 and 10.
"""


def build_wheel(root, folder):
    """The package of a tree as a wheel in a folder, made without network; return its path."""
    with tempfile.TemporaryDirectory() as copied:
        for name in SOURCES:
            _copy(root / name, Path(copied) / name)
        build = f"import setuptools.build_meta as backend; backend.build_wheel({str(folder)!r})"
        settings = {**os.environ, "SOURCE_DATE_EPOCH": "315532800"}  # of 1980, as in the archive
        subprocess.run([sys.executable, "-c", build], cwd=copied, env=settings, check=True, capture_output=True)
    wheel, = folder.glob("pse_helpers-*.whl")
    return wheel


def _copy(source, target):
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", ".*"))
    else:
        shutil.copy(source, target)


def archive(notebooks, wheel):
    """A zip with notebooks {file name: notebook}, without their outputs, the wheel and three lines of advice."""
    texts = {name: json.dumps(without_outputs(one), indent=1, ensure_ascii=False) for name, one in notebooks.items()}
    files = {**texts, "README.txt": README.format(wheel=wheel.name), wheel.name: wheel.read_bytes()}
    with io.BytesIO() as packed:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as one:
            for name, content in files.items():
                one.writestr(zipfile.ZipInfo(f"{FOLDER}/{name}", MIDNIGHT), content, zipfile.ZIP_DEFLATED)
        return packed.getvalue()


def _write(app, error):
    if error or app.builder.format != "html" or PAGE not in app.env.found_docs:
        return
    folder = Path(app.outdir) / "downloads"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    wheel = build_wheel(Path(app.srcdir), folder)
    assert wheel.name == address.wheel_name(), f"{wheel.name} is built, and the pages name {address.wheel_name()}"
    paths = sorted((Path(app.outdir) / "book").glob("[0-9]*.ipynb"))
    notebooks = {path.name: nbformat.read(path, as_version=4) for path in paths}
    (folder / "notebooks.zip").write_bytes(archive(notebooks, wheel))


def setup(app):
    app.connect("build-finished", _write, priority=600)  # reader_notebooks writes the notebooks at 500
    return {"parallel_read_safe": True, "parallel_write_safe": True}
