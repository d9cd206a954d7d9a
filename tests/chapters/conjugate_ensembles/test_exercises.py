"""The checkers of the exercises on conjugate ensembles know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import arcsine

from pse_helpers.chapters import exercises


def difference(values, phases, edges):
    """Value by value, independently of numpy's histogram."""
    found = np.zeros(len(edges) - 1)
    for numbers, sign in ((values / values.mean(), 1), (1 + np.cos(phases.ravel()), -1)):
        for one in numbers:
            found[np.flatnonzero(one >= edges)[-1]] += sign / len(numbers)
    return found


RIGHT = {"arcsine": lambda low, high: arcsine(0, 2).cdf(high) - arcsine(0, 2).cdf(low), "difference": difference}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name):
    assert exercises.check(name, RIGHT[name]).right


def unclipped(low, high):
    with np.errstate(invalid="ignore"):
        return (np.arccos(low - 1) - np.arccos(high - 1)) / np.pi


def counted(values, phases, edges, circle=lambda phases: 1 + np.cos(phases)):
    return np.histogram(values / values.mean(), edges)[0], np.histogram(circle(phases), edges)[0]


def without_unit(values, phases, edges):
    return np.histogram(values, edges)[0] / 4 - counted(values, phases, edges)[1] / phases.size


def of_unreflected(values, phases, edges):
    layer, circle = counted(values, phases, edges, lambda phases: phases)
    return layer / 4 - circle / phases.size


def of_twice(values, phases, edges):
    layer, circle = counted(values, phases, edges, lambda phases: 2 + 2 * np.cos(phases))
    return layer / 4 - circle / phases.size


@pytest.mark.parametrize("name, answer, hint", [
    ("arcsine", unclipped, "right between 0 and 2"),
    ("arcsine", lambda low, high: -RIGHT["arcsine"](low, high), "the sign is wrong"),
    ("arcsine", lambda low, high: RIGHT["arcsine"](low, high) / 2, "two arcs"),
    ("arcsine", lambda low, high: RIGHT["arcsine"](low / 2, high / 2), "up to 2"),
    ("arcsine", lambda low, high: np.diff(np.clip([low, high], 0, 2))[0] / 2, "uniform"),
    ("arcsine", lambda low, high: np.pi * RIGHT["arcsine"](low, high), "divide by pi"),
    ("arcsine", lambda low, high: 0.5, "the first row that differs"),
    ("arcsine", lambda low, high: None, "returned None"),
    ("arcsine", None, "should be a function"),
    ("difference", without_unit, "by their mean first"),
    ("difference", lambda *given: -difference(*given), "the sign is wrong"),
    ("difference", of_twice, "2 + 2 cos"),
    ("difference", of_unreflected, "reflected phases"),
    ("difference", lambda *given: np.subtract(*counted(*given)), "not counts"),
    ("difference", lambda *given: counted(*given)[0] - counted(*given)[1] / 3, "a share is asked for"),
    ("difference", lambda *given: counted(*given)[0] / 4 - counted(*given)[1] / 4, "mean over the draws"),
    ("difference", lambda v, p, edges: difference(v, p, edges) / np.diff(edges), "do not divide by the width"),
    ("difference", lambda *given: np.cumsum(difference(*given)), "cumulative"),
    ("difference", lambda *given: difference(*given)[1:], "shape"),
    ("difference", lambda *given: None, "returned None"),
    ("difference", 0.5, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
