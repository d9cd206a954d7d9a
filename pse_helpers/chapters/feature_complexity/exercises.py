"""Checkers of the exercises on feature complexity."""

import numpy as np
from scipy.special import entr

from pse_helpers.chapters.verdicts import array_hint, checker, directions
from pse_helpers.checks import real_array


@checker("entropy", function_of="activations")
def _entropy(answer):
    values = np.array([[1.5, 0, 2], [0.3, 0, 1], [0, -2, 1], [2, 0, 3],
                       [0, 0.5, 1], [0.7, 0.2, 4], [0, 0, 9], [1, -1, 1]])
    shifted = values - [0.0, 0.3, 0.0]
    wide = np.where(np.arange(70) == np.array([[3], [66], [68], [66], [69]]), 1.0, -1.0)  # one is on in each row
    cases = [values, shifted, wide]
    return array_hint([answer(case.copy()) for case in cases], np.array([_joint(case > 0) for case in cases]), {
        "a switch is on where its value is positive; at exactly 0 it is off.": [_joint(case >= 0) for case in cases],
        "this is the entropy of the values; only whether they are positive counts.": [_joint(case) for case in cases],
        "the unit is bits: take the logarithm to base 2.": [_joint(case > 0) * np.log(2) for case in cases],
        "this is the sum of the neurons' own entropies; count whole rows.":
            [sum(_joint(column[:, None]) for column in (case > 0).T) for case in cases],
        "count the samples with each pattern; here every pattern has the same share.":
            [np.log2(len(np.unique(case > 0, axis=0))) for case in cases],
        "rows are samples, columns are neurons.": [_joint((case > 0).T) for case in cases],
        "the sign is wrong: logarithms of shares are negative.": [-_joint(case > 0) for case in cases],
        "with 70 neurons different patterns were taken for one: 2**70 is no 64-bit integer.":
            [_joint((case > 0)[:, :64]) for case in cases],
    })


def _joint(rows):
    """Entropy in bits of the distribution of rows."""
    share = np.unique(rows, axis=0, return_counts=True)[1] / len(rows)
    return -np.sum(share * np.log2(share))


@checker("dimension", function_of="features")
def _dimension(answer):
    first = np.array([[3.0, 1, 0], [1, 0, 2], [0, 2, 2], [5, 1, 1], [2, 4, 0], [1, 1, 1]])
    cases = [first, 4 * first[:, ::-1] + 7, np.array([[2.0, 0, 5], [-2, 0, 5], [0, 1, 5], [0, -1, 5]])]
    singular = [np.linalg.svd(case - case.mean(axis=0), compute_uv=False) for case in cases]
    got = [answer(case.copy()) for case in cases]
    if not np.isfinite(got[-1]).all():
        return "where a feature is constant a share is zero; it should count for nothing."
    return array_hint(got, np.array([directions(one**2) for one in singular]), {
        "subtract the mean of each feature first.":
            [directions(np.linalg.svd(one, compute_uv=False)**2) for one in cases],
        "a variance is the square of a singular value.": [directions(one) for one in singular],
        "this is the entropy itself; its exponential counts directions.":
            [np.log(directions(one**2)) for one in singular],
        "the shares are of variance along the principal axes, not of the variances of the features.":
            [directions(one.var(axis=0)) for one in cases],
        "this is the participation ratio, another count of directions.":
            [(one**2).sum()**2 / (one**4).sum() for one in singular],
        "divide the variances by their sum first.": [np.exp(entr(one**2).sum()) for one in singular],
        "subtract the mean over samples, not over features.":
            [directions(np.linalg.svd(one - one.mean(axis=1, keepdims=True), compute_uv=False)**2) for one in cases],
    })


@checker("linear")
def _linear(answer):
    found = _arrays(answer)
    if [part.shape for part in found] != [(8, 4), (8,), (4, 8), (4,)]:
        return "the answer should be weights (8, 4), biases (8), weights (4, 8) and biases (4), in this order."
    weights, biases, of_outputs, shifts = found
    inputs = np.random.default_rng(0).standard_normal((4000, 4))
    near, far = (np.maximum(x @ weights.T + biases, 0) @ of_outputs.T + shifts for x in (inputs, 1e4 * inputs))
    if not np.allclose(near, inputs, atol=1e-6):
        return "the outputs are not the inputs."
    if not np.allclose(far, 1e4 * inputs, atol=1e-2):
        return "the outputs are the inputs near the data only; it should be so on all of space."
    if (bits := _joint(inputs @ weights.T + biases > 0)) >= 0.01:
        return f"it is the identity, and its switches have {bits:.2f} bits. Where could they turn instead?"
    return None


def _arrays(answer):
    """The arrays that a reader gives, or none where it is anything else."""
    try:
        return [real_array(part, "answer") for part in answer] if isinstance(answer, (list, tuple)) else []
    except (TypeError, ValueError):
        return []
