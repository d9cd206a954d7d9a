"""The traps of the toolchain, each sprung on a small book: it fails when it should, and serves nothing stale."""

import re
import shutil
import sys

import address
import dev
import nbformat
import pytest

pytestmark = [pytest.mark.pages, pytest.mark.timeout(600)]  # each builds a book, most of them twice

INDEX = "# A small book\n\nWith one chapter.\n"
NOT_OF_THE_BOOK = (".hidden", ".venv/lib", "tests", "benchmarks")


def write_chapter(book, *cells):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_markdown_cell("# A chapter"), *map(nbformat.v4.new_code_cell, cells)]
    nbformat.write(notebook, book / "book" / "01_small.ipynb")


def write_book(root, folder):
    """A book of one chapter with this project's own configuration, tools and package."""
    for name in ("pse_helpers", "tools", "book/_static"):
        shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "requirements.lock", "book/references.bib"):
        shutil.copy(root / name, folder / name)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: book/index\nchapters:\n- file: book/01_small\n")
    (folder / "book" / "index.md").write_text(INDEX)
    (folder / "pse_helpers" / "answer.py").write_text("VALUE = 'the first answer'\n")
    write_chapter(folder, "from pse_helpers.answer import VALUE\nprint(VALUE)")
    return folder


@pytest.fixture
def small_book(root, tmp_path):
    return write_book(root, tmp_path)


def build(book):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(book))
        return dev.build(book, sys.executable)


def page(book):
    return (book / "_build" / "html" / "book" / "01_small.html").read_text(encoding="utf-8")


def test_an_edit_of_the_package_reaches_the_page_and_without_one_nothing_is_executed_again(small_book):
    write_chapter(small_book, "import time\nfrom pse_helpers.answer import VALUE\nprint(VALUE, 'at', time.time_ns())")
    for answer in ("the first answer", "the second answer"):
        (small_book / "pse_helpers" / "answer.py").write_text(f"VALUE = '{answer}'\n")
        assert build(small_book) == 0
        before, = re.findall(rf"{answer} at \d+", page(small_book))
    assert build(small_book) == 0 and before in page(small_book)


@pytest.mark.parametrize("cells, reason", [
    (["1 / 0"], "ZeroDivisionError"),
    (["import warnings\nwarnings.warn('look here')"], "stderr"),
])
def test_a_chapter_that_fails_or_warns_fails_the_build_every_time(small_book, cells, reason):
    write_chapter(small_book, *cells)
    for _ in range(2):
        assert build(small_book) != 0
        assert reason in (small_book / "_build" / "build.log").read_text()


CLAIMS = """from pse_helpers.chapters.claims import exact

@exact("There are 3 of $x^2$, in *all*.")
def number(drawn):
    return {"3": len(drawn)}

@exact("The first is one.")
def first(drawn):
    return drawn[0] == 1
"""


def with_claims(book):
    """The small book, with a chapter that makes two claims."""
    (book / "pse_helpers" / "chapters" / "small").mkdir()
    (book / "pse_helpers" / "chapters" / "small" / "claims.py").write_text(CLAIMS)
    (book / "book" / "claim_ledger.md").write_text("# Ledger\n\n```{claim-ledger}\n```\n")
    with (book / "_toc.yml").open("a") as contents:
        contents.write("- file: book/claim_ledger\n")
    write_claims(book)
    return book


@pytest.fixture
def claimed(small_book):
    return with_claims(small_book)


@pytest.fixture(scope="module")
def built(root, tmp_path_factory):
    """That book once for all who only look, built beside folders and over a page that are not of the book."""
    book = with_claims(write_book(root, tmp_path_factory.mktemp("built")))
    for folder in NOT_OF_THE_BOOK:
        (book / folder).mkdir(parents=True)
        (book / folder / "README.md").write_text("# Not a page\n")
    (book / "_build" / "html").mkdir(parents=True)
    (book / "_build" / "html" / "renamed.html").write_text("<html></html>")
    assert build(book) == 0
    return book


def write_claims(book, text="There are 3 of $x^2$, in *all*. The first is one.", code="drawn = [1, 2, 3]"):
    write_chapter(book, "import time\nprint('executed at', time.time_ns())", code)
    path = book / "book" / "01_small.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata["chapter"] = "small"
    notebook.cells.insert(1, nbformat.v4.new_markdown_cell(text))
    nbformat.write(notebook, path)


