"""What a LayerSpectra refuses, the layers that are taken from it, and the unit of the mean."""

import pickle
from types import MappingProxyType

import numpy as np
import pytest

from pse_helpers.layers import LayerSpectra, layer_spectra
from pse_helpers.layers.spectra import one_spectrum


def ones(*shapes):
    return layer_spectra([np.ones(shape) for shape in shapes])


@pytest.mark.parametrize("parts, message", [
    ((("a",), ((2, 3),), (np.ones(3),)), "values of lengths .3."),
    ((("a", "b"), ((2, 3),), (np.ones(2),)), "got 2 names, 1 shapes"),
    ((("a",), ((2, 3),), (np.array([1.0, np.nan]),)), "values of a must be finite and not negative"),
    ((("a",), ((2, 3),), (np.array([1.0, -1.0]),)), "values of a must be finite and not negative"),
])
def test_bad_spectra(parts, message):
    with pytest.raises(ValueError, match=message):
        LayerSpectra(*parts)


def test_spectra_with_read_only_provenance_go_to_other_processes():
    spectra = LayerSpectra(("a",), ((1, 3),), (np.ones(1),), (("b", "a bias"),), MappingProxyType({"url": "here"}))
    back = pickle.loads(pickle.dumps(spectra))
    assert (back.names, back.shapes, back.skipped) == (spectra.names, spectra.shapes, spectra.skipped)
    assert back.provenance == {"url": "here"} and back.values[0].tolist() == [1.0]


# -- some of the layers --------------------------------------------------------

def test_taken_layers_keep_their_own_names_shapes_and_values():
    spectra = layer_spectra([np.eye(2, 3), 2 * np.eye(4), np.ones((3, 5))])
    taken = spectra.taken([2, 0])
    assert (taken.names, taken.shapes) == (("2", "0"), ((3, 5), (2, 3)))
    assert taken.values[0] is spectra.values[2] and taken.values[1] is spectra.values[0]


def test_matrices_leaves_out_vectors_only():
    spectra = ones((1, 9), (2, 3), (9, 1), (2, 2), (1, 1))
    assert spectra.matrices().names == ("1", "3") and spectra.matrices().values[1] is spectra.values[3]
    with pytest.raises(ValueError, match="^source must have at least 1 layer matrix with more than one row and column; "
                                         "got 0: none$"):
        spectra.taken([0, 2, 4]).matrices()


def test_at_least_so_many_matrices():
    spectra = ones((1, 9), (2, 3), (2, 2))
    assert len(spectra.matrices(least=2)) == 2 and len(spectra.taken([0]).matrices(least=0)) == 0
    with pytest.raises(ValueError, match="^source must have at least 3 layer matrices with more than one row and "
                                         "column; got 2: 1, 2$"):
        spectra.matrices(least=3)


# -- the unit ------------------------------------------------------------------

def test_in_units_of_the_mean_by_hand():
    spectra = LayerSpectra(("a", "b"), ((2, 2), (3, 5)), (np.array([6.0, 2.0]), np.array([5.0, 1.0, 0.0])),
                           (("c", "a bias"),), {"url": "here"})
    scaled = spectra.in_units_of_the_mean()
    assert [values.tolist() for values in scaled.values] == [[1.5, 0.5], [2.5, 0.5, 0.0]]
    assert (scaled.names, scaled.shapes, scaled.skipped, scaled.provenance) == (
        spectra.names, spectra.shapes, spectra.skipped, spectra.provenance)
    assert spectra.values[0].tolist() == [6.0, 2.0]


def test_no_scale_of_a_layer_is_left():
    weight = np.random.default_rng(1).standard_normal((4, 6))
    one, other = layer_spectra([weight, 1e-3 * weight]).in_units_of_the_mean().values
    np.testing.assert_allclose(one, other, rtol=1e-12)
    assert one.mean() == pytest.approx(1, abs=1e-15)


def test_a_layer_of_zeros_has_no_unit():
    spectra = layer_spectra({"first.weight": np.eye(3), "second.weight": np.zeros((3, 3))})
    with pytest.raises(ValueError, match="^source: second.weight is zero everywhere; its spectrum has no mean"):
        spectra.in_units_of_the_mean()


def test_one_spectrum_may_come_as_a_list():
    assert one_spectrum([1, 3]).tolist() == [0.5, 1.5]


@pytest.mark.parametrize("values", [[], [0.0, 0], [-1.0, 2], [np.nan], [np.inf], [[1.0]]])
def test_what_is_no_spectrum(values):
    with pytest.raises(ValueError, match="^values must be a row of finite non-negative numbers, not all zero"):
        one_spectrum(values)
