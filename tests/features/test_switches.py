"""Entropies of single switches against scipy's."""

import numpy as np
import pytest
from scipy.stats import entropy

from pse_helpers import features


def test_switch_entropies_are_those_of_scipy():
    x = np.random.default_rng(1).standard_normal((500, 4)) + [-2, -0.5, 0, 1]
    share = (x > 0).mean(axis=0)
    assert features.switch_entropies(x) == pytest.approx(entropy([share, 1 - share], base=2))


def test_a_switch_at_zero_is_off():
    assert features.switch_entropies([[0.0, 0, 0], [1, 0, -1]]).tolist() == [1, 0, 0]
