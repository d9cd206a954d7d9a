"""What the built site offers to take away: a notebook for every chapter, all of them in one archive, and the wheel."""

import ast
import io
import os
import re
import zipfile
from html import unescape
from pathlib import Path

import address
import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
SITE = ROOT / "_build" / "html"
CHAPTERS = sorted((ROOT / "book").glob("[0-9]*.ipynb"))


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return request.param


@pytest.fixture(autouse=True)
def site():
    if not (SITE / "downloads").is_dir():
        reason = "the site is not built: run `make book` first"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.fixture
def reader(chapter):
    """The notebook that the site offers for a chapter."""
    notebook = nbformat.read(SITE / "book" / chapter.name, as_version=4)
    nbformat.validate(notebook)
    return notebook


def page(chapter):
    return (SITE / "book" / f"{chapter.stem}.html").read_text(encoding="utf-8")


def markdown(notebook):
    return "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")


def code(notebook):
    return [ast.dump(ast.parse(cell.source)) for cell in notebook.cells if cell.cell_type == "code"]


def test_the_button_of_a_chapter_leads_to_its_notebook_for_readers(chapter):
    assert re.findall(r'<a href="([^"]+)"[^>]*btn-download-source-button', page(chapter)) == [chapter.name]
    assert f"_sources/book/{chapter.name}" not in page(chapter)


def test_a_notebook_has_the_chapters_code_and_is_plain(chapter, reader):
    assert code(reader) == code(nbformat.read(chapter, as_version=4))
    assert re.findall(r"\{[\w:-]+\}`|^ *:::|^ *```\{|\u2060|\]\([^)]*\.md\)", markdown(reader), flags=re.M) == []


def test_a_notebook_shows_what_the_site_shows(chapter, reader):
    """Figures with their numbers and alt texts, the labels of citations, and a mark for every claim."""
    drawn = [cell for cell, after in zip(reader.cells, reader.cells[1:]) if after.source.startswith("**Figure ")]
    for cell in drawn:
        assert any("image/png" in one.get("data", {}) and len(one.metadata["image/png"]["alt"]) > 40
                   for one in cell.outputs)
    numbers = re.findall(r"^\*\*Figure (\S+)\.\*\*", markdown(reader), flags=re.M)
    assert numbers == re.findall(r'<span class="caption-number">Fig\. (\S+) </span>', page(chapter)) != []
    cited = re.findall(r"^- \*\*(.+?\d{4}[a-z]?)\.\*\* ", markdown(reader), flags=re.M)
    shown = unescape(re.sub(r"<[^>]+>", "", page(chapter)))
    assert cited and [label for label in cited if label not in shown] == []
    assert markdown(reader).count("\u00a0✓") == page(chapter).count('<a class="claim"')


def test_links_between_notebooks_lead_to_files_in_the_folder(reader):
    targets = re.findall(r"\]\(([^():]+)\)", markdown(reader))
    assert [one for one in targets if not (SITE / "book" / one).is_file()] == []


def test_the_archive_has_all_chapters_without_outputs_and_the_wheel_of_the_site():
    wheel, = (SITE / "downloads").glob("*.whl")
    with zipfile.ZipFile(io.BytesIO((SITE / "downloads" / "notebooks.zip").read_bytes())) as one:
        contents = {Path(name).name: one.read(name) for name in one.namelist()}
    assert contents.keys() == {*(path.name for path in CHAPTERS), wheel.name, "README.txt"}
    assert wheel.name == address.wheel_name() and contents[wheel.name] == wheel.read_bytes()
    for path in CHAPTERS:
        packed = nbformat.reads(contents[path.name].decode(), as_version=4)
        offered = nbformat.read(SITE / "book" / path.name, as_version=4)
        assert [cell.source for cell in packed.cells] == [cell.source for cell in offered.cells]
        assert not any(cell.get("outputs") for cell in packed.cells) and any(c.get("outputs") for c in offered.cells)
