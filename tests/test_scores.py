"""The table of all weight-only measures: each column against its own definition, the score against its null."""

import numpy as np
import pytest
from scipy import stats

from pse_helpers.cascade import cpse, null_bands
from pse_helpers.layers import gaussian_spectra
from pse_helpers.layers import layer_spectra
from pse_helpers.measures import log_frobenius_norm, log_spectral_norm, mean_stable_rank
from pse_helpers.cascade import scores
from pse_helpers.measures import law_distance

RNG = np.random.default_rng(3)
LAYERS = [RNG.standard_normal(shape) * scale for shape, scale in [((8, 27), 1), ((16, 72), 3), ((16, 16), 0.1), ((10, 64), 2)]]


def test_norms_against_numpy():
    singular = [np.linalg.svd(layer, compute_uv=False) for layer in LAYERS]
    assert log_frobenius_norm(LAYERS) == pytest.approx(np.mean([np.log10(np.linalg.norm(layer)) for layer in LAYERS]))
    assert log_spectral_norm(LAYERS) == pytest.approx(np.mean([np.log10(s[0]) for s in singular]))
    assert mean_stable_rank(LAYERS) == pytest.approx(np.mean([(s**2).sum() / s[0]**2 for s in singular]))


@pytest.mark.parametrize("measure", [log_frobenius_norm, log_spectral_norm, mean_stable_rank])
def test_a_layer_of_zeros_has_no_logarithm(measure):
    with pytest.raises(ValueError, match="source: 1 is zero everywhere"):
        measure([np.eye(3), np.zeros((3, 3))])


def test_columns():
    table = scores({"a": LAYERS, "b": LAYERS[::-1]}, 20, np.random.default_rng(5))
    bands = null_bands({"a": LAYERS, "b": LAYERS[::-1]}, 20, np.random.default_rng(5))
    for name, layers in (("a", LAYERS), ("b", LAYERS[::-1])):
        row = table.loc[name]
        assert row.cpse == cpse(layers).value
        assert (row.untrained, row.deviation) == (bands[name].mean, bands[name].standard_deviation)
        assert row.score == pytest.approx((row.cpse - row.untrained) / row.deviation)
        assert row.log_spectral_norm == pytest.approx(log_spectral_norm(layers))
        assert row.stable_rank == pytest.approx(mean_stable_rank(layers))
    assert table.law_distance["a"] == pytest.approx(table.law_distance["b"])


def test_the_law_distance_is_the_mean_of_kolmogorov_distances():
    """Against scipy's statistic, with the law's distribution function by quadrature of its density."""
    from pse_helpers.marchenko_pastur import distribution
    expected = [stats.kstest(values / values.mean(), lambda x, q=shape[0] / shape[1]: distribution(x, q)).statistic
                for values, shape in zip(layer_spectra(LAYERS).values, layer_spectra(LAYERS).shapes)]
    assert scores({"a": LAYERS}, 2, np.random.default_rng(0)).law_distance.item() == pytest.approx(np.mean(expected))


def test_vectors_have_no_law_and_alone_no_distance():
    assert law_distance([*LAYERS, np.ones((1, 9))]) == pytest.approx(law_distance(LAYERS))
    with pytest.raises(ValueError, match="source must have a layer with more than one row and column"):
        law_distance([np.ones((1, 4)), np.ones((5, 1))])


def test_untrained_networks_have_scores_around_zero_at_every_depth():
    """40 networks of 6, 12 and 24 layers: the mean score is within 4 standard errors of zero (false alarm 6e-5 each)."""
    for layers in (6, 12, 24):
        source = layer_spectra([np.ones((40, 48)) * (1 + np.eye(40, 48))] * layers)
        networks = {seed: gaussian_spectra(source, np.random.default_rng(seed)) for seed in range(40)}
        score = scores(networks, 200, np.random.default_rng(layers)).score
        assert abs(score.mean()) < 4 / 40**0.5 + 4 / 200**0.5
        assert 0.55 < score.std() < 1.6
