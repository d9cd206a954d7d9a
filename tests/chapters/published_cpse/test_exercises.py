"""The checkers of the exercises on the published cPSE know right answers from wrong ones."""

from math import factorial

import numpy as np
import pytest

from pse_helpers.chapters import exercises, published
from pse_helpers.networks import spectra


def smallest(share, sides=2):
    return next(n for n in range(2, 20) if sides / factorial(n) <= share)


def test_right_smallest_family():
    assert exercises.check("smallest-family", (smallest(0.01), smallest(0.01, 1))).right


@pytest.mark.parametrize("answer, hint", [
    ((smallest(0.01, 1), smallest(0.01, 1)), "both ends count"),
    ((smallest(0.01, 1), smallest(0.01)), "first both sides"),
    ((smallest(0.05), smallest(0.05, 1)), "for five per cent"),
    ((4, 4), "for both sides"),
    ((6, 6), "for one side"),
    (5, "two numbers"),
])
def test_wrong_smallest_family(answer, hint):
    verdict = exercises.check("smallest-family", answer)
    assert not verdict.right and hint in verdict.message


def test_right_cycled():
    assert exercises.check("cycled", np.resize).right


@pytest.mark.parametrize("answer, hint", [
    (lambda values, length: np.tile(values, length // len(values)), "has shape"),
    (lambda values, length: np.tile(values, length), "has shape"),
    (lambda values, length: np.repeat(values, length)[:length], "index"),
    (lambda values, length: np.repeat(values, 3)[:length], "not each value"),
    (lambda values, length: np.resize(np.sort(values), length), "in the order in which they come"),
    (lambda values, length: None, "returned None"),
])
def test_wrong_cycled(answer, hint):
    verdict = exercises.check("cycled", answer)
    assert not verdict.right and hint in verdict.message


def resnets():
    five = published.cpse_table().query("family == 'ResNet'")
    return five.cpse, five.top1_error, np.log10([len(spectra(name, "random")) for name in five.network])


def left_over(y, x):
    return y - np.polyval(np.polyfit(x, y, 1), x)


def test_right_layers_held_fixed():
    measure, error, layers = resnets()
    rest = left_over(measure, layers), left_over(error, layers)
    assert exercises.check("layers-held-fixed", np.corrcoef(*rest)[0, 1]).right


@pytest.mark.parametrize("pair, hint", [
    (lambda measure, error, layers: (measure, error), "still in both"),
    (lambda measure, error, layers: (left_over(measure, layers), error), "out of both, the error"),
    (lambda measure, error, layers: (measure, left_over(error, layers)), "out of both, cPSE"),
])
def test_wrong_layers_held_fixed(pair, hint):
    verdict = exercises.check("layers-held-fixed", np.corrcoef(*pair(*resnets()))[0, 1])
    assert not verdict.right and hint in verdict.message
