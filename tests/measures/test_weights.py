"""Measures of weights alone: norms and ranks against numpy, the distance to the law against scipy."""

import numpy as np
import pytest
from scipy import stats

from pse_helpers.layers import layer_spectra
from pse_helpers.marchenko_pastur import distribution
from pse_helpers.measures import law_distance, log_frobenius_norm, log_spectral_norm, mean_stable_rank, tail_beyond_2

RNG = np.random.default_rng(3)
LAYERS = [RNG.standard_normal(shape) * scale
          for shape, scale in [((8, 27), 1), ((16, 72), 3), ((16, 16), 0.1), ((10, 64), 2)]]


def test_norms_against_numpy():
    singular = [np.linalg.svd(layer, compute_uv=False) for layer in LAYERS]
    assert log_frobenius_norm(LAYERS) == pytest.approx(np.mean([np.log10(np.linalg.norm(layer)) for layer in LAYERS]))
    assert log_spectral_norm(LAYERS) == pytest.approx(np.mean([np.log10(s[0]) for s in singular]))
    assert mean_stable_rank(LAYERS) == pytest.approx(np.mean([(s**2).sum() / s[0]**2 for s in singular]))


@pytest.mark.parametrize("measure", [log_frobenius_norm, log_spectral_norm, mean_stable_rank])
def test_a_layer_of_zeros_has_no_logarithm(measure):
    with pytest.raises(ValueError, match="source: 1 is zero everywhere"):
        measure([np.eye(3), np.zeros((3, 3))])


def test_the_law_distance_is_the_mean_of_kolmogorov_distances():
    """Against scipy's statistic, with the law's distribution function by quadrature of its density."""
    spectra = layer_spectra(LAYERS)
    expected = [stats.kstest(values / values.mean(), lambda x, q=shape[0] / shape[1]: distribution(x, q)).statistic
                for values, shape in zip(spectra.values, spectra.shapes)]
    assert law_distance(LAYERS) == pytest.approx(np.mean(expected))


def test_vectors_have_no_law_and_alone_no_distance():
    assert law_distance([*LAYERS, np.ones((1, 9))]) == pytest.approx(law_distance(LAYERS))
    with pytest.raises(ValueError, match="source must have at least 1 layer matrix with more than one row and column"):
        law_distance([np.ones((1, 4)), np.ones((5, 1))])


def test_the_tail_is_a_share_of_layers_that_count_alike():
    wide, narrow = np.diag(np.sqrt([1.0, 1, 1, 9])), np.eye(2)
    assert tail_beyond_2([wide, narrow]) == pytest.approx(0.125)


def test_the_tail_begins_at_twice_the_mean():
    """Eigenvalues 2.1, 0.9, 0.5, 0.5 and 1.9, 0.9, 0.6, 0.6, of mean one: one of the first four, none of the others."""
    layers = [np.diag(np.sqrt(values)) for values in ([2.1, 0.9, 0.5, 0.5], [1.9, 0.9, 0.6, 0.6])]
    assert tail_beyond_2(layers[:1]) == 0.25 and tail_beyond_2(layers[1:]) == 0 and tail_beyond_2(layers) == 0.125
