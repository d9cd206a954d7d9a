"""Checkers of the exercises on equivalence."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers


@checker("distance", function_of="two arrays of masses")
def _distance(answer):
    pairs = np.array([[[0.5, 0.2, 0.1, 0.2], [0.1, 0.1, 0.3, 0.5]], [[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]]])
    gaps = np.abs(pairs[:, 0] - pairs[:, 1])
    expected = gaps.sum(axis=1) / 2
    got = [answer(*pair.copy()) for pair in pairs]
    return array_hint(got, expected, {
        "without the half, what is moved counts twice: where it is taken away and where it arrives.": 2 * expected,
        "take the absolute value of every bin; the differences themselves sum to zero.": np.zeros(2),
        "this is the largest difference of a bin; sum over all of them.": gaps.max(axis=1),
        "this is the mean over bins, and would depend on their number.": gaps.mean(axis=1),
        "this is the root of the sum of squares; the distance sums absolute values.": np.sqrt((gaps**2).sum(axis=1)),
    })


@checker("accuracy")
def _accuracy(answer):
    if (distances := few_numbers(answer, 3)) is None:
        return "the answer should be three numbers: the distances of a and b, of b and c, of a and c."
    ab, bc, ac = distances
    if not 0 <= min(ab, bc, ac) <= max(ab, bc, ac) <= 1:
        return "a distance lies between 0 and 1."
    if ab > 0.1 or bc > 0.1:
        return "a and b, and also b and c, must agree within 0.1."
    if ac <= 0.1:
        return "here a and c agree as well; the question is for a chain whose ends do not."
    if ac > ab + bc + 1e-12:
        return (f"no networks have these distances: by way of b it is only {ab + bc:g} from a to c "
                "(triangle inequality).")
    return None
