"""Checkers of the exercises on conjugate ensembles."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, letters_of
from pse_helpers.conjugate import mixed_semicircle
from pse_helpers.levels import number_variance_law

UNMOVED = {
    "a": "a layer is measured in units of its own mean: what becomes of a common factor?",
    "b": "beyond 2, what is left of the circular side, whatever the ensemble?",
    "d": "a mean over layers: does it know their order?",
}
MOVING = {"c", "e", "f"}


@checker("moves")
def _moves(answer):
    if (letters := letters_of(answer, "abcdef")) is None:
        return "the answer should be letters from a to f, such as \"abc\"."
    if wrong := sorted(letters - MOVING):
        return f"not {wrong[0]}: {UNMOVED[wrong[0]]}"
    if letters != MOVING:
        return ("right so far, but not all: what else changes the eigenvalues over their mean, their weights, "
                "or where the circular side ends?")
    return None


@checker("quantile", function_of="a share")
def _quantile(answer):
    shares = np.array([0.1, 0.25, 0.4, 0.8, 1.0])
    expected = 1 + np.cos(np.pi * shares)
    return array_hint([answer(share) for share in shares], expected, {
        "this is the point below which the share lies.": 2 - expected,
        "the reflection is 1 + cos, up to 2; you took 2 + 2 cos.": 2 * expected,
        "the reflection is 1 + cos: add the 1.": expected - 1,
        "two arcs of the circle have the same image, one with positive and one with negative phases.":
            1 + np.cos(2 * np.pi * shares),
        "a share of the circle is an arc over its whole length: where is pi?": 1 + np.cos(shares),
        "the phases are uniform, their images are not.": 2 - 2 * shares,
        "this is the share above a point; the point is asked for.": np.arccos(shares - 1) / np.pi,
    })


@checker("difference", function_of="values, phases and edges")
def _difference(answer):
    values = np.array([0.2, 0.6, 1.2, 4.0])
    phases = np.array([[-2.8, -1.0, 0.2, 1.9], [-2.0, -0.7, 0.6, 2.3], [-3.0, -1.8, 0.9, 1.2]])
    edges = np.array([0.0, 0.3, 0.8, 1.1, 1.7, 4.1])

    def shares(x):
        return np.histogram(x, edges)[0] / x.size

    layer, circle = shares(values / values.mean()), shares(1 + np.cos(phases))
    return array_hint(answer(values.copy(), phases.copy(), edges.copy()), layer - circle, {
        "divide the values by their mean first.": shares(values) - circle,
        "the sign is wrong: the network comes first.": circle - layer,
        "the reflection in units of its mean is 1 + cos, not 2 + 2 cos.": layer - shares(2 + 2 * np.cos(phases)),
        "use shares, not counts: divide by the number of values, and of phases.": 4 * layer - 12 * circle,
        "divide by the number of values as well, on both sides: a share is asked for.": 4 * (layer - circle),
        "take the mean over the draws, not their sum.": layer - 3 * circle,
        "a share in each bin is asked for, not a density: do not divide by the width.":
            (layer - circle) / np.diff(edges),
        "compare with the reflected phases, not with the phases.": layer - shares(phases),
        "this is the cumulative difference.": np.cumsum(layer - circle),
    })


@checker("circular-variance", function_of="beta, orders and x")
def _circular_variance(answer):
    cases = [(1, [8, 8, 20], 1.0), (2, [5, 12], 0.3), (4, [16, 6, 6, 9], 1.7)]

    def summed(power, arc):
        return np.array([sum(number_variance_law(beta, n, arc(x)) / n**power for n in orders)
                         for beta, orders, x in cases])

    layers = np.array([len(orders) for _, orders, _ in cases])
    shares = summed(2, lambda x: 2 * np.arccos(x - 1))
    return array_hint([answer(beta, list(orders), x) for beta, orders, x in cases], shares / layers**2, {
        "the variances of independent layers add, but a mean divides their sum by the number of layers twice.":
            shares / layers,
        "this is the variance of a sum over layers; a mean is asked for.": shares,
        "a share is a count divided by the order: its variance is divided by the square.":
            summed(1, lambda x: 2 * np.arccos(x - 1)) / layers**2,
        "these are counts; every layer contributes a share of its eigenphases.":
            summed(0, lambda x: 2 * np.arccos(x - 1)) / layers**2,
        "the arc reaches to both sides of the phase 0: it is twice as long.":
            summed(2, lambda x: np.arccos(x - 1)) / layers**2,
        "a variance is asked for, not a standard deviation.": np.sqrt(shares) / layers,
    }, otherwise="Begin with one layer: which arc of phases has its image above x, and what is the variance of a count "
                 "in it, over the order?")


@checker("mixture", function_of="an array of numbers and a list of orders")
def _mixture(answer):
    x = np.array([-1.9, -0.6, 0.0, 0.45, 1.2, 2.3])
    orders = np.array([100, 25, 25, 64])

    def mean(power, weights):
        radii = 2 * (orders / orders.max())**power
        heights = np.sqrt(np.maximum(radii**2 - x[:, None]**2, 0))
        return heights @ weights(radii) / len(orders)

    return array_hint(answer(x.copy(), orders.tolist()), mixed_semicircle(x, orders), {
        "every matrix counts alike, whatever its order.":
            mean(0.5, lambda radii: 2 / (np.pi * radii**2) * orders / orders.mean()),
        "the radius goes with the root of the order: entries add like independent steps.":
            mean(1, lambda radii: 2 / (np.pi * radii**2)),
        "each semicircle has mass one by itself: the narrower, the higher.": mean(0.5, lambda radii: 1 / (2 * np.pi)
                                                                                  * np.ones(len(orders))),
        "this is one semicircle, as if all orders were the greatest.": mixed_semicircle(x, [1]),
        "a density has mass one: divide by the number of matrices.": len(orders) * mixed_semicircle(x, orders),
    })
