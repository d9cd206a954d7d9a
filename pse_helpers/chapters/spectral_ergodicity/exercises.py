"""Checkers of the exercises on spectral ergodicity."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker
from pse_helpers.checks import shown


@checker("smallest-size")
def _smallest_size(answer):
    if isinstance(answer, bool) or not isinstance(answer, (int, np.integer)):
        return f"the answer should be a whole number; got {shown(answer)}."
    mean = answer * 0.05 / (2 * np.pi)
    if mean < 2:
        return f"with {answer} phases a bin holds {mean:.2f} of them on average; the rule asks for two."
    if (answer - 1) * 0.05 / (2 * np.pi) >= 2:
        return "large enough, but one phase less would do as well."
    return None


@checker("independent-metric", function_of="n, delta and size")
def _independent_metric(answer):
    arguments = [(n, delta, size) for n in (8, 64) for delta in (0.1, 1.0) for size in (2, 40)]
    n, delta, size = np.array(arguments, dtype=float).T
    p = delta / (2 * np.pi)
    expected = (size - 1) / size * p * (1 - p)
    got = [answer(*each) for each in arguments]
    return array_hint(got, expected, {
        "the metric is divided by n.": n * expected,
        "this holds for infinitely many matrices; the mean is taken over the same M of them.": p * (1 - p),
        "a phase that is in the bin cannot be in another one: the count is binomial.": (size - 1) / size * p,
    })
