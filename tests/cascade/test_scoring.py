"""The score: its columns against the null band, and zero for untrained networks at every depth."""

import numpy as np
import pytest

from pse_helpers.cascade import cpse, null_bands, scores
from pse_helpers.layers import gaussian_spectra, layer_spectra

RNG = np.random.default_rng(3)
LAYERS = [RNG.standard_normal(shape) * scale
          for shape, scale in [((8, 27), 1), ((16, 72), 3), ((16, 16), 0.1), ((10, 64), 2)]]


def test_columns():
    table = scores({"a": LAYERS, "b": LAYERS[::-1]}, 20, np.random.default_rng(5))
    bands = null_bands({"a": LAYERS, "b": LAYERS[::-1]}, 20, np.random.default_rng(5))
    assert table.columns.tolist() == ["cpse", "untrained", "standard_deviation", "score"]
    for name, layers in (("a", LAYERS), ("b", LAYERS[::-1])):
        row = table.loc[name]
        assert row.cpse == cpse(layers).value
        assert (row.untrained, row.standard_deviation) == (bands[name].mean, bands[name].standard_deviation)
        assert row.score == pytest.approx((row.cpse - row.untrained) / row.standard_deviation)


def test_untrained_networks_have_scores_around_zero_at_every_depth():
    """40 networks of 6, 12 and 24 layers: the mean score within 4 standard errors of zero (false alarm 6e-5 each)."""
    for layers in (6, 12, 24):
        source = layer_spectra([np.ones((40, 48)) * (1 + np.eye(40, 48))] * layers)
        networks = {seed: gaussian_spectra(source, np.random.default_rng(seed)) for seed in range(40)}
        score = scores(networks, 200, np.random.default_rng(layers)).score
        assert abs(score.mean()) < 4 / 40**0.5 + 4 / 200**0.5
        assert 0.55 < score.std() < 1.6
