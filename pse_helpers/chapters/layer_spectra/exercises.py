"""Checkers of the exercises on layer spectra."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers


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
    found = few_numbers(answer, 2)
    if found is None:
        return "the answer should be two numbers, the smaller and the larger."
    low, high = found
    slips_below = {
        "the smaller one: the norm of a mean is at most the largest norm, not the mean one.": 2 / 5,
        "the smaller one: that would be for squared norms.": 4,
        "the smaller one: the rows are an average over frequencies of the operator's parts; can all be zero?": 0,
    }
    slips_above = {
        "the larger one: the squared norms differ by up to 25, the number of slices; the question is about norms.": 50,
        "the larger one: that is the squared norm.": 100,
        "the larger one: that would be a 3 x 3 kernel.": 6,
    }
    if not np.isclose(low, 2):
        return next((hint for hint, slip in slips_below.items() if np.isclose(low, slip)),
                    "the smaller one: put norms on both sides of Parseval's identity.")
    if not np.isclose(high, 10):
        return next((hint for hint, slip in slips_above.items() if np.isclose(high, slip)),
                    "the larger one: a column of 25 multiples of the identity has which norm?")
    return None
