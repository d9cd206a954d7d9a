"""Every chapter has the anatomy of the house, and every number in its prose is checked or cited."""

import ast
import json
import re
import statistics
from pathlib import Path

import dev
import nbformat
import pytest
import yaml
from chapter_records import cells_key
from install_cell import install_cell
from nbclient import NotebookClient

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = sorted(BOOK.glob("[0-9]*.ipynb"))


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def chapter(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def prose(notebook):
    """The Markdown of a chapter as one line, without emphasis."""
    text = "\n\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    return re.sub(r"\s+", " ", text.replace("*", ""))


def calls(cell, name):
    """The calls of a function, by its dotted name, in a cell."""
    tree = ast.parse("" if "%pip" in cell.source else cell.source)
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == name]


def section(notebook, heading):
    """The cells from a heading of the second level to the next."""
    titles = [match[1] if (match := re.match(r"## (.+)", cell.source)) and cell.cell_type == "markdown" else None
              for cell in notebook.cells]
    start = titles.index(heading)
    stop = next((k for k in range(start + 1, len(titles)) if titles[k]), len(titles))
    return notebook.cells[start:stop]


def bullets(text):
    return re.findall(r"^- .+$", text, flags=re.MULTILINE)


def last_expression(cell):
    body = ast.parse(cell.source).body
    return body[-1].value if body and isinstance(body[-1], ast.Expr) else None


def test_there_is_a_chapter():
    assert CHAPTERS


def test_no_two_figures_of_the_book_have_one_name():
    names = [cell.metadata.mystnb.figure.name for path in CHAPTERS for cell in nbformat.read(path, as_version=4).cells
             if "figure" in cell.metadata.get("mystnb", {})]
    assert len(names) > 20 and len(set(names)) == len(names)


def test_the_contents_list_every_chapter_in_file_order():
    contents = yaml.safe_load((BOOK.parent / "_toc.yml").read_text())
    listed = [entry["file"] for part in contents["parts"] for entry in part["chapters"]]
    assert [name for name in listed if re.match(r"book/\d", name)] == [f"book/{path.stem}" for path in CHAPTERS]


def test_nothing_that_was_executed_is_stored(chapter):
    assert all(cell.outputs == [] and cell.execution_count is None for cell in code_cells(chapter))
    assert chapter.metadata.kernelspec.name == "python3" and chapter.nbformat_minor >= 5
    ids = [cell.id for cell in chapter.cells]
    assert len(set(ids)) == len(ids)


def test_opening(chapter):
    opening = chapter.cells[0].source
    assert opening.startswith("# ")
    parts = [opening.find(f"**{part}.**") for part in ("Prerequisites", "For whom", "Objectives", "Time to run")]
    assert -1 not in parts and parts == sorted(parts)


def test_install_cell_then_imports(chapter):
    install, imports, *_ = code_cells(chapter)
    assert "install" in install.metadata.tags and install.source == install_cell()
    assert all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(imports.source).body)


def test_cells_are_short(chapter):
    """The median is that of the cells a reader sees: a folded check is as long as its sentence."""
    folded = {"hide-input", "hide-cell"}
    seen = [cell for cell in code_cells(chapter) if not folded & set(cell.metadata.get("tags", []))]
    assert statistics.median(len(cell.source.splitlines()) for cell in seen) <= 3
    lengths = [len(cell.source.splitlines()) for cell in code_cells(chapter)]
    assert max(lengths) <= 15
    assert sum(length < 10 for length in lengths) >= 0.9 * len(lengths)
    assert all(len(line) < 80 for cell in code_cells(chapter)[1:] for line in cell.source.splitlines())


def test_there_is_prose(chapter):
    assert len(prose(chapter).split()) >= 800


def test_plain_markdown_only(chapter):
    """Directives are raw text in Jupyter and Colab; a chapter reads well without them."""
    assert not re.search(r"^(:::|```\{)", "\n".join(cell.source for cell in chapter.cells), flags=re.MULTILINE)


def test_summary_answers_the_objectives(chapter):
    objectives = chapter.cells[0].source.partition("**Objectives.**")[2]
    summary = "\n".join(cell.source for cell in section(chapter, "Summary"))
    assert len(bullets(objectives)) == len(bullets(summary)) >= 2


def test_references_exist(chapter):
    assert section(chapter, "References")
    entries = set(re.findall(r"@\w+\{(\w+),", (BOOK / "references.bib").read_text(encoding="utf-8")))
    cited = {key for group in re.findall(r"\{cite(?::\w)?\}`([^`]+)`", prose(chapter)) for key in group.split(",")}
    assert cited and cited <= entries


