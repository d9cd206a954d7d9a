"""Every chapter has the anatomy of the house, and every number in its prose is checked or cited."""

import ast
import json
import re
import statistics
import subprocess
import sys
from collections import Counter
from pathlib import Path

import claims_reader
import dev
import nbformat
import pytest
import yaml
from chapter_records import cells_key
from install_cell import install_cell
from nbclient import NotebookClient

from pse_helpers.chapters.claims import claims_of

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = sorted(BOOK.glob("[0-9]*.ipynb"))


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def path(request):
    return request.param


@pytest.fixture
def chapter(path):
    return nbformat.read(path, as_version=4)


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
    headings = "In brief", "Prerequisites", "For whom", "Objectives", "Time to run"
    parts = [opening.find(f"**{heading}.**") for heading in headings]
    assert -1 not in parts and parts == sorted(parts)


def test_one_figure_shows_what_stands_in_brief(chapter):
    """Its cell has the tag that brings its picture into the box on top."""
    chosen = [cell for cell in chapter.cells if "in-brief" in cell.metadata.get("tags", [])]
    assert len(chosen) == 1 and "caption" in chosen[0].metadata.mystnb.figure


def test_install_cell_then_imports(chapter):
    install, imports, *_ = code_cells(chapter)
    assert "install" in install.metadata.tags and install.source == install_cell()
    assert all(isinstance(node, (ast.Import, ast.ImportFrom)) for node in ast.parse(imports.source).body)


def test_cells_are_short(chapter):
    """The median is that of the cells a reader sees at once: a solution is folded."""
    seen = [cell for cell in code_cells(chapter) if "hide-cell" not in cell.metadata.get("tags", [])]
    assert statistics.median(len(cell.source.splitlines()) for cell in seen) <= 3
    lengths = [len(cell.source.splitlines()) for cell in code_cells(chapter)]
    assert max(lengths) <= 15
    assert sum(length < 10 for length in lengths) >= 0.9 * len(lengths)
    assert all(len(line) < 80 for cell in code_cells(chapter)[1:] for line in cell.source.splitlines())


def test_it_is_a_story_of_at_most_three_thousand_words(chapter):
    """Exercises and references apart, notes in the margin included."""
    text = "\n\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
    sections = re.split(r"^(?=## )", text, flags=re.MULTILINE)
    told = [one for one in sections if not one.startswith(("## Exercises", "## References"))]
    assert 800 <= sum(len(one.split()) for one in told) <= 3000


LONGEST = 90  # words of a paragraph, a formula counting as one


def test_paragraphs_are_short(chapter):
    text = "\n\n".join(cell.source for cell in chapter.cells if cell.cell_type == "markdown")
    prose = [part for part in re.split(r"\n\n+", text) if not part.startswith((">", "|", "-", "$$"))]
    assert [part[:60] for part in prose if len(re.sub(r"\$[^$]+\$", "x", part).split()) > LONGEST] == []


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

def claims_in(notebook):
    return claims_of(notebook.metadata.chapter)


def test_a_chapter_knows_its_name(path):
    assert nbformat.read(path, as_version=4).metadata.chapter == path.stem.partition("_")[2]


def test_a_chapter_holds_no_check_but_offers_a_review(chapter):
    *cells, review = code_cells(chapter)
    assert [cell.source for cell in cells if "claim" in cell.source] == []
    assert review.source.endswith(f'claims.review("{chapter.metadata.chapter}", globals())')
    assert review.metadata.tags == ["remove-cell", "skip-execution"]


