"""The test of layers against the law: its distance against scipy, its p-value against the stated false-alarm rate."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq
from scipy.stats import chi2, kstest, kstwo

from pse_helpers.layers import gaussian_spectra, layer_spectra
from pse_helpers.marchenko_pastur import distribution, kolmogorov_distance, law_test, support

# -- the distance --------------------------------------------------------------

@pytest.mark.parametrize("shape", [(400, 1600), (1600, 400), (400, 400)])
def test_a_large_gaussian_matrix_obeys_the_law(shape):
    """From a dense matrix, not from the tridiagonal sampler. Rigid: a distance of order 1 / N, not 1 / sqrt N."""
    weights = np.random.default_rng(3).standard_normal(shape)
    values = np.linalg.svd(weights, compute_uv=False)**2
    assert kolmogorov_distance(values, shape[0] / shape[1]) < 6 / 400


def test_distance_agrees_with_scipy():
    values = np.random.default_rng(4).exponential(size=37)
    expected = kstest(values / values.mean(), lambda x: distribution(x, 0.3)).statistic
    assert kolmogorov_distance(values, 0.3) == pytest.approx(expected, abs=1e-12)


def test_distance_ignores_unit_and_order():
    values = np.random.default_rng(5).exponential(size=20)
    assert kolmogorov_distance(7 * values[::-1], 0.3) == pytest.approx(kolmogorov_distance(values, 0.3), rel=1e-12)


# -- the test ------------------------------------------------------------------

# 1000 layers: draws left out of the unit of their own mean give a chi-squared of 300 to 480 below, limit 50.8; extremes
# of half as many draws would alarm in 100 layers, limit 78, and be seen with probability 0.99.
SHAPE, LAYERS = (8, 20), 1000


@pytest.fixture(scope="module")
def fresh():
    """Fresh Gaussian matrices, dense, each with draws of its own."""
    rng = np.random.default_rng(6)
    return [law_test([child.standard_normal(SHAPE)], 19, child) for child in rng.spawn(LAYERS)]


@pytest.mark.false_alarm(1e-4, detects="draws left out of the unit of their own mean")
def test_p_is_uniform_on_gaussian_layers(fresh):
    """Chi-squared over its 20 equally probable values."""
    counts = np.bincount([round(20 * test.p[0]) for test in fresh], minlength=21)[1:]
    assert counts.sum() == LAYERS and ((counts - LAYERS / 20)**2).sum() / (LAYERS / 20) < chi2.isf(1e-4, 19)


@pytest.mark.false_alarm(3e-4, detects="extremes of half as many draws")
def test_false_alarms_of_the_extremes(fresh):
    """One in twenty exceeds the largest of 19 draws: binomial, four standard errors."""
    error = 4 * np.sqrt(LAYERS * 0.05 * 0.95)
    for side in ("above", "below"):
        assert abs(sum(getattr(test, side)[0] > 0 for test in fresh) - LAYERS / 20) < error


def test_the_textbook_p_hardly_ever_alarms(fresh):
    assert np.mean(kstwo.sf([test.distance[0] for test in fresh], SHAPE[0]) <= 0.05) < 0.001


def test_a_tie_counts_against_an_alarm():
    """A layer of one row has one value, its mean, and so the distance of every draw."""
    test = law_test([np.arange(1.0, 10)[None]], 19, np.random.default_rng(12))
    assert test.p[0] == 1 and test.above[0] == test.below[0] == 0


@pytest.mark.parametrize("last", [2.0, 2.05])
def test_distances_of_small_layers_tie(last):
    """One value past the edge, 1.95, the others near their quantiles: the distance is 1 / N, whatever they are."""
    x = np.linspace(*support(10 / 64), 2001)
    def nine(part):
        return np.interp((np.arange(9) + part) / 10, distribution(x, 10 / 64), x)
    part = brentq(lambda part: nine(part).sum() + last - 10, 0, 1)
    assert kolmogorov_distance([*nine(part), last], 10 / 64) == pytest.approx(0.1, abs=1e-12)


def test_the_band_is_the_central_95_per_cent_of_the_draws():
    """Of 199 draws five lie above it and five below, so p says where a layer lies: 6 or 195 of 200 leave it open."""
    rng = np.random.default_rng(13)
    test = law_test(list(rng.standard_normal((3000, *SHAPE))), 199, rng)
    reached = np.round(200 * test.p)  # by so many distances, the layer's own among them
    for outside, surely, perhaps in ((test.distance > test.high, reached <= 5, reached <= 6),
                                     (test.distance < test.low, reached >= 196, reached >= 195)):
        assert outside[surely].all() and not outside[~perhaps].any() and surely.any()


def test_many_layers_share_draws_by_shape():
    shapes = [(8, 20), (20, 8), (8, 20), (5, 5)]
    weights = [np.random.default_rng(k).standard_normal(shape) for k, shape in enumerate(shapes)]
    test = law_test(weights, 39, np.random.default_rng(7))
    assert test.high[0] == test.high[1] == test.high[2] != test.high[3]
    assert test.shape == tuple(shapes) and (test.low < test.high).all()
    for values, (out, rest), distance in zip(layer_spectra(weights).values, shapes, test.distance):
        assert distance == kolmogorov_distance(values, out / rest)


def test_a_planted_outlier_and_planted_zeros_are_counted():
    weights = np.random.default_rng(8).standard_normal((32, 64))
    weights[0] *= 4
    weights[1:4] *= 1e-3
    test = law_test([weights], 199, np.random.default_rng(9))
    assert test.above[0] == 1 and test.below[0] == 3 and test.p[0] == 1 / 200


def test_scale_of_a_layer_does_not_matter():
    spectra = gaussian_spectra([np.eye(9, 20), np.eye(6)], np.random.default_rng(10))
    larger = [1e3 * np.diag(np.sqrt(values)) @ np.eye(*shape) for values, shape in zip(spectra.values, spectra.shapes)]
    one, other = (law_test(source, 19, np.random.default_rng(1)) for source in (spectra, larger))
    np.testing.assert_allclose(one.distance, other.distance, rtol=1e-9)
    assert (one.p == other.p).all()


@pytest.mark.false_alarm(1e-4, detects="alarms in 0.18 of all layers")
def test_uniform_weights_obey_the_law():
    """Binomial, 200 layers at level 0.05: fewer than 24."""
    rng = np.random.default_rng(11)
    test = law_test([rng.uniform(-1, 1, (32, 96)) for _ in range(200)], 399, rng)
    assert (test.p <= 0.05).sum() < 24


def test_a_table_in_one_line():
    table = pd.DataFrame(vars(law_test([np.eye(8, 9)], 19, np.random.default_rng(1))))
    assert table.columns.tolist() == ["name", "shape", "distance", "low", "high", "p", "above", "below"]
    assert table.loc[0, "shape"] == (8, 9)


# -- refusals ------------------------------------------------------------------

@pytest.mark.parametrize("values", [[], [0.0, 0], [-1.0, 2], [np.nan], [[1.0]]])
def test_bad_values(values):
    with pytest.raises(ValueError, match="values must be a row of finite non-negative numbers"):
        kolmogorov_distance(values, 1)


def test_law_test_refuses():
    with pytest.raises(ValueError, match="size must be a whole number of at least 19"):
        law_test([np.eye(3)], 18, np.random.default_rng(1))
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator"):
        law_test([np.eye(3)], 19, 1)
    with pytest.raises(ValueError, match="source: 1 is zero everywhere; its spectrum has no mean to be divided by"):
        law_test([np.eye(3), np.zeros((3, 3))], 19, np.random.default_rng(1))
