"""Binned spectra of untrained networks: counted without an eigenvalue, beside those of drawn matrices."""

import numpy as np
import pytest
from scipy.stats import norm

from pse_helpers import conjugate
from pse_helpers.conjugate import MAPS
from pse_helpers.layers import gaussian_spectra


def two_sample_z(one, other):
    """How many standard errors two means are apart; where nothing varies they must agree to a billionth."""
    error = np.sqrt(one.var(axis=0) / len(one) + other.var(axis=0) / len(other))
    return np.abs(one.mean(axis=0) - other.mean(axis=0)) / np.maximum(error, 1e-9)


@pytest.mark.false_alarm(2e-4, detects="a mean that is off by a tenth in a bin of a tenth, a variance by a third")
def test_null_masses_are_those_of_gaussian_networks(network):
    """Every bin's mean, and the sum of the variances of all bins."""
    edges, layers, generator = MAPS["reflection"].edges, network(1), np.random.default_rng(2)
    counted = conjugate.null_masses(layers.shapes, edges, 600, np.random.default_rng(1))
    computed = np.array([conjugate.spectral_masses(gaussian_spectra(layers, generator), edges) for _ in range(600)])
    assert two_sample_z(counted, computed).max() < norm.isf(1e-4 / 2 / counted.shape[1])
    assert two_sample_z(*(((one - one.mean(axis=0))**2).sum(axis=1) for one in (counted, computed))) < 4.42


def test_each_layer_is_in_units_of_its_own_mean():
    """Both eigenvalues of two rows of very many columns are near their mean, whatever was drawn."""
    masses = conjugate.null_masses([(2, 10**8), (10**8, 2)], np.array([0, 0.999, 1.001, 2]), 9,
                                   np.random.default_rng(3))
    assert masses.tolist() == [[0, 1, 0]] * 9


@pytest.mark.parametrize("masses", [
    lambda shapes: conjugate.null_masses(shapes, [0, 0.5, 2], 3, np.random.default_rng(3)),
    lambda shapes: conjugate.conjugate_masses(shapes, "CUE", MAPS["reflection"], [0, 0.5, 2], 3,
                                              np.random.default_rng(3))])
def test_layers_with_one_row_or_column_do_not_take_part(masses):
    """As in the spectrum of the network itself, and nor do they in what is set beside it."""
    assert np.array_equal(masses([(1, 50), (4, 6), (7, 1)]), masses([(4, 6)]))
    with pytest.raises(ValueError, match="^shapes must have at least one with more than one row and column; got none"):
        masses([(1, 50), (7, 1)])


def test_no_shapes_are_refused():
    with pytest.raises(ValueError, match="shapes must have at least one") as error:
        conjugate.null_masses([], np.array([0, 1, 2]), 2, np.random.default_rng(1))
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("edges", [[1, 0.5, 2], [0, np.nan, 2], [0, 1, 1], [1]])
def test_edges_that_do_not_rise(edges):
    generator = np.random.default_rng(1)
    for call in (lambda: conjugate.null_masses([(3, 4)], edges, 2, generator),
                 lambda: conjugate.conjugate_masses([(3, 4)], 2, MAPS["cosine"], edges, 2, generator),
                 lambda: conjugate.conjugate_masses([(3, 4)], 2, MAPS["truncation"], edges, 2, generator),
                 lambda: MAPS["reflection"].law(edges)):
        with pytest.raises(ValueError, match="^edges must be at least 2 finite, rising numbers; got "):
            call()


@pytest.mark.parametrize("shapes", [[], [(3,)], [(3, 0)], [(3.0, 4)], 3, "ab", None])
def test_shapes_that_are_none(shapes):
    with pytest.raises((ValueError, TypeError), match="shape.* must (be|have) "):
        conjugate.null_masses(shapes, [0, 1, 2], 2, np.random.default_rng(1))
