"""The checkers of the exercises on conjugate ensembles know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import arcsine, semicircular

from pse_helpers.chapters import exercises
from pse_helpers.levels import form_factor_law, number_variance_law


def difference(values, phases, edges):
    """Value by value, independently of numpy's histogram."""
    found = np.zeros(len(edges) - 1)
    for numbers, sign in ((values / values.mean(), 1), (1 + np.cos(phases.ravel()), -1)):
        for one in numbers:
            found[np.flatnonzero(one >= edges)[-1]] += sign / len(numbers)
    return found


def circular_variance(beta, orders, x):
    """From the Fourier series of an arc, independently of the package's law of the number variance."""
    k, half = np.arange(1, 2_000_000), np.arccos(x - 1)
    return sum((form_factor_law(beta, n, k) * (np.sin(k * half) / k)**2).sum() * 2 / (np.pi * n)**2
               for n in orders) / len(orders)**2


def mixture(x, orders):
    """By scipy's semicircle, matrix by matrix."""
    return np.mean([semicircular(scale=2 * np.sqrt(n / max(orders))).pdf(x) for n in orders], axis=0)


RIGHT = {"moves": "cef", "quantile": arcsine(0, 2).isf,
         "difference": difference, "circular-variance": circular_variance, "mixture": mixture}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name):
    assert exercises.check(name, RIGHT[name]).right


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


def variance_of(beta, orders, x, power=2, arc=2):
    return sum(number_variance_law(beta, n, arc * np.arccos(x - 1)) / n**power for n in orders) / len(orders)**2


def semicircles(x, orders, power=0.5, weight=lambda n: 1, height=lambda radius: 2 / (np.pi * radius**2)):
    radii = [2 * (n / max(orders))**power for n in orders]
    return np.mean([weight(n) * height(radius) * np.sqrt(np.maximum(radius**2 - x**2, 0))
                    for n, radius in zip(orders, radii)], axis=0)


@pytest.mark.parametrize("name, answer, hint", [
    ("moves", "", "letters from a to f"),
    ("moves", "xy", "letters from a to f"),
    ("moves", 5, "letters from a to f"),
    ("moves", "ace", "common factor"),
    ("moves", "B, C", "whatever the ensemble"),
    ("moves", "cde", "their order"),
    ("moves", "c", "not all"),
    ("moves", "ce", "where the circular side ends"),
    ("circular-variance", lambda b, o, x: variance_of(b, o, x) * len(o), "twice"),
    ("circular-variance", lambda b, o, x: variance_of(b, o, x) * len(o)**2, "a mean is asked for"),
    ("circular-variance", lambda b, o, x: variance_of(b, o, x, power=1), "divided by the square"),
    ("circular-variance", lambda b, o, x: variance_of(b, o, x, power=0), "these are counts"),
    ("circular-variance", lambda b, o, x: variance_of(b, o, x, arc=1), "twice as long"),
    ("circular-variance", lambda b, o, x: np.sqrt(variance_of(b, o, x)), "standard deviation"),
    ("circular-variance", lambda b, o, x: 2 * variance_of(b, o, x), "Begin with one layer"),
    ("circular-variance", lambda b, o, x: None, "returned None"),
    ("mixture", lambda x, orders: semicircles(x, orders, weight=lambda n: n / np.mean(orders)), "counts alike"),
    ("mixture", lambda x, orders: semicircles(x, orders, power=1), "root of the order"),
    ("mixture", lambda x, orders: semicircles(x, orders, height=lambda radius: 1 / (2 * np.pi)), "the higher"),
    ("mixture", lambda x, orders: mixture(x, [7]), "one semicircle"),
    ("mixture", lambda x, orders: 4 * mixture(x, orders), "mass one: divide"),
    ("mixture", lambda x, orders: mixture(x, orders)[1:], "shape"),
    ("quantile", arcsine(0, 2).ppf, "below which"),
    ("quantile", arcsine(0, 4).isf, "up to 2"),
    ("quantile", arcsine(-1, 2).isf, "add the 1"),
    ("quantile", lambda p: 1 + np.cos(2 * np.pi * p), "two arcs"),
    ("quantile", lambda p: 1 + np.cos(p), "where is pi"),
    ("quantile", lambda p: 2 * (1 - p), "uniform"),
    ("quantile", arcsine(0, 2).sf, "the point is asked for"),
    ("quantile", lambda p: 0.5, "the first number that differs"),
    ("quantile", lambda p: None, "returned None"),
    ("quantile", None, "should be a function"),
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
