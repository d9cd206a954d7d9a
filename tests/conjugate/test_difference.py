"""The spectral difference: its definition, the law of its mean, its standard error, a trained network's tail."""

import numpy as np
import pytest
from scipy.stats import t

from pse_helpers import conjugate, networks
from pse_helpers.conjugate import MAPS


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("name", ["reflection", "cosine", "phase", "modulus"])
@pytest.mark.false_alarm(2e-4, detects="a law that is off by a tenth in a bin in which a twentieth lies")
def test_the_mean_of_a_map_is_its_law_for_every_beta(network, name):
    """COE, CUE and CSE have one mean difference: beta is visible in fluctuations only. Six comparisons of each bin."""
    layers = network(1)
    law = MAPS[name].law(MAPS[name].edges)
    limit = t(399).isf(1e-4 / 2 / (6 * len(law)))
    assert law.sum() == pytest.approx(1)
    found = [conjugate.spectral_difference(layers, ensemble, rng(7), 400, mapping=name)
             for ensemble in ("COE", "CUE", "CSE")]
    for one in found:
        assert (np.abs(one.draws.mean(axis=0) - law) <= limit * one.standard_error + 1e-12).all()
        for other in found:
            error = np.hypot(one.standard_error, other.standard_error)
            assert (np.abs(one.difference - other.difference) <= limit * error + 1e-12).all()


def test_the_spectral_difference_is_the_definition(network):
    layers, edges = network(1), np.array([0, 0.5, 1, 2, 9])
    found = conjugate.spectral_difference(layers, "CUE", rng(2), 30, edges=edges)
    values = np.concatenate([v / v.mean() for v in layers.values])
    weights = np.concatenate([np.full(len(v), 32 / len(v)) for v in layers.values])  # periodic tiling
    tiled, _ = np.histogram(values, edges, weights=weights)
    assert found.network == pytest.approx(tiled / tiled.sum())
    assert found.difference == pytest.approx(found.network - found.draws.mean(axis=0))
    assert found.cumulative[-1] == pytest.approx(0, abs=1e-12)
    assert found.tail(2) == pytest.approx(found.difference[3]) and found.tail(2) > 0
    assert found.tail(0.5) == pytest.approx(-found.cumulative[0])
    with pytest.raises(ValueError, match="start must be the lower edge of a bin; got 0.7"):
        found.tail(0.7)


def test_a_value_on_an_edge_belongs_to_the_bin_above():
    assert conjugate.spectral_masses([np.eye(3)], [0, 1, 2, 3]).tolist() == [0, 1, 0]


@pytest.mark.false_alarm(1e-4, detects="a standard error that is smaller by a third, or twice as large")
def test_the_standard_error_covers_the_law(network):
    """Over 200 repetitions each bin's mean lies within two standard errors of the law about 95 % of the time.

    Of 200 between 176 and 199 (binomial); the four bins are counted as if they were one.
    """
    layers, law = network(1), MAPS["reflection"].law([0, 0.5, 1, 1.5, 2])
    inside = []
    for child in rng(4).spawn(200):
        found = conjugate.spectral_difference(layers, "CUE", child, edges=[0, 0.5, 1, 1.5, 2])
        inside.append(np.abs(found.draws.mean(axis=0) - law) < 2 * found.standard_error)
    assert 0.88 <= np.mean(inside) <= 0.995


@pytest.mark.false_alarm(7e-5, detects="a square whose expectation is not taken off: 50 standard errors")
def test_the_fluctuation_of_mere_chance_is_zero_on_average():
    """Means of 9 draws, 600 times, within four standard errors; without the correction it would be 50 away."""
    draws = rng(6).standard_normal((600, 9, 12))
    draws -= draws.mean(axis=2, keepdims=True)  # masses sum to one, so differences to zero
    found = np.array([conjugate.SpectralDifference(np.arange(13), np.zeros(12), one).fluctuation for one in draws])
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(len(found))


def test_a_trained_network_and_its_null_can_be_told_apart():
    """Beyond 2, where the circular side ends: a trained tail is many times that of an untrained one."""
    trained, edges = networks.spectra("resnet20", "CIFAR10"), MAPS["reflection"].edges
    null = conjugate.null_masses(trained.shapes, edges, 200, rng(1))[:, edges[:-1] >= 2]
    tail = conjugate.spectral_difference(trained, "CUE", rng(2)).tail(2)
    assert tail == pytest.approx(0.1164, abs=1e-3) and tail > 5 * null.sum(axis=1).max()


@pytest.mark.parametrize("options, message", [
    ({"size": 1}, "size must be a whole number of at least 2"),
    ({"edges": [50, 60, 70]}, "no common support"),
    ({"edges": [0, 0, 1]}, "edges must be at least 3 finite, rising"),
    ({"source": [np.ones((1, 5))]}, "at least 1 layer matrix with more than one row"),
    ({"source": [np.zeros((2, 5))]}, "zero everywhere"),
])
def test_errors_in_one_line(network, options, message):
    with pytest.raises(ValueError, match=message) as error:
        conjugate.spectral_difference(**{"source": network(1), "ensemble": "CUE", "rng": rng(1)} | options)
    assert "\n" not in str(error.value)


def test_a_seed_is_no_generator(network):
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator"):
        conjugate.spectral_difference(network(1), "CUE", 5)
