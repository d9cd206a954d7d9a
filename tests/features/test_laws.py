"""Closed forms of the joint entropy against scipy, sums over all patterns, and each other."""

import numpy as np
import pytest
from scipy.stats import entropy, multivariate_normal

from pse_helpers import features


@pytest.mark.parametrize("correlation", [-0.9, 0.0, 0.3, 0.8, 0.99])
def test_the_law_of_gaussian_pairs_is_that_of_their_distribution(correlation):
    exact = features.gaussian_pair_complexity(correlation)
    both = multivariate_normal([0, 0], [[1, correlation], [correlation, 1]]).cdf([0, 0])
    assert exact == pytest.approx(entropy([both, both, 0.5 - both, 0.5 - both], base=2), abs=1e-4)


def test_laws_agree_where_they_meet():
    for angle in (0.3, 1.2, 2.5):
        weights = [[1, 0], [np.cos(angle), np.sin(angle)]]
        assert features.planar_complexity(weights) == pytest.approx(features.gaussian_pair_complexity(np.cos(angle)))
    share, rate, driven = 0.3, 0.1, 0.6
    patterns = (np.arange(16)[:, None] >> np.arange(4)) & 1
    given = [np.where(patterns, r, 1 - r).prod(axis=1) for r in (driven, rate)]
    p = share * given[0] + (1 - share) * given[1]
    assert features.common_drive_complexity(4, share, rate, driven) == pytest.approx(entropy(p, base=2))


@pytest.mark.parametrize("call, words", [
    (lambda: features.gaussian_pair_complexity(1.5), "correlation must be a number from -1 to 1; got 1.5"),
    (lambda: features.planar_complexity([[1, 2, 3]]),
     r"weights must be finite, of shape \(neurons, 2\); got shape \(1, 3\)"),
    (lambda: features.planar_complexity([[1, 2], [0, 0]]), "weights must not be zero for any neuron"),
    (lambda: features.common_drive_complexity(3, 0.5, 0.1, 1.5), "driven_rate must be a probability; got 1.5"),
    (lambda: features.common_drive_complexity(0, 0.5, 0.1, 0.5), "neurons must be a positive integer; got 0")])
def test_laws_refuse(call, words):
    with pytest.raises(ValueError, match=words):
        call()