def test_a_claimed_sentence_is_marked_with_what_was_computed_and_leads_to_the_ledger_and_back(built):
    marks = re.findall(r'<a class="claim" id="([^"]+)" href="claim_ledger.html#([^"]+)" aria-label="([^"]+)"',
                       page(built))
    assert marks == [("claim-small-number", "claim-small-number", "recomputed, exact: 3 (computed 3)"),
                     ("claim-small-first", "claim-small-first", "recomputed, exact")]
    ledger = (built / "_build" / "html" / "book" / "claim_ledger.html").read_text(encoding="utf-8")
    assert ledger.count('href="01_small.html#claim-small-number"') == 1 and "3 (computed 3)" in ledger
    assert 'class="math' in ledger and "2 exact" in ledger and "from pse_helpers.chapters.claims" not in page(built)


@pytest.mark.parametrize("change, reasons", [
    ({"code": "drawn = [2, 2]"}, ["2 claims of small do not hold", "3 is printed, 2 computed", "The first is one."]),
    ({"code": "others = [1, 2, 3]"}, ["the chapter has no drawn"]),
    ({"text": "There are 4 of $x^2$, in *all*. The first is one."}, ["There are 3 of", "stands in 0 places"])])
def test_a_wrong_number_a_renamed_variable_or_an_edited_sentence_fails_the_build(claimed, change, reasons):
    write_claims(claimed, **change)
    for _ in range(2):
        assert build(claimed) != 0
        log = re.sub(r"\x1b\[[0-9;]*m", "", (claimed / "_build" / "build.log").read_text())
        assert [reason for reason in reasons if reason not in log] == []


def test_an_edit_of_a_claim_executes_its_chapter_and_no_other(claimed):
    shutil.copy(claimed / "book" / "01_small.ipynb", claimed / "book" / "02_other.ipynb")
    other = claimed / "book" / "02_other.ipynb"
    other.write_text(other.read_text().replace('"chapter": "small"', '"chapter": "other"'))
    with (claimed / "_toc.yml").open("a") as contents:
        contents.write("- file: book/02_other\n")
    seen = []
    for edit in ("", "# a comment\n"):
        with (claimed / "pse_helpers" / "chapters" / "small" / "claims.py").open("a") as claims:
            claims.write(edit)
        assert build(claimed) == 0
        seen.append([re.findall(r"executed at \d+", (claimed / "_build" / "html" / "book" / f"{name}.html").read_text())
                     for name in ("01_small", "02_other")])
    assert seen[0][0] != seen[1][0] and seen[0][1] == seen[1][1]


def test_a_warning_fails_the_build_every_time(small_book):
    (small_book / "book" / "index.md").write_text(INDEX + "\n[nowhere](nowhere.md)\n")
    for _ in range(2):
        assert build(small_book) != 0


def test_no_page_comes_from_hidden_or_other_folders(built):
    pages = {path.stem for path in (built / "_build" / "html").rglob("*.html") if "_static" not in path.parts}
    assert pages == {"index", "01_small", "claim_ledger", "genindex", "search", "404"}


def test_the_stamp_of_executed_outputs_covers_package_lock_and_data(small_book):
    cache, stamp = small_book / "_build" / ".jupyter_cache", small_book / "_build" / "outputs-made-with"
    for change in ("pse_helpers/answer.py", "requirements.lock", "pse_helpers/data/trained_spectra.npz"):
        dev.drop_stale_outputs(small_book)
        cache.mkdir()
        dev.drop_stale_outputs(small_book)
        assert cache.is_dir()
        (small_book / change).write_bytes((small_book / change).read_bytes() + b"\n")
        dev.drop_stale_outputs(small_book)
        assert not cache.exists() and stamp.is_file()


def test_a_chapter_is_offered_as_a_notebook_with_its_outputs(built):
    assert 'href="01_small.ipynb"' in page(built) and "_sources/book/01_small.ipynb" not in page(built)
    notebook = nbformat.read(built / "_build" / "html" / "book" / "01_small.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert "There are 3 of $x^2$, in *all*.\u00a0✓ The first is one.\u00a0✓" in text
    shown = [output.text for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    assert len(shown) == 1 and shown[0] in page(built)


def test_what_has_no_form_outside_the_site_fails_the_build(claimed):
    write_claims(claimed, text="There are 3 of $x^2$, in *all*. The first is one.\n\n{sub}`low`")
    assert build(claimed) != 0
    assert "the role sub has no form outside the site: low" in (claimed / "_build" / "build.log").read_text()


def test_an_address_gives_every_chapter_its_launch_buttons(small_book):
    repository = "https://github.com/owner/name"
    settings, parts = small_book / "_config.yml", [address.configuration, address.buttons]
    settings.write_text(address.written(settings.read_text(), [part(repository) for part in parts]))
    assert build(small_book) == 0
    for link in (f"{address.COLAB}/github/owner/name/blob/notebooks/book/01_small.ipynb",
                 f"{address.BINDER}/v2/gh/owner/name/notebooks?urlpath=lab/tree/book/01_small.ipynb"):
        assert f'href="{link}"' in page(small_book)
