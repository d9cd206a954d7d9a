"""Predictions of a switch are of samples that were not seen, and of a chance that is never 0 or 1."""

import numpy as np
import pytest

from pse_helpers import features
from pse_helpers.features.predictor import held_out_probabilities


def bits(seed, samples, neurons, share=0.5):
    return np.random.default_rng(seed).random((samples, neurons)) < share


def test_predictions_are_held_out():
    """What cannot be known cannot be predicted: inputs that name each sample leave 1.03 bits (deviation 0.02)."""
    names = (np.arange(128)[:, None] >> np.arange(7)) & 1 == 1
    coin = bits(11, 128, 1)[:, 0]
    p = held_out_probabilities(names, coin)
    assert -np.log2(np.where(coin, p, 1 - p)).mean() > 0.85
    assert p.min() >= 1 / 130 and p.max() <= 129 / 130


def test_a_switch_that_is_constant_in_the_known_folds_is_no_failure():
    for rare in (True, False):
        x = bits(12, 50, 3)
        x[:, 2] = not rare
        x[7, 2] = rare
        estimate = features.chain_rule_complexity(x)
        assert 0 < estimate.terms[2] <= estimate.own[2]
        p = held_out_probabilities(x[:, :2], x[:, 2])
        assert p[7] == pytest.approx((1 - rare) + (2 * rare - 1) / 52)
