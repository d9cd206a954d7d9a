"""Ergodicity over depth, its distances and cPSE, against the definition and computed by hand."""

import numpy as np
import pytest
import torch
from threadpoolctl import threadpool_limits

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, cpse, periodic_spectral_ergodicity, tiled_histograms
from pse_helpers.ergodicity import symmetric_kl

CIFAR = ["resnet20", "resnet32", "resnet44", "resnet56"]
SHAPES = (16, 24), (32, 16), (48, 20), (10, 64), (33, 33)


def gaussian_layers(seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in SHAPES]


# -- against the definition ----------------------------------------------------

def ergodicity_by_definition(histograms):
    """Every prefix on its own: quadratic in depth, and plain."""
    rows = [((histograms[:l] - histograms[:l].mean(axis=0))**2).sum(axis=0) / l
            for l in range(1, len(histograms) + 1)]
    return np.array(rows) / histograms[0].sum()


@pytest.mark.parametrize("name", CIFAR)
def test_one_pass_equals_the_definition(name):
    spectra = networks.spectra(name, "CIFAR10")
    expected = ergodicity_by_definition(tiled_histograms(spectra))
    np.testing.assert_allclose(periodic_spectral_ergodicity(spectra), expected, rtol=1e-11, atol=1e-14)


def test_value_is_the_mean_log_of_the_distances_by_hand():
    layers = gaussian_layers(1)
    omega = periodic_spectral_ergodicity(layers)
    distances = [symmetric_kl(a, b) for a, b in zip(omega, omega[1:])]
    result = cpse(layers)
    np.testing.assert_array_equal(result.distances, distances[1:])
    assert result.value == pytest.approx(np.mean(np.log10(distances[1:])), abs=1e-14)
    assert result.names == ("2", "3", "4") and result.depths.tolist() == [3, 4, 5]


def test_reference_takes_the_first_distance_and_drops_the_last_layer():
    result = cpse(gaussian_layers(1), REFERENCE)
    assert result.names == ("1", "2", "3") and result.depths.tolist() == [2, 3, 4]


# -- rounding ------------------------------------------------------------------

def on_threads(count, function):
    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        with threadpool_limits(count):
            return function()
    finally:
        torch.set_num_threads(before)


def test_standard_is_the_same_on_one_thread_and_two():
    """From 96 rows on torch's solver divides its work among threads, and its rounding depends on their number."""
    rng = np.random.default_rng(0)
    layers = [rng.standard_normal((96, rest), dtype=np.float32) for rest in (96, 288, 864)]
    one, two = (on_threads(count, lambda: cpse(layers).value) for count in (1, 2))
    assert abs(one - two) < 1e-9


# -- bad input -----------------------------------------------------------------

@pytest.mark.parametrize("convention", [STANDARD, REFERENCE])
@pytest.mark.parametrize("source, message", [
    (gaussian_layers(1)[:2], "at least 3 layer matrices .* got 2: 0, 1"),
    ([*gaussian_layers(1)[:2], np.ones((1, 5)), np.ones((5, 1))], "at least 3 layer matrices .* got 2: 0, 1"),
    ([np.eye(4)] * 5, "distance between depths .* is zero"),
])
def test_bad_sources(source, message, convention):
    with pytest.raises(ValueError, match=f"^source.*{message}"):
        cpse(source, convention)


def test_layers_with_one_spectrum_are_named():
    first, second, *_ = gaussian_layers(1)
    message = "between depths 2 and 3 is zero.* layer 2 has the spectrum of the layers up to 1"
    with pytest.raises(ValueError, match=message):
        cpse([first, first, first, second])


def test_a_layer_of_zeros_is_named():
    with pytest.raises(ValueError, match="source: 1 is zero everywhere"):
        cpse([np.eye(4), np.zeros((4, 4)), np.eye(4)])


@pytest.mark.parametrize("convention", ["REFERENCE", None])
def test_a_convention_is_a_convention(convention):
    with pytest.raises(TypeError, match="convention must be a Convention, such as STANDARD; got a"):
        cpse(gaussian_layers(1), convention)
