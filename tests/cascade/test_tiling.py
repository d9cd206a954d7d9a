"""Histograms after periodic tiling: by hand, against the masses of `conjugate`, and pooled over depth."""

from dataclasses import replace

import numpy as np
import pytest

from pse_helpers.cascade import REFERENCE, STANDARD, cpse, periodic_spectral_ergodicity, tiled_histograms, tiling
from pse_helpers.cascade.tiling import UnknownOrder
from pse_helpers.conjugate import spectral_masses
from pse_helpers.layers import layer_spectra


def test_histograms_by_hand():
    layers = [np.diag([2.0, 1, 1, 1]), np.eye(5, 2), np.diag([9.0, 1, 1])]
    convention = replace(STANDARD, edges=(0.1, 1.0, 2.0, 10.0))
    expected = [[3, 0, 1],        # mean 7/4: 16/7 and three times 4/7
                [0, 4, 0],        # a tall layer, whose zeros have no part in the mean: both at it, each counted twice
                [8 / 3, 0, 4 / 3]]  # mean 83/3: 243/83 and twice 3/83, which goes to the first bin
    np.testing.assert_allclose(tiled_histograms(layers, convention), expected)


@pytest.mark.parametrize("squared", [False, True])
def test_histograms_with_zeros_and_squares_by_hand(squared):
    """The tall layer adds three zeros, the wide one none; its fours are sixteens where a convention squares."""
    layers = [np.diag([2.0, 1, 1, 1]), np.eye(5, 2), 2 * np.eye(2, 5)]
    convention = replace(STANDARD, zeros=True, squared=squared, unit_mean=False, edges=(0.0, 0.5, 2.0, 10.0, 20.0))
    expected = np.array([[0, 15 / 4, 5 / 4, 0], [3, 2, 0, 0], [0, 0, 5, 0]])
    if squared:
        expected = expected[:, [0, 1, 3, 2]]
    np.testing.assert_allclose(tiled_histograms(layers, convention), expected)


@pytest.mark.parametrize("measure", [cpse, periodic_spectral_ergodicity, tiled_histograms])
def test_that_the_order_is_a_guess_is_said_where_the_reader_asked(measure):
    spectra = replace(layer_spectra([np.eye(4), np.eye(4, 6), np.diag([1.0, 2, 3, 4])]), order="unknown")
    with pytest.warns(UnknownOrder) as said:
        measure(spectra)
    assert [one.filename for one in said] == [__file__]


NETWORKS = {"one shape": [(8, 12)] * 4, "tall, wide, square": [(20, 5), (6, 40), (9, 9), (4, 4), (30, 11)],
            "vectors among them": [(7, 16), (1, 12), (16, 7), (12, 1), (5, 5), (13, 20)]}


@pytest.mark.parametrize("edges", [(0.3, 0.8, 1.2, 1.9), tuple(np.geomspace(0.2, 1.9, 13)), (0.5, 1.0, 1.5)])
@pytest.mark.parametrize("shapes", NETWORKS.values(), ids=NETWORKS)
def test_the_masses_of_a_network_are_its_tiled_histograms(shapes, edges):
    """A mean over layers in parts of N_max: one number out of two rooms, values beyond both ends included."""
    rng = np.random.default_rng(1)
    layers = [scale * rng.standard_normal(shape) for scale, shape in enumerate(shapes, 1)]
    matrices = layer_spectra(layers).matrices().in_units_of_the_mean()
    values = np.concatenate(matrices.values)
    assert values.min() < edges[0] and values.max() > edges[-1]  # what the test is about
    histograms = tiled_histograms(layers, replace(STANDARD, edges=edges))
    longest = max(map(len, matrices.values))
    np.testing.assert_allclose(spectral_masses(layers, edges), histograms.mean(axis=0) / longest, rtol=1e-12)


def test_pooled_histograms_are_those_of_all_layers_so_far():
    """Each depth counted on its own; the range is widened below, not at all, above, not at all, and on both sides."""
    rng = np.random.default_rng(2)
    ranges = [(2, 5), (1, 4), (2, 4), (3, 9), (1.5, 8), (0, 12)]
    values = [np.append(ends, rng.uniform(*ends, size)) for ends, size in zip(ranges, (12, 5, 12, 7, 4, 9))]
    weights = [rng.integers(1, 4, len(value)) for value in values]
    for l, found in enumerate(tiling.pooled_histograms(values, weights)):
        so_far = np.concatenate(values[:l + 1])
        expected, _ = np.histogram(so_far, bins=10, weights=np.concatenate(weights[:l + 1]))
        np.testing.assert_allclose(found, expected / (l + 1), rtol=1e-12)


def test_a_cut_period_counts_its_largest_values_once_more():
    """Seven places for three values: the last period holds the largest only, a tall layer's zero being the smallest."""
    layers = [np.diag(np.arange(1.0, 8)), np.diag([1.0, 2.0, 3.0])[:, :2], np.eye(7)]
    _, weights = tiling.tiled(layer_spectra(layers), REFERENCE)
    assert [weight.tolist() for weight in weights] == [[1] * 7, [3, 2, 2], [1] * 7]
