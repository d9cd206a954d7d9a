"""Binned spectra of untrained networks: counted without an eigenvalue, beside those of drawn matrices."""

import numpy as np
import pytest

from pse_helpers import conjugate
from pse_helpers.conjugate import MAPS
from pse_helpers.layers import gaussian_spectra


def test_null_masses_are_those_of_gaussian_networks(network):
    edges, layers, generator = MAPS["reflection"].edges, network(1), np.random.default_rng(2)
    counted = conjugate.null_masses(layers.shapes, edges, 600, np.random.default_rng(1))
    computed = np.array([conjugate.spectral_masses(gaussian_spectra(layers, generator), edges) for _ in range(600)])
    error = np.sqrt((counted.var(axis=0) + computed.var(axis=0)) / 600)
    assert (np.abs(counted.mean(axis=0) - computed.mean(axis=0)) <= 4 * error).all()
    assert counted.var(axis=0).sum() == pytest.approx(computed.var(axis=0).sum(), rel=0.15)


def test_each_layer_is_in_units_of_its_own_mean():
    """The one eigenvalue of a layer with one row is its mean, whatever was drawn."""
    masses = conjugate.null_masses([(1, 50), (7, 1)], np.array([0, 0.999, 1.001, 2]), 9, np.random.default_rng(3))
    assert masses.tolist() == [[0, 1, 0]] * 9


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
