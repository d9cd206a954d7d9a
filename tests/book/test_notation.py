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


def entries():
    """(heading, first terms) of each part of the glossary."""
    glossary = (BOOK / "notation.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    parts = re.findall(r"^### ([^\n]+)\n\n```\{glossary\}\n(.+?)```", glossary, re.MULTILINE | re.DOTALL)
    return [(heading, re.findall(r"(?:^|\n\n)(\S.*)", body)) for heading, body in parts]


def test_the_words_stand_in_the_order_of_the_alphabet():
    words = [word.lower() for _, part in entries() for word in part]
    assert len(words) > 100 and words == sorted(words)
    assert [heading for heading, part in entries()
            if not all(heading[0] <= word[0].upper() <= heading[-1] for word in part)] == []
    assert [heading[-1] for heading, _ in entries()][:-1] == [chr(ord(heading[0]) - 1) for heading, _ in entries()][1:]


def test_each_word_has_one_sentence_at_least_and_the_page_that_tells_it():
    glossary = (BOOK / "notation.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    meanings = re.findall(r"^  (.+)$", glossary, re.MULTILINE)
    form = re.compile(r"[A-Z16].+[.] (?:Definition \d+ of )?\[(?:chapter \d+)?\]\(([\w.]+)\)")
    pages = [form.fullmatch(one) for one in meanings]
    assert len(meanings) == sum(len(part) for _, part in entries()) and None not in pages
    assert {one[1] for one in pages if not (BOOK / one[1]).exists()} == set()


def test_a_word_leads_to_the_definition_that_is_named_like_it():
    glossary = (BOOK / "notation.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    entry = re.compile(r"^(\S.*?)(?: \(.+\))?\n  .+ Definition (\d+) of \[chapter \d+\]\((.+)\)$", re.MULTILINE)
    led = entry.findall(glossary)
    assert len(led) == glossary.count(" Definition ") > 20
    assert [word for word, number, page in led
            if not set(word.split()) <= set(definitions(BOOK / page).get(number, "").split())] == []


def definitions(path):
    """{number: name} of a chapter."""
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    text = "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    return dict(re.findall(r"\*\*Definition (\d+) \(([^)]+)\)", text))


def test_no_meaning_has_a_formula():
    """It is shown under the pointer, where formulas are not set."""
    glossary = (BOOK / "notation.md").read_text(encoding="utf-8").partition("## Glossary")[2]
    assert "$" not in glossary
