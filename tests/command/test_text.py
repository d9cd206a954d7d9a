"""The text is whole, and as narrow as a terminal."""

from dataclasses import replace

import numpy as np
import pytest

from pse_helpers.command.examination import examined
from pse_helpers.command.options import parsed
from pse_helpers.command.progress import Progress
from pse_helpers.command.text import as_text
from pse_helpers.command.words import score_error
from pse_helpers.layers import layer_spectra

RNG = np.random.default_rng(5)
SPECTRA = layer_spectra([*(RNG.standard_normal((9, 12)) for _ in range(4)), np.ones((1, 9))])


def text_of(spectra):
    return as_text(examined("net", spectra, parsed(["net.pt"]), Progress()))


def test_a_row_for_each_layer_and_a_dash_for_what_it_has_not():
    lines = text_of(SPECTRA).splitlines()
    start = next(index for index, line in enumerate(lines) if line.startswith("layer "))
    assert [line.split()[:4] for line in lines[start + 1:start + 6]][1][:4] == ["1", "9", "x", "12"]
    assert lines[start + 5].split() == ["4", "1", "x", "9", "3", "1.0", "-", "-"]
    assert len({len(line) for line in lines[start:start + 6]}) == 1


def test_cpse_stands_beside_its_band_with_a_sentence_on_what_it_means():
    text = " ".join(text_of(SPECTRA).split())
    assert "cPSE -" in text and "over 20 twins of the same shapes" in text and "score" in text
    assert "cPSE itself mostly measures depth, and neither number says how good the network is" in text


@pytest.mark.parametrize("score", [0, 3.6])
@pytest.mark.false_alarm(1e-6, detects="an error that is a fifth too large or too small")
def test_the_error_of_a_score_is_its_spread_over_sets_of_twins(score):
    """4000 sets of 50 normal twins; the tolerance is a tenth, nine standard errors of a spread."""
    twins = np.random.default_rng(7).standard_normal((4000, 50))
    scores = (score - twins.mean(axis=1)) / twins.std(axis=1, ddof=1)
    assert score_error(score, 50) == pytest.approx(scores.std(), rel=0.1)


def test_long_lists_and_names_are_shortened_with_a_count():
    name = "block." * 30 + "weight"
    skipped = tuple((f"table{index}", "whole numbers (int64), no weight") for index in range(9))
    text = text_of(replace(SPECTRA, names=(name, *SPECTRA.names[1:]), skipped=skipped, notes=(("a", "b " * 80),)))
    assert "table5: whole numbers" in text and "table6" not in text and "and 3 more (--json lists all)" in text
    assert name not in text


@pytest.mark.parametrize("terminal, width", [("60", 60), ("72", 72), ("100", 100), ("300", 100), ("0", 72)])
def test_no_line_is_wider_than_the_terminal(monkeypatch, terminal, width):
    monkeypatch.setenv("COLUMNS", terminal)
    name = "block." * 30 + "weight"
    text = text_of(replace(SPECTRA, names=(name, *SPECTRA.names[1:]), notes=(("a", "b " * 80),)))
    assert width - 12 <= max(map(len, text.splitlines())) <= width


def test_in_a_very_narrow_terminal_a_name_is_still_told(monkeypatch):
    monkeypatch.setenv("COLUMNS", "20")
    first = next(line for line in text_of(SPECTRA).splitlines() if line.startswith("0 "))
    assert first.split()[:4] == ["0", "9", "x", "12"]


def test_one_that_is_not_listed_is_told_of():
    for number, told in ((6, False), (7, True)):
        skipped = tuple((f"table{index}", "whole numbers (int64), no weight") for index in range(number))
        assert ("and 1 more (--json lists all)" in text_of(replace(SPECTRA, skipped=skipped))) == told


@pytest.mark.parametrize("coverage, told", [(1, "100 %"), (0.99999, "99.9 %"), (0.853, "85.3 %")])
def test_the_share_that_was_read_is_not_rounded_to_all(coverage, told):
    assert f"values, {told} of the weights" in text_of(replace(SPECTRA, coverage=coverage))


def test_a_network_without_cpse_has_its_table_and_a_line_why():
    text = text_of(SPECTRA.taken([0, 1]))
    assert "9 x 12" in text and "cPSE has no value: it takes at least 3" in text and "score" not in text