def test_a_chapter_runs_on_names_that_it_defines(chapter):
    code = "\n\n".join(cell.source for cell in code_cells(chapter))
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--quiet", "--select", "F821,F401", "-"]
    done = subprocess.run(command, input=code, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_claimed_sentence_is_found_in_one_place(path):
    marked = claims_reader.read(path.read_text(encoding="utf-8"))
    captions = [cell.metadata.get("mystnb", {}).get("figure", {}).get("caption", "") for cell in marked.cells]
    text = "\n".join([cell.source for cell in marked.cells if cell.cell_type == "markdown"] + captions)
    assert text.count("{claim}`") == len(claims_of(marked.metadata.chapter)) > 0


def test_a_claim_is_a_whole_sentence(chapter):
    """It begins where a sentence, an item or a paragraph begins, and ends with a full stop, or the like."""
    text = "\n\n".join(texts(chapter))
    parts = []
    for claim in claims_in(chapter):
        place = re.search(r"\s+".join(map(re.escape, claim.sentence.split())), text).start()
        begins = re.search(r"(^|[.!?:]['\")*]*[ \n]|\n\n|\n- |[(|*\"] ?)$", text[max(0, place - 6):place])
        if not begins or not re.search(r"[.!?:]['\")*]*$", claim.sentence):
            parts.append(claim.sentence)
    assert parts == []


def test_what_a_claim_takes_is_bound_in_one_cell_and_never_changed_after_it(chapter):
    """Otherwise a claim, which runs after the last cell, would see another value than the sentence speaks of."""
    cells = [ast.parse(cell.source) for cell in code_cells(chapter)]
    taken = {name for claim in claims_in(chapter) for name in claim.needs}
    binding = [set().union(*map(bound_by, cell.body)) for cell in cells]
    times = Counter(name for names in binding for name in names)
    assert {name: times[name] for name in taken if times[name] != 1} == {}
    assert {name for cell, own in zip(cells, binding) for name in set(changed_in(cell)) - own} & taken == set()


def test_claims_draw_from_generators_of_their_own(chapter):
    """A generator of the chapter has moved on by the time that its claims run."""
    generators = {name for cell in code_cells(chapter) for statement in ast.parse(cell.source).body
                  if "default_rng(" in ast.unparse(statement) and isinstance(statement, ast.Assign)
                  and ast.unparse(statement.value).startswith("np.random.default_rng(") for name in bound_by(statement)}
    assert {name for claim in claims_in(chapter) for name in claim.needs} & generators == set()


def bound_by(statement):
    """The names that a statement of a cell binds; not those within functions and comprehensions."""
    if isinstance(statement, (ast.FunctionDef, ast.ClassDef)):
        return {statement.name}
    inner = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
    names = {alias.asname or alias.name for alias in getattr(statement, "names", [])}
    if isinstance(statement, ast.Name) and isinstance(statement.ctx, ast.Store):
        names.add(statement.id)
    return names.union(*(bound_by(part) for part in ast.iter_child_nodes(statement) if not isinstance(part, inner)))


CHANGERS = {"append", "extend", "insert", "pop", "remove", "clear", "sort", "reverse", "update", "fill", "setdefault"}


def changed_in(tree):
    """The names whose values are changed in place: by an item, an attribute, `+=`, or a method that does so."""
    for node in ast.walk(tree):
        if isinstance(node, (ast.Subscript, ast.Attribute)) and isinstance(node.ctx, (ast.Store, ast.Del)):
            yield root_name(node)
        elif isinstance(node, ast.AugAssign):
            yield root_name(node.target)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CHANGERS:
            yield root_name(node.func.value)


def root_name(node):
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return getattr(node, "id", None)


@pytest.mark.parametrize("code, names", [
    ("a = b = 1", {"a", "b"}), ("a, (b, *c) = d", {"a", "b", "c"}), ("for a in b: c = [d for d in a]", {"a", "c"}),
    ("def a():\n    b = 1", {"a"}), ("import a.b as c", {"c"}), ("with a as b: pass", {"b"}), ("a[0] = 1", set()),
    ("a += 1", {"a"})])
def test_bindings_are_seen(code, names):
    assert set().union(*map(bound_by, ast.parse(code).body)) == names


@pytest.mark.parametrize("code, name", [
    ("a[0] = 1", "a"), ("a.b[0].c = 1", "a"), ("a += 1", "a"), ("del a[0]", "a"), ("a.append(1)", "a"),
    ("a[0].sort()", "a"), ("a[0] -= 1", "a")])
def test_changes_in_place_are_seen(code, name):
    assert name in set(changed_in(ast.parse(code)))


# -- numbers -------------------------------------------------------------------

NUMBER = r"(?<![\w.,^−-])\d[\d ]*(?:\.\d+)?(?![\w^])"
LABEL = r"(Definition|Theorem|Exercise|Proposition|Lemma|Remark|Table|Figure|Part|Section)s? \d+( and \d+)?"
HOUSEHOLD = {str(number) for number in range(13)}  # that a sentence may use as it uses words


def texts(notebook):
    """The prose of a chapter: its Markdown and the captions of its figures."""
    yield from (cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    yield from (cell.metadata.mystnb.figure.caption for cell in notebook.cells
                if "figure" in cell.metadata.get("mystnb", {}))


def given_in(notebook):
    """The numbers that stand in the code of a chapter: its settings."""
    code = "\n".join(cell.source for cell in code_cells(notebook))
    return {number.replace("_", "") for number in re.findall(r"(?<![\w.])\d[\d_]*(?:\.\d+)?", code)}


def unsupported_numbers(text, claims=(), given=()):
    """Sentences with a number that no claim holds, no citation supports, and no code or definition gives."""
    text = re.sub(r"\s+", " ", text)
    for sentence in claims:
        text = text.replace(re.sub(r"\s+", " ", sentence), " ")
    text = re.sub(r"\$\$.+?\$\$|\$[^$]+\$|`[^`{}]+`(?!`)", lambda found: found[0] if "cite" in found[0] else " ", text)
    text = re.sub(rf"{LABEL}|\[[^\]]*\]\([^)]*\)", " ", text)
    return [one for one in re.split(r"(?<=[.!?:;])\s+", text) if "{cite" not in one
            and [found for found in re.findall(NUMBER, one) if not supported(found.strip().replace(" ", ""), given)]]


def supported(number, given):
    return number in given or number in HOUSEHOLD or bool(re.fullmatch(r"(19|20)\d\d", number))


def test_every_number_is_claimed_cited_or_given(chapter):
    claims, given = [claim.sentence for claim in claims_in(chapter)], given_in(chapter)
    told = (re.sub(r"\A# \d+\. ", "# ", text) for text in texts(chapter)
            if "**Exercise " not in text)  # an exercise sets its own numbers
    assert [one for text in told for one in unsupported_numbers(text, claims, given)] == []


def test_a_title_has_the_number_of_its_file(path, chapter):
    assert chapter.cells[0].source.startswith(f"# {int(path.stem[:2])}. ")


def test_an_unsupported_number_is_found():
    assert unsupported_numbers("We find 0.93. It is true.") == ["We find 0.93."]
    assert unsupported_numbers("We find 93 of them. It is true.") == ["We find 93 of them."]
    assert unsupported_numbers("We find 0.93. It is true.", ["We find 0.93."]) == []
    assert unsupported_numbers("They report 0.93 {cite}`suzen2019`. Ours is $0.5$.") == []
    assert unsupported_numbers("In 1962, by Theorem 2, of ResNet-20, [44](a44.md) and 3 of `12`.") == []
    assert unsupported_numbers("We draw 400.", given={"400"}) == []


def test_negative_numbers_have_a_true_minus_sign(chapter):
    for text in texts(chapter):
        plain = re.sub(r"\$\$.+?\$\$|\$[^$]+\$|```.+?```|`[^`]+`|\]\([^)]*\)", " ", text, flags=re.DOTALL)
        assert re.findall(r"(?:^|[\s(|])-\d[^|]{0,30}", plain) == []


def test_a_large_number_is_not_parted_at_the_end_of_a_line(chapter):
    """Between its groups of three digits stands a space that does not break."""
    for text in texts(chapter):
        assert re.findall(r"\d \d{3}\b.{0,20}", text) == []


# -- executed ------------------------------------------------------------------

def recorded(path):
    """Whether the last build executed a chapter as it stands, with the package as it stands."""
    records = path.parent.parent / "_build" / "chapters.json"
    known = {} if not records.is_file() else {one["name"]: one for one in json.loads(records.read_text())}
    record = known.get(f"book/{path.stem}")
    return record is not None and (record["cells"], record["made_with"]) == (
        cells_key(path), dev.outputs_key(path.parent.parent))


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_a_chapter_runs(path, tmp_path, monkeypatch):
    """The build ran it, in an empty folder, and refused warnings; where it did not, it is run here in the same way."""
    if recorded(path):
        return
    chapter = claims_reader.read(path.read_text(encoding="utf-8"))
    monkeypatch.setenv("TQDM_DISABLE", "1")
    NotebookClient(chapter, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert not [output for cell in code_cells(chapter) for output in cell.outputs
                if output.output_type == "stream" and output.name == "stderr"]


def test_a_changed_chapter_is_not_taken_for_the_one_that_ran(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    (tmp_path / "_build").mkdir()
    path = tmp_path / "book" / "01_small.ipynb"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("One.")])
    nbformat.write(notebook, path)
    monkeypatch.setattr(dev, "outputs_key", lambda root: "package")
    record = {"name": "book/01_small", "cells": cells_key(path), "made_with": "package"}
    for change in ({}, {"cells": "other"}, {"made_with": "other"}, {"name": "book/02_other"}):
        (tmp_path / "_build" / "chapters.json").write_text(json.dumps([record | change]))
        assert recorded(path) == (not change)
    notebook.cells[0].source = "Two."
    nbformat.write(notebook, path)
    (tmp_path / "_build" / "chapters.json").write_text(json.dumps([record]))
    assert not recorded(path)