def test_exercises_have_checkers_and_folded_solutions(chapter):
    checked = {True: [], False: []}
    for cell in section(chapter, "Exercises"):
        folded = "hide-cell" in cell.metadata.get("tags", [])
        names = [] if cell.cell_type == "markdown" else calls(cell, "exercises.check")
        checked[folded] += [ast.literal_eval(call.args[0]) for call in names]
        if folded:
            assert cell.metadata.jupyter.source_hidden and cell.metadata.cellView == "form"  # Jupyter, Colab
    assert checked[False] and checked[True] == checked[False]


def test_figures_have_a_name_a_caption_and_alt_text(chapter):
    drawn = [cell for cell in code_cells(chapter) if (last := last_expression(cell)) is not None
             and isinstance(last, ast.Call) and ast.unparse(last.func).startswith(("plots.", "figures."))]
    assert drawn
    for cell in drawn:
        settings = cell.metadata.mystnb
        assert settings.figure.name.startswith("fig-") and len(settings.figure.caption.split()) >= 5
        assert len(settings.image.alt.split()) >= 15


# -- claims --------------------------------------------------------------------

def claimed(notebook):
    return [ast.literal_eval(call.args[0]) for cell in code_cells(notebook) for call in calls(cell, "claims.check")]


def test_claims_are_sentences_of_the_chapter(chapter):
    missing = [sentence for sentence in claimed(chapter) if sentence not in prose(chapter)]
    assert not missing


def test_claims_are_shown(chapter):
    """The quiet line and the record come from a cell's last expression."""
    for cell in code_cells(chapter):
        found = calls(cell, "claims.check")
        if found:
            assert len(found) == 1 and ast.unparse(last_expression(cell)) == ast.unparse(found[0])


def unsupported_numbers(text, claims):
    """Sentences that print a decimal number without a claim or a citation."""
    for sentence in claims:
        text = text.replace(sentence, " ")
    text = re.sub(r"\$\$.+?\$\$|\$[^$]+\$|`[^`{}]+`(?!`)", lambda match: match[0] if "cite" in match[0] else " ", text)
    sentences = re.split(r"(?<=[.!?:;])\s+", text)
    return [one for one in sentences if re.search(r"\d\.\d", one) and "{cite" not in one]


def test_every_decimal_number_is_claimed_or_cited(chapter):
    assert unsupported_numbers(prose(chapter), claimed(chapter)) == []


def test_an_unsupported_number_is_found():
    assert unsupported_numbers("We find 0.93. It is true.", []) == ["We find 0.93."]
    assert unsupported_numbers("We find 0.93. It is true.", ["We find 0.93."]) == []
    assert unsupported_numbers("They report 0.93 {cite}`suzen2019`. Ours is $0.5$.", []) == []


# -- executed ------------------------------------------------------------------

def recorded(path):
    """Whether the last build executed a chapter as it stands, with the package as it stands."""
    records = path.parent.parent / "_build" / "chapters.json"
    known = {} if not records.is_file() else {one["name"]: one for one in json.loads(records.read_text())}
    record = known.get(f"book/{path.stem}")
    return record is not None and (record["cells"], record["made_with"]) == (
        cells_key(path), dev.outputs_key(path.parent.parent))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_runs(path, tmp_path, monkeypatch):
    """The build ran it, in an empty folder, and refused warnings; where it did not, it is run here in the same way."""
    if recorded(path):
        return
    chapter = nbformat.read(path, as_version=4)
    monkeypatch.setenv("TQDM_DISABLE", "1")
    NotebookClient(chapter, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert not [output for cell in code_cells(chapter) for output in cell.outputs
                if output.output_type == "stream" and output.name == "stderr"]


def test_a_changed_chapter_is_not_taken_for_the_one_that_ran(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    (tmp_path / "_build").mkdir()
    path = tmp_path / "book" / "01_small.ipynb"
    path.write_text("cells")
    monkeypatch.setattr(dev, "outputs_key", lambda root: "package")
    record = {"name": "book/01_small", "cells": cells_key(path), "made_with": "package"}
    for change in ({}, {"cells": "other"}, {"made_with": "other"}, {"name": "book/02_other"}):
        (tmp_path / "_build" / "chapters.json").write_text(json.dumps([record | change]))
        assert recorded(path) == (not change)
    path.write_text("other cells")
    (tmp_path / "_build" / "chapters.json").write_text(json.dumps([record]))
    assert not recorded(path)
