"""Checkers of the exercises on architecture search."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker
from pse_helpers.statistics import random_search_regret


@checker("stopping", function_of="the level and the tolerance")
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


@checker("best-of-two", function_of="the errors")
def _best_of_two(answer):
    errors = np.array([2.0, 1.0, 4.0, 1.5, 3.0])
    expected = np.array([random_search_regret(errors, errors, 2)])
    with_replacement = np.minimum.outer(errors, errors).mean() - errors.min()
    return array_hint([answer(errors.copy())], expected, {
        "draw without replacement: no candidate is trained twice.": np.array([with_replacement]),
        "subtract the smallest error of all candidates.": expected + errors.min(),
        "this is the regret of one draw.": np.array([errors.mean() - errors.min()]),
    })
