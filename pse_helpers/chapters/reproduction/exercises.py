"""Checkers of the exercises on the published figure, rebuilt."""

import numpy as np

from pse_helpers.chapters.verdicts import checker, shape_hint


@checker("share", function_of="n, delta and M")
def _share(answer):
    cases = np.array([(64, 1e-4, 40), (1024, 1e-4, 40), (256, 1e-3, 5)])
    mean = np.array([M * n * delta / (2 * np.pi) for n, delta, M in cases])
    got = [answer(int(n), delta, int(M)) for n, delta, M in cases]
    if hint := shape_hint(got, mean):
        return hint
    slips = {
        "this is the share of all bins; divide by the share of those that are hit.": mean * np.exp(-mean),
        "this is the share of bins that are hit at all; how many of them hold a single eigenphase?": -np.expm1(-mean),
        "this is the share of bins that stay empty.": np.exp(-mean),
        "this is so for the eigenphases of one matrix; there are M of them.": _hit_once(mean / cases[:, 2]),
        "the circle measures 2 pi; without it the mean number in a bin is too large.": _hit_once(mean * 2 * np.pi),
    }
    if np.allclose(got, _hit_once(mean), rtol=1e-3):  # the binomial law differs by less
        return None
    return next((hint for hint, slip in slips.items() if np.allclose(got, slip, rtol=1e-3)),
                "start from the mean number of eigenphases in a bin; how probable is it that there is one, or none?")


def _hit_once(mean):
    """Of the bins that are hit: the share with a single eigenphase, by Poisson's law."""
    return mean / np.expm1(mean)


@checker("duplicates")
def _duplicates(answer):
    if not isinstance(answer, (int, float, np.number)) or isinstance(answer, bool):
        return f"the answer should be a number; got a {type(answer).__name__}."
    slips = {
        "the factor with 4 matrices alone; compare it with that of 40.": 1 - 1 / 4,
        "compare the factors (M - 1) / M of the law, not the numbers of matrices.": 4 / 40,
        "turn the ratio round: it is the metric with duplicates over that without.": (1 - 1 / 40) / (1 - 1 / 4),
        "repeating a matrix changes neither the mean nor the variance over the ensemble: M is 4, not 40.": 1.0,
    }
    if np.isclose(answer, (1 - 1 / 4) / (1 - 1 / 40), atol=0.002):
        return None
    return next((hint for hint, slip in slips.items() if np.isclose(answer, slip, atol=0.002)),
                "look at the law of the metric: how does it depend on the number of matrices?")
