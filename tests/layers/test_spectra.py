"""What a LayerSpectra refuses, the layers that are taken from it, its resolution, and the unit of the mean."""

import pickle
from dataclasses import replace
from types import MappingProxyType

import numpy as np
import pytest
import torch

from pse_helpers import networks
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


def test_nothing_is_lost_on_the_way_to_other_processes():
    spectra = LayerSpectra(("a",), ((1, 3),), (np.ones(1),), (("b", "a bias"),), MappingProxyType({"url": "here"}),
                           "unknown", 0.25, (("a", "a stack"),), (2.0**-10,))
    back = vars(pickle.loads(pickle.dumps(spectra)))
    assert {name: value for name, value in back.items() if name != "values"} == {
        name: value for name, value in vars(spectra).items() if name != "values"}
    assert len(back) == 9


@pytest.mark.parametrize("coverage, order, remarks", [
    (1.0, "file", ()), (0.99, "given", ()), (0.985, "given", ("98.5 % of the weights",)),
    (0.5, "unknown", ("50.0 % of the weights", "order of layers unknown"))])
def test_remarks_tell_what_was_missed_and_guessed(coverage, order, remarks):
    assert replace(ones((2, 3)), coverage=coverage, order=order).remarks == remarks


# -- some of the layers --------------------------------------------------------

def test_taken_layers_keep_their_own_names_shapes_and_values():
    spectra = layer_spectra([np.eye(2, 3), 2 * np.eye(4), np.ones((3, 5))])
    taken = spectra.taken([2, 0])
    assert (taken.names, taken.shapes) == (("2", "0"), ((3, 5), (2, 3)))
    assert taken.values[0] is spectra.values[2] and taken.values[1] is spectra.values[0]
    guessed = replace(spectra, order="unknown", coverage=0.5).taken([2])
    assert (guessed.order, guessed.coverage) == ("unknown", 0.5)  # of the whole, and so of its parts


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


# -- the resolution ------------------------------------------------------------

DOUBLE, SINGLE, HALF, BFLOAT = 2.0**-52, 2.0**-23, 2.0**-10, 2.0**-7


def graded(order, *epsilons):
    """A layer for each epsilon, with values 8, 8 / 2, 8 / 4, ... down to 1e-30 of them."""
    layers = tuple(8 * 0.5**np.arange(order) for _ in epsilons)
    return LayerSpectra(tuple(map(str, epsilons)), ((order, 2 * order),) * len(layers), layers, epsilons=epsilons)


@pytest.mark.parametrize("order, epsilon, expected", [
    (100, HALF, 20), (100, BFLOAT, 14), (100, SINGLE, 46), (100, DOUBLE, 46), (63, SINGLE, 46), (65, SINGLE, 46),
    (128, SINGLE, 45), (129, SINGLE, 45), (300, DOUBLE, 44), (300, SINGLE, 44), (300, HALF, 20)])
def test_the_resolution_by_hand(order, epsilon, expected):
    """Value k + 1 is 2^-k of the largest, and stays above the epsilon's square, and above 2^-52 for each value."""
    found, = graded(order, epsilon).resolved_values
    assert found.tolist() == [8 * 0.5**k for k in range(expected)]


def test_without_epsilons_a_gram_matrix_in_single_precision_is_allowed_for():
    spectra = replace(graded(100, DOUBLE, DOUBLE), epsilons=())
    assert [len(values) for values in spectra.resolved_values] == [23, 23]


def test_every_layer_has_its_own_resolution_and_takes_it_along():
    spectra = graded(100, HALF, DOUBLE, BFLOAT)
    number = {"0.0009765625": 20, "2.220446049250313e-16": 46, "0.0078125": 14}
    for moved in (spectra, spectra.matrices(), spectra.taken([2, 0]), spectra.in_units_of_the_mean(),
                  pickle.loads(pickle.dumps(spectra))):
        assert [len(values) for values in moved.resolved_values] == [number[name] for name in moved.names]


def test_zeros_are_never_resolved():
    spectra = LayerSpectra(("a", "b"), ((3, 5), (2, 2)), (np.array([2.0, 1e-300, 0]), np.zeros(2)))
    assert [values.tolist() for values in spectra.resolved_values] == [[2.0], []]


@pytest.mark.parametrize("precision", [torch.float16, torch.bfloat16])
def test_a_healthy_layer_in_half_precision_loses_nothing(precision):
    """Its smallest value is a quarter of its largest."""
    weight = torch.randn(64, 576, generator=torch.Generator().manual_seed(1)).to(precision)
    spectra = layer_spectra([weight])
    assert spectra.epsilons == (torch.finfo(precision).eps,) and len(spectra.resolved_values[0]) == 64


def test_trained_layers_in_half_precision_lose_nothing():
    """The layers of a trained network, with directions drawn at random; values go down to 1e-5 of the largest."""
    trained = networks.spectra("resnet20", "CIFAR10")
    halved = layer_spectra([with_values(values, shape, seed).astype(np.float16)
                            for seed, (values, shape) in enumerate(zip(trained.values, trained.shapes))])
    assert [len(values) for values in halved.resolved_values] == [len(values) for values in trained.values]
    for found, expected in zip(halved.values, trained.values):
        assert np.abs(found - expected).max() < HALF * expected[0]


def with_values(values, shape, seed):
    """A matrix with these squared singular values and random singular vectors."""
    rng = np.random.default_rng(seed)
    left, right = (np.linalg.qr(rng.standard_normal((length, len(values))))[0] for length in shape)
    return left * np.sqrt(values) @ right.T


@pytest.mark.parametrize("rank", [1, 4, 16])
@pytest.mark.parametrize("precision", [torch.float16, torch.bfloat16, torch.float32])
@pytest.mark.parametrize("shape", [(64, 576), (30, 40), (200, 200)])
def test_the_noise_of_rounded_weights_lies_below_the_resolution(shape, precision, rank):
    """A product of low rank is of full rank once it is rounded; what that adds was at most 0.04 of the resolution."""
    rng = np.random.default_rng([rank, *shape])
    weight = rng.standard_normal((shape[0], rank)) @ rng.standard_normal((rank, shape[1]))
    spectra = layer_spectra([torch.from_numpy(weight).to(precision)])
    assert len(spectra.resolved_values[0]) == rank and 0 < spectra.values[0][rank]


@pytest.mark.parametrize("epsilons", [(0.1,), (0.1, 0.1, 0.1), (0.1, 0.0), (0.1, np.nan)])
def test_epsilons_are_one_for_each_layer(epsilons):
    with pytest.raises(ValueError, match="^epsilons must be empty or a positive number for each of 2 layers; got "):
        replace(ones((2, 3), (2, 2)), epsilons=epsilons)


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


# -- spectra that are none -----------------------------------------------------

@pytest.mark.parametrize("values, message", [
    ([1.0, 2.0], "values of a must be descending; got 1 first and 2 behind it"),
    (np.ma.masked_less([2.0, 1.0], 2), "values of a must be numbers without a mask; got 1 masked"),
    ([2.0, 1j], r"values of a must be real numbers; got complex128 of shape \(2,\)")])
def test_a_spectrum_is_real_and_descends(values, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        LayerSpectra(("a",), ((2, 3),), (values,))


def test_the_rounding_of_a_solver_may_exchange_equal_values():
    assert len(LayerSpectra(("a",), ((2, 3),), (np.array([1.0, 1 + 1e-15]),))) == 1
