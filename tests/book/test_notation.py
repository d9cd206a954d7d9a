"""The page of notation has every symbol of the chapters' formulas, and none twice in one chapter."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

BOOK = Path(__file__).resolve().parents[2] / "book"
CHAPTERS = sorted(BOOK.glob("[0-9]*.ipynb"))
SIGNS = {f"\\{name}" for name in
         "alpha beta gamma delta Delta epsilon eta theta lambda mu pi rho sigma tau phi psi omega Omega dagger".split()}
FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$]+)\$", re.DOTALL)


def letters(formula):
    """The letters of a formula, Latin and Greek, and daggers, but for words, environments and commands."""
    formula = re.sub(r"\\(?:text|mathrm|operatorname|begin|end)\{[^}]*\}", " ", formula)
    commands = set(re.findall(r"\\[a-zA-Z]+", formula))
    return (commands & SIGNS) | set(re.findall(r"[A-Za-z]", re.sub(r"\\[a-zA-Z]+", " ", formula)))


def table():
    """(symbols, chapters) of each line of the page: "all", or numbers with commas."""
    text = (BOOK / "notation.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\$.+) \| .+? \| ([\d, ]+|all) \|$", text, re.MULTILINE)
    return [(re.findall(r"\$([^$]+)\$", symbols), told) for symbols, told in found]


def lines(chapter):
    """The symbols of each line that is told of a chapter alone or with others."""
    return [symbols for symbols, told in table() if str(chapter) in told.split(", ")]


def used(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return set().union(*(letters(shown or inline) for shown, inline in FORMULA.findall(text)))


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_every_symbol_of_a_chapter_has_a_line_and_every_line_a_symbol(path):
    here = lines(int(path.stem[:2]))
    general = [symbols for symbols, told in table() if told == "all"]
    known = {symbol: letters(symbol) for symbols in here + general for symbol in symbols}
    assert used(path) - set().union(*known.values()) == set()
    assert [symbols for symbols in here if not any(known[symbol] & used(path) for symbol in symbols)] == []


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_no_symbol_has_two_lines_in_one_chapter(path):
    times = Counter(symbol for symbols in lines(int(path.stem[:2])) for symbol in symbols)
    assert [symbol for symbol, count in times.items() if count > 1] == []


def test_a_line_stands_under_the_first_chapter_that_it_is_told_of():
    """Those of all chapters come first, and the chapters in their order."""
    text = (BOOK / "notation.md").read_text(encoding="utf-8")
    above, headings = "all", []
    rows = re.findall(r"^\| (?:\*\*Chapter (\d+)\*\* |\$.+ \| (\d+|all)[\d, ]* \|$)", text, re.MULTILINE)
    for heading, first in rows:
        if heading:
            above = heading
            headings.append(int(heading))
        else:
            assert first == above
    assert len(headings) > 10 and headings == sorted(headings)


@pytest.mark.parametrize("formula, found", [
    (r"\Omega^l_k", {"\\Omega", "l", "k"}), (r"n_{\text{in}}", {"n"}), (r"\mathrm{Var}\,N(\phi)", {"N", "\\phi"}),
    (r"\begin{aligned} a \end{aligned} \log_2 b", {"a", "b"}), (r"U U^\dagger", {"U", "\\dagger"})])
def test_letters_are_those_of_a_formula(formula, found):
    assert letters(formula) == found
