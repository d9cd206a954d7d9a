"""The way out of Jupyter Book: without it the book builds, and what is wrong fails the build."""

import os
import subprocess
import sys
from types import SimpleNamespace

import chapter_records
import nbformat
import plain_sphinx
import pytest
import status_page
import yaml

pytestmark = pytest.mark.pages  # each builds a book

INDEX = "# A book\n\n[](01_small.ipynb) leads to a chapter.\n"
CONTENTS = "format: jb-book\nroot: book/index\nchapters: [{file: book/01_small}]"


@pytest.fixture
def small(root, tmp_path):
    """A copy of the sources with a first page and one chapter, configured for plain Sphinx."""
    plain_sphinx.copy_sources(root, tmp_path / "source")
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}, "language_info": {"name": "python"}}
    chapter = nbformat.v4.new_notebook(metadata=kernel)
    chapter.cells = [nbformat.v4.new_markdown_cell("# A chapter"), nbformat.v4.new_code_cell("1 / 0")]
    nbformat.write(chapter, tmp_path / "source" / "book" / "01_small.ipynb")
    (tmp_path / "source" / "book" / "index.md").write_text(INDEX)
    (tmp_path / "source" / "_toc.yml").write_text(CONTENTS)
    plain_sphinx.write_configuration(tmp_path / "source")
    return tmp_path


def test_the_configuration_leaves_out_jupyter_book_and_keeps_our_own_extensions(small, monkeypatch):
    monkeypatch.setattr(sys, "path", list(sys.path))
    names = {"__file__": str(small / "source" / "conf.py")}
    exec((small / "source" / "conf.py").read_text(), names)
    assert "jupyter_book" not in names["extensions"] and "sphinx_thebe" not in names["extensions"]
    assert {"myst_nb", "sphinx_external_toc", "offline_site", "chapter_records"} <= set(names["extensions"])
    assert names["nb_execution_mode"] == "off" and str(small / "source" / "tools") in sys.path


@pytest.mark.timeout(600)
def test_a_small_book_builds_without_jupyter_book_and_executes_nothing(small):
    """With the Sphinx of this environment: the newest has one of its own, which `make sphinx` makes."""
    assert plain_sphinx.build(small / "source", small / "html", sys.executable) == 0
    page = (small / "html" / "book" / "01_small.html").read_text(encoding="utf-8")
    assert "A chapter" in page and "ZeroDivisionError" not in page and "thebe" not in page
    (small / "source" / "book" / "index.md").write_text("# A book\n\n[nowhere](nowhere.md)\n")
    assert plain_sphinx.build(small / "source", small / "html", sys.executable) != 0


@pytest.mark.parametrize("status", [0, 2])
def test_a_failed_build_fails_the_task(tmp_path, monkeypatch, capsys, status):
    monkeypatch.setattr(plain_sphinx.dev, "ROOT", tmp_path)
    for name in ("copy_sources", "write_configuration", "newest_environment", "versions"):
        monkeypatch.setattr(plain_sphinx, name, lambda *arguments: SimpleNamespace())
    monkeypatch.setattr(plain_sphinx, "build", lambda *arguments: status)
    if status == 0:
        plain_sphinx.main()
        assert "index.html" in capsys.readouterr().out
    else:
        with pytest.raises(SystemExit) as ended:
            plain_sphinx.main()
        assert ended.value.code == 2


def test_our_extensions_need_nothing_of_jupyter_book(root):
    ours = yaml.safe_load((root / "_config.yml").read_text())["sphinx"]["local_extensions"]
    code = f"import sys; sys.modules['sphinx_thebe'] = sys.modules['jupyter_book'] = None; import {', '.join(ours)}"
    path = os.pathsep.join([str(root / "tools"), str(root)])
    subprocess.run([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": path}, check=True)
    assert status_page.version_of("a-package-that-is-not-there") is None and status_page.version_of("numpy")


def test_a_chapter_that_was_not_executed_has_no_outputs(monkeypatch):
    monkeypatch.setattr(chapter_records, "executed", lambda app: {"book/other": 1.0})
    assert chapter_records.outputs_of(None, "book/one") == []
