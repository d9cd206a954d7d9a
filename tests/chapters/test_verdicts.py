"""Verdicts on answers: what is registered is known by name, and a hint comes of whatever a reader hands in."""

import numpy as np
import pytest
from scipy.stats import entropy

from pse_helpers.chapters import exercises, verdicts


def test_unknown_exercises():
    with pytest.raises(ValueError, match="name must be one of two-samplers, .*; got '5'"):
        exercises.check("5", 1)


@pytest.fixture
def doubled(monkeypatch):
    """An exercise that asks for a function which doubles 1 and 2."""
    monkeypatch.setattr(verdicts, "_CHECKERS", {})

    @verdicts.checker("doubled", function_of="x")
    def hint(answer):
        return verdicts.array_hint([answer(1.0), answer(2.0)], np.array([2.0, 4.0]), {"squared": np.array([1.0, 4.0])})


@pytest.mark.parametrize("answer, message", [
    (lambda x: 2 * x, "✓ Right."),
    (lambda x: x**2, "… Not yet: squared"),
    (lambda x: 2.002 * x, "… Not yet: the first number that differs is the one with index 0. Compute it by hand."),
    (lambda x: 2.0, "… Not yet: the first number that differs is the one with index 1. Compute it by hand."),
    (lambda x: [x, x], "… Not yet: the result has shape (2, 2), but it should be (2,)."),
    (lambda x: [x] * int(x), "… Not yet: the result should have the same shape for all arguments; got (1,) and (2,)."),
    (lambda x: "two", "… Not yet: the result must be real numbers; got 'two'."),
    (lambda x: x + 1j, "… Not yet: the result must be real numbers; got (1+1j)."),
    (lambda x: None, "… Not yet: the function returned None. Does it end with return?"),
    (lambda x: 1 / 0, "… Not yet: it raised ZeroDivisionError: division by zero"),
    (2, "… Not yet: the answer should be a function of x; got a int."),
])
def test_a_checker_of_a_function(doubled, answer, message):
    shown = repr(verdicts.check("doubled", answer))
    assert " ".join(shown.split()) == message and max(map(len, shown.splitlines())) <= 76


@pytest.mark.parametrize("got, expected, hint", [
    ([1, 3], [1, 2], "the first number that differs is the one with index 1. Draw it."),
    ([[1, 2], [3, 4]], [[1, 2], [3, 3]], "the first row that differs is the one with index 1. Draw it."),
    ([3], [2], "the number is another one. Draw it.")])
def test_an_exercise_may_have_advice_of_its_own(got, expected, hint):
    assert verdicts.array_hint(np.array(got), np.array(expected), {}, otherwise="Draw it.") == hint


@pytest.mark.parametrize("answer, expected", [
    ((1, 2.5), [1, 2.5]), (np.array([1, 2]), [1, 2]), ([1, np.nan], [1, np.nan]), ([1], None), ([[1, 2]], None),
    ("12", None), ({1: 2, 3: 4}, None), ([1, 2j], None), (3, None), (None, None)])
def test_a_few_numbers_are_so_many_and_real(answer, expected):
    found = verdicts.few_numbers(answer, 2)
    assert found is expected is None or found == pytest.approx(expected, nan_ok=True)


def test_directions_of_equal_variances_are_their_number():
    assert verdicts.directions([3.0, 3, 3, 3]) == pytest.approx(4)
    assert verdicts.directions([5.0, 0, 0]) == pytest.approx(1)
    assert verdicts.directions([1.0, 3]) == pytest.approx(np.exp(entropy([0.25, 0.75])))
