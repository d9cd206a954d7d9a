"""The checkers of the exercises on layer spectra know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises
from pse_helpers.layers import circular_operator, output_rows
from pse_helpers.marchenko_pastur import support


def roots(out, rest):
    return (np.sqrt(out) + np.sqrt(rest))**2


@pytest.mark.parametrize("answer", [
    lambda out, rest, bound: support(out / rest)[1] * max(out, rest) * bound**2 / 3,
    lambda out, rest, bound: bound**2 * roots(out, rest) / 3,
])
def test_right_raw_edge(answer):
    assert exercises.check("raw-edge", answer).right


@pytest.mark.false_alarm(2e-5, detects="an edge that is off by a fifth")
def test_the_raw_edge_is_where_a_large_uniform_layer_ends():
    """A tenth is 6.9 units of the law of Tracy and Widom, whose tails there are exp(-6.9^3/24), exp(-2/3 6.9^1.5)."""
    values = np.linalg.svd(np.random.default_rng(3).uniform(-0.1, 0.1, (400, 200)), compute_uv=False)**2
    assert exercises.check("raw-edge", lambda out, rest, bound: bound**2 / 3 * roots(out, rest)).right
    assert values[0] == pytest.approx(0.1**2 / 3 * roots(400, 200), rel=0.1)


@pytest.mark.parametrize("answer, hint", [
    (lambda out, rest, bound: bound**2 * roots(out, rest), "not the squared bound"),
    (lambda out, rest, bound: support(out / rest)[1], "depends on the variance"),
    (lambda out, rest, bound: bound * np.sqrt(roots(out, rest) / 3), "singular values"),
    (lambda out, rest, bound: bound**2 / 3 * (np.sqrt(out) - np.sqrt(rest))**2, "lower edge"),
    (lambda out, rest, bound: bound**2 / 3 * roots(out, rest) / rest, "W W^T / rest"),
    (lambda out, rest, bound: bound**2 / 3 * rest * support(out / rest)[1], "right for out <= rest"),
    (lambda out, rest, bound: None, "returned None"),
    (lambda out: out, "it raised TypeError"),
    (4.0, "should be a function"),
])
def test_wrong_raw_edge(answer, hint):
    verdict = exercises.check("raw-edge", answer)
    assert not verdict.right and hint in verdict.message


def test_right_operator_norms_are_those_of_kernels():
    """Five by five, norm two of the reshaped matrix: a slice alone attains one bound, equal slices the other."""
    norms = []
    for kernel in (np.pad(np.ones((3, 2, 1, 1)), [(0, 0), (0, 0), (2, 2), (2, 2)]), np.ones((3, 2, 5, 5))):
        norms.append(2 * np.sqrt(circular_operator(kernel, 8)[0] / output_rows(kernel)[0]))
    for answer in ((2, 10), [2.0, 10.0], norms):
        assert exercises.check("operator-norm", answer).right


@pytest.mark.parametrize("answer, hint", [
    ((0.4, 10), "not the mean one"),
    ((4, 10), "squared norms"),
    ((0, 10), "can all be zero"),
    ((1, 10), "both sides of Parseval"),
    ((2, 50), "differ by up to 25"),
    ((2, 100), "that is the squared norm"),
    ((2, 6), "3 x 3"),
    ((2, 9.8), "which norm"),
    ((2, 10.2), "which norm"),
    ((10, 2), "both sides of Parseval"),
    (10, "two numbers"),
    (None, "two numbers"),
])
def test_wrong_operator_norms(answer, hint):
    verdict = exercises.check("operator-norm", answer)
    assert not verdict.right and hint in verdict.message
