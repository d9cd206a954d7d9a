"""The book by plain Sphinx of today, without Jupyter Book: the way out should Jupyter Book 1 end.

Jupyter Book 1 is a Sphinx extension and keeps Sphinx at version 7. Its own command writes the `conf.py` that stands for
`_config.yml`; a few lines below it leave out what only Jupyter Book has. The newest Sphinx, in an environment of its
own, then builds every page from a copy of the sources, with nothing executed, and a warning fails the build.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import dev

NEWEST = ["sphinx>=9", "myst-nb", "sphinx-book-theme", "sphinxcontrib-bibtex", "sphinx-external-toc", "sphinx-design",
          "sphinx-togglebutton", "sphinx-copybutton", "sphinx-mathjax-offline", "ipykernel"]
SHOWN = ("sphinx", "docutils", "myst-nb", "myst-parser", "sphinx-book-theme")
SOURCES = ("book", "tools", "pse_helpers", "tests/faults", "_config.yml", "_toc.yml")  # the status page counts faults
BELOW = """

# -- below Jupyter Book's own lines: what plain Sphinx wants otherwise ---------------

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "tools"))
of_jupyter_book = {"jupyter_book", "sphinx_thebe", "sphinx_comments", "sphinx_jupyterbook_latex",
                   "sphinx_multitoc_numbering", "sphinx.ext.intersphinx"}
extensions = [name for name in dict.fromkeys(extensions) if name not in of_jupyter_book]
nb_execution_mode = "off"
"""


def copy_sources(root, source):
    """A copy of what the book is built from, since conf.py must stand beside it."""
    shutil.rmtree(source, ignore_errors=True)
    for name in SOURCES:
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy
        copy(root / name, source / name)


def write_configuration(source):
    """The conf.py of a copy: Jupyter Book's own, and the lines below it."""
    command = Path(sys.executable).parent / "jupyter-book"
    subprocess.run([command, "config", "sphinx", source], check=True, stdout=subprocess.DEVNULL)
    with (source / "conf.py").open("a", encoding="utf-8") as conf:
        conf.write(BELOW)


def newest_environment(root, folder):
    """A Python with the newest Sphinx, and with the package, which the pages of the API import."""
    python = folder / dev.BIN / "python"
    subprocess.run([dev.uv(), "venv", "-q", "--clear", "--python", sys.executable, folder], check=True)
    subprocess.run([dev.uv(), "pip", "install", "-q", "--upgrade", "--python", python, *NEWEST, f"{root}[chapters]"],
                   check=True)
    return python


def versions(python):
    code = f"from importlib.metadata import version as v; print(*(f'{{n}} {{v(n)}}' for n in {SHOWN}), sep=', ')"
    return subprocess.run([python, "-c", code], check=True, capture_output=True, text=True).stdout.strip()


def build(source, site, python):
    """The site of a copy of the sources; its exit status."""
    shutil.rmtree(site, ignore_errors=True)
    command = [python, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", source, site]
    return subprocess.run(command, env=dev.without_this_project()).returncode


def main():
    folder = dev.ROOT / "_build" / "plain_sphinx"
    copy_sources(dev.ROOT, folder / "source")
    write_configuration(folder / "source")
    python = newest_environment(dev.ROOT, folder / "environment")
    dev.say(f"building with {versions(python)}")
    if status := build(folder / "source", folder / "html", python):
        sys.exit(status)
    dev.say(f"open {(folder / 'html' / 'index.html').as_uri()}")


if __name__ == "__main__":
    main()
