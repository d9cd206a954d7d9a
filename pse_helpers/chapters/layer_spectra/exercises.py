"""Checkers of the exercises on layer spectra."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker


@checker("raw-edge", function_of="out, rest and bound")
def _raw_edge(answer):
    cases = [(64, 576, 0.5), (100, 100, 1.0), (400, 100, 0.1), (10, 1000, 2.0)]
    out, rest, bound = np.array(cases, dtype=float).T
    variance, roots = bound**2 / 3, (np.sqrt(out) + np.sqrt(rest))**2
    got = [answer(*case) for case in cases]
    return array_hint(got, variance * roots, {
        "the variance of a weight between -b and b is not the squared bound.": bound**2 * roots,
        "this is the edge in units of the mean; the mean of the values depends on the variance of the weights.":
            roots / np.maximum(out, rest),
        "this is the edge of the singular values; the spectrum consists of their squares.":
            np.sqrt(variance * roots),
        "this is the lower edge.": variance * (np.sqrt(out) - np.sqrt(rest))**2,
        "this is the edge of W W^T / rest; the question is about the values divided by nothing.":
            variance * roots / rest,
        "right for out <= rest. The mean is taken over the min(out, rest) values.":
            variance * rest * (1 + np.sqrt(np.minimum(out / rest, rest / out)))**2,
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
