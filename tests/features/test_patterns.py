"""Counts of whole patterns against an exact entropy, scipy, and numpy's own counts."""

import numpy as np
import pytest
from scipy.stats import entropy

from pse_helpers import features


def test_plug_in_entropy_correction_and_unseen_share(raster):
    z = raster(13, 3000, 6, 0.3, 0.05, 0.5)
    exact = features.common_drive_complexity(6, 0.3, 0.05, 0.5)
    draws = [raster(seed, 400, 6, 0.3, 0.05, 0.5) for seed in range(200)]
    values = [features.plug_in_complexity(draw) for draw in draws]
    fixes = [features.miller_madow_correction(draw) for draw in draws]
    error = np.std(values) / 200**0.5
    assert np.mean(values) < exact - 4 * error                               # below, also on average
    assert abs(np.mean(values) + np.mean(fixes) - exact) < 0.4 * (exact - np.mean(values))
    codes = z @ (1 << np.arange(6))
    counts = np.bincount(codes)
    assert features.plug_in_complexity(z) == pytest.approx(entropy(counts, base=2))
    assert features.miller_madow_correction(z) == pytest.approx(((counts > 0).sum() - 1) / (6000 * np.log(2)))
    few = np.bincount(codes[:60])
    assert features.unseen_share(z[:60]) == (few == 1).sum() / 60 > 0 and (few == 2).any()
    distinct = np.random.default_rng(14).random((64, 40)) < 0.5
    assert features.plug_in_complexity(distinct) == 6 and features.unseen_share(distinct) == 1
