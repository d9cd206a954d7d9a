"""The public address is set in one place, reaches every place that follows from it, and can be taken away again."""

import json
import re
import shutil
import subprocess
import sys

import address
import pytest
import yaml

URL = "https://github.com/Owner/name.of-it"
SITE = "https://owner.github.io/name.of-it"
PLACES = [*address.PLACES, "pyproject.toml", "book/first_steps.md", "book/run_it_yourself.md", "tools/address.py",
          "tools/install_cell.py", "tools/notebook_branch.py", "book/01_circular_ensembles.ipynb"]


@pytest.fixture
def tree(root, tmp_path):
    """The files that know the address, in a folder of their own, as they are without one."""
    for name in PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    address.write("", tmp_path)
    return tmp_path


def texts(tree):
    return {name: (tree / name).read_text(encoding="utf-8") for name in PLACES}


def call(tree, *arguments):
    """The tool of a tree, as `make address` calls it."""
    return subprocess.run([sys.executable, tree / "tools" / "address.py", *arguments], text=True, capture_output=True)


def test_an_address_reaches_every_place(tree):
    assert call(tree, URL).returncode == 0
    written = texts(tree)
    settings = yaml.safe_load(written["_config.yml"])
    assert settings["repository"] == {"url": URL, "branch": "notebooks"}
    assert settings["launch_buttons"]["colab_url"] == address.COLAB
    assert settings["launch_buttons"]["binderhub_url"] == address.BINDER
    links = f"{SITE}/", "Owner/name.of-it/blob/notebooks/book/"
    assert [link for link in links if link not in written["README.md"]] == []
    cited = yaml.safe_load(written["CITATION.cff"])
    assert (cited["repository-code"], cited["url"]) == (URL, f"{SITE}/")
    assert f'REPOSITORY = "{URL}"' in written["tools/address.py"]
    cell, = (cell for cell in json.loads(written["book/01_circular_ensembles.ipynb"])["cells"]
             if "install" in cell["metadata"].get("tags", []))
    assert SITE in "".join(cell["source"]) and "files.upload" not in "".join(cell["source"])


def test_without_a_url_what_follows_is_written_anew(tree):
    call(tree, URL)
    before = texts(tree)
    written = (tree / "README.md").read_text(encoding="utf-8").replace(SITE, "https://example.org")
    (tree / "README.md").write_text(written, encoding="utf-8")
    assert call(tree).returncode == 0 and texts(tree) == before


def test_an_address_can_be_taken_away_again(tree):
    before = texts(tree)
    call(tree, f"{URL}.git/")
    assert texts(tree) != before
    assert call(tree, "none").returncode == 0 and texts(tree) == before


@pytest.mark.parametrize("url", ["https://example.org/a/b", "git@github.com:a/b", "https://github.com/a"])
def test_another_address_is_refused_and_nothing_written(tree, url):
    before = texts(tree)
    done = call(tree, url)
    assert done.returncode != 0 and "https://github.com/OWNER/NAME" in done.stderr and texts(tree) == before


def test_the_tree_is_as_its_address_says(root, tmp_path):
    """Nobody has written a place by hand; a new version, too, is named wherever the wheel is."""
    for name in PLACES:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, tmp_path / name)
    before = texts(tmp_path)
    address.write(address.REPOSITORY, tmp_path)
    assert texts(tmp_path) == before


def test_a_new_version_reaches_the_wheels_name(tree):
    project = tree / "pyproject.toml"
    project.write_text(re.sub(r'(?m)^version = ".+"', 'version = "7.8"', project.read_text()))
    address.write("", tree)
    for name in ("book/first_steps.md", "book/run_it_yourself.md", "book/01_circular_ensembles.ipynb"):
        found = set(re.findall(r"pse_helpers-[\w.]+-py3-none-any\.whl", texts(tree)[name]))
        assert found == {"pse_helpers-7.8-py3-none-any.whl"}
