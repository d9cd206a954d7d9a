"""The checkers of the exercises on layer spectra know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises
from pse_helpers.layers import circular_operator, output_rows
from pse_helpers.marchenko_pastur import support


@pytest.mark.parametrize("answer", [
    lambda out, rest: support(out / rest)[1],
    lambda out, rest: (1 + np.sqrt(min(out, rest) / max(out, rest)))**2,
    lambda out, rest: (np.sqrt(out) + np.sqrt(rest))**2 / max(out, rest),
])
def test_right_upper_edge(answer):
    assert exercises.check("upper-edge", answer).right


@pytest.mark.parametrize("answer, hint", [
    (lambda out, rest: (1 + np.sqrt(out / rest))**2, "right for out <= rest"),
    (lambda out, rest: 1 + np.sqrt(min(out, rest) / max(out, rest)), "singular values"),
    (lambda out, rest: support(out / rest)[0], "lower edge"),
    (lambda out, rest: (1 + min(out, rest) / max(out, rest))**2, "square root of the ratio"),
    (lambda out, rest: (np.sqrt(out) + np.sqrt(rest))**2, "variance one"),
    (lambda out, rest: None, "returned None"),
    (lambda out: out, "it raised TypeError"),
    (4.0, "should be a function"),
])
def test_wrong_upper_edge(answer, hint):
    verdict = exercises.check("upper-edge", answer)
    assert not verdict.right and hint in verdict.message


def test_right_operator_norm_is_that_of_a_kernel():
    """Five by five, all slices equal, norm two of the reshaped matrix: the bound is attained."""
    kernel = np.ones((3, 2, 5, 5))
    kernel *= 2 / np.sqrt(output_rows(kernel)[0])
    for answer in (10, 10.0, np.sqrt(circular_operator(kernel, 8)[0])):
        assert exercises.check("operator-norm", answer).right


@pytest.mark.parametrize("answer, hint", [
    (2, "lower bound"),
    (50, "squared norms differ"),
    (100, "this is the squared norm"),
    (6, "3 x 3"),
    (7.5, "Proposition 2"),
    (9.8, "Proposition 2"),
    (10.2, "Proposition 2"),
    (None, "should be a number"),
    (True, "should be a number"),
])
def test_wrong_operator_norm(answer, hint):
    verdict = exercises.check("operator-norm", answer)
    assert not verdict.right and hint in verdict.message
