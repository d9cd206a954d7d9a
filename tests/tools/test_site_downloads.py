"""The archive holds what a traveller needs, the same from the same contents; the light way does for three chapters."""

import io
import re
import tomllib
import zipfile

import address
import dev
import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output
from packaging.requirements import Requirement
from site_downloads import archive, build_wheel


@pytest.fixture
def packed(tmp_path):
    """An archive of one notebook, which has an output, and of a file in place of the wheel."""
    (tmp_path / "small.whl").write_bytes(b"wheel")
    shown = [new_output("display_data", {"text/plain": "2"})]
    cell = new_code_cell("1 + 1", id="sum", outputs=shown, execution_count=1)
    return archive({"01_small.ipynb": new_notebook(cells=[cell])}, tmp_path / "small.whl")


def test_the_archive_is_one_folder_with_notebooks_the_wheel_and_three_lines(packed):
    with zipfile.ZipFile(io.BytesIO(packed)) as one:
        contents = {name.removeprefix("spectral-ergodicity/"): one.read(name) for name in one.namelist()}
    assert contents.keys() == {"01_small.ipynb", "small.whl", "README.txt"} and contents["small.whl"] == b"wheel"
    [cell] = nbformat.reads(contents["01_small.ipynb"].decode(), as_version=4).cells
    assert cell.outputs == [] and cell.source == "1 + 1"
    advice = contents["README.txt"].decode()
    assert len(advice.splitlines()) == 3 and "./small.whl[chapters]" in advice


def test_the_same_contents_make_the_same_archive(packed, tmp_path):
    """And no time of day."""
    cell = new_code_cell("1 + 1", id="sum")
    assert archive({"01_small.ipynb": new_notebook(cells=[cell])}, tmp_path / "small.whl") == packed
    with zipfile.ZipFile(io.BytesIO(packed)) as one:
        assert {info.date_time for info in one.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_wheel_has_the_name_that_the_pages_give_it_and_leaves_nothing_in_the_tree(root, tmp_path):
    before = sorted(path.name for path in root.iterdir())
    wheel = build_wheel(root, tmp_path)
    assert wheel.name == address.wheel_name() and sorted(path.name for path in root.iterdir()) == before
    with zipfile.ZipFile(wheel) as one:
        names = one.namelist()
        assert {info.date_time for info in one.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len([name for name in names if name.endswith(".npz")]) == len(list(root.glob("pse_helpers/data/*.npz")))
    assert "pse_helpers/data/SHA256SUMS" in names and not [name for name in names if "__pycache__" in name]


def test_the_light_way_is_a_part_of_what_the_chapters_need(root):
    extras = tomllib.loads((root / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    assert set(extras["ensembles"]) < set(extras["chapters"])
    assert {Requirement(line).name for line in extras["ensembles"]}.isdisjoint({"torch", "torchvision", "safetensors"})


def test_the_page_and_the_archive_name_the_chapters_of_the_light_way(root):
    text = (root / "book" / "run_it_yourself.md").read_text(encoding="utf-8")
    whole, = re.findall(r"^(.+) run from end to end\.", text, flags=re.MULTILINE)
    assert re.findall(r"\((\w+)\.ipynb\)", whole) == list(dev.LIGHT)
