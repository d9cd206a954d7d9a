"""Checkers of the part on networks: chapters 4 to 7."""

from dataclasses import replace

import numpy as np

from pse_helpers.cascade import DecayLaw, cpse
from pse_helpers.exercises.verdicts import array_hint, checker
from pse_helpers.networks import spectra
from pse_helpers.search import random_search_regret


# -- chapter 4 ---------------------------------------------------------------

@checker("04-upper-edge", function_of="out and rest")
def _upper_edge(answer):
    out, rest = np.array([(64, 576), (100, 100), (400, 100), (10, 1000)], dtype=float).T
    ratio = out / rest
    root = np.sqrt(np.minimum(ratio, 1 / ratio))
    got = [answer(*pair) for pair in zip(out, rest)]
    return array_hint(got, (1 + root)**2, {
        "right for out <= rest. For out > rest the edge comes in another unit: divide by the mean of the "
        "min(out, rest) values.": (1 + np.sqrt(ratio))**2,
        "this is the edge of the singular values; the spectrum consists of their squares.": 1 + root,
        "this is the lower edge.": (1 - root)**2,
        "the square root of the ratio enters, not the ratio.": (1 + root**2)**2,
        "this is the edge of W W^T for weights of variance one; divide by the mean of the values.":
            (np.sqrt(out) + np.sqrt(rest))**2,
    })


@checker("04-operator-norm")
def _operator_norm(answer):
    if not isinstance(answer, (int, float, np.number)) or isinstance(answer, bool):
        return f"the answer should be a number; got a {type(answer).__name__}."
    slips = {
        "this is the lower bound; the question is how far the norm may lie above it.": 2,
        "the squared norms differ by up to 25, the number of slices; the question is about the norms.": 50,
        "this is the squared norm.": 100,
        "that would be a 3 x 3 kernel.": 6,
    }
    if np.isclose(answer, 10):
        return None
    return next((hint for hint, slip in slips.items() if np.isclose(answer, slip)),
                "look at the bound of Proposition 2. When is it attained?")


# -- chapter 5 ---------------------------------------------------------------

@checker("05-ergodicity", function_of="the histograms")
def _ergodicity(answer):
    histograms = np.array([[4.0, 2, 2], [3, 3, 2], [5, 0, 3], [1, 6, 1]])
    depths = np.arange(1, 5)[:, None]
    summed = np.array([((histograms[:l] - histograms[:l].mean(axis=0))**2).sum(axis=0) for l in depths[:, 0]])
    expected = summed / depths / 8
    around_all = np.cumsum((histograms - histograms.mean(axis=0))**2, axis=0) / depths / 8
    return array_hint(answer(histograms.copy()), expected, {
        "divide by the period as well; it is the sum of any row of the histograms.": expected * 8,
        "divide by the number of layers as well.": summed / 8,
        "divide by the number of layers and by the period.": summed,
        "the mean histogram is that of the first l layers, not of all layers.": around_all,
        "there is no square root in the definition.": np.sqrt(expected),
    })


@checker("05-reversed")
def _reversed(answer):
    if not isinstance(answer, (int, float, np.floating)):
        return f"the answer should be a number; got a {type(answer).__name__}."
    deep = spectra("resnet56", "CIFAR10")
    backwards = replace(deep, names=deep.names[::-1], shapes=deep.shapes[::-1], values=deep.values[::-1])
    if np.isclose(answer, cpse(backwards).value, atol=0.005):
        return None
    if np.isclose(answer, cpse(deep).value, atol=0.005):
        return "this is the value in the original order."
    return "reverse names, shapes and values, and leave the convention as it is."


# -- chapter 6 ---------------------------------------------------------------

@checker("06-score", function_of="a value and an array of samples")
def _score(answer):
    value, samples = -1.0, np.array([-2.0, -1.5, -1.0, -2.5])
    deviation, mean = samples.std(ddof=1), samples.mean()
    expected = np.array([(value - mean) / deviation])
    return array_hint([answer(value, samples.copy())], expected, {
        "the sign is wrong: a network above its band has a positive score.": -expected,
        "divide by n - 1 in the variance (ddof=1): the mean was estimated from the same samples.":
            np.array([(value - mean) / samples.std()]),
        "divide by the standard deviation, not by the variance.": np.array([(value - mean) / deviation**2]),
        "divide by the standard deviation of the samples as well.": np.array([value - mean]),
        "use the standard deviation of one network, not the standard error of the mean.": 2 * expected,
    })


@checker("06-layers-needed", function_of="the level and the target")
def _layers_needed(answer):
    cases = [(-1.3, -3.0), (-0.3, -2.0), (-0.8, -2.9)]
    expected = np.array([next(L for L in range(3, 10_000) if DecayLaw(level, 0.0).cpse(L) < target)
                         for level, target in cases], dtype=float)
    got = [answer(*case) for case in cases]
    return array_hint(got, expected, {
        "you counted distances: of L layers, L - 2 distances enter.": expected - 2,
        "you found the depth of the last distance; its later layer is one more.": expected - 1,
        "one layer too many: the first L below the target is asked for.": expected + 1,
    })


# -- chapter 7 ---------------------------------------------------------------

@checker("07-stopping", function_of="the level and the tolerance")
def _stopping(answer):
    levels, tolerances = np.array([[-1.3, 0.01], [-0.3, 0.001], [0.5, 0.1]]).T
    expected = np.sqrt(10**levels / tolerances)
    got = [answer(*case) for case in zip(levels, tolerances)]
    return array_hint(got, expected, {
        "this is the square: the distance falls with the square of the depth.": expected**2,
        "the level is a logarithm to base ten.": np.sqrt(np.exp(levels) / tolerances),
        "the level enters as ten to its power.": np.sqrt(np.abs(levels) / tolerances),
        "turn the fraction round.": 1 / expected,
    })


@checker("07-best-of-two", function_of="the errors")
def _best_of_two(answer):
    errors = np.array([2.0, 1.0, 4.0, 1.5, 3.0])
    expected = np.array([random_search_regret(errors, errors, 2)])
    with_replacement = np.minimum.outer(errors, errors).mean() - errors.min()
    return array_hint([answer(errors.copy())], expected, {
        "draw without replacement: no candidate is trained twice.": np.array([with_replacement]),
        "subtract the smallest error of all candidates.": expected + errors.min(),
        "this is the regret of one draw.": np.array([errors.mean() - errors.min()]),
    })
