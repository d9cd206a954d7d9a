"""Checkers of the exercises on layer spectra."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker


@checker("upper-edge", function_of="out and rest")
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


@checker("operator-norm")
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
