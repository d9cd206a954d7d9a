"""The choices of REFERENCE against the authors' package, and the invariances that STANDARD promises."""

import contextlib
import io
from dataclasses import fields, replace

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.models import shufflenet_v2_x0_5

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, Convention, cpse

CIFAR = ["resnet20", "resnet32", "resnet44", "resnet56"]
SHAPES = (16, 24), (32, 16), (48, 20), (10, 64), (33, 33)


def gaussian_layers(seed):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in SHAPES]


def rebuilt(spectra, values):
    return replace(spectra, values=tuple(values))


# -- REFERENCE against the authors' package ------------------------------------

def peer(model):
    """Distances and cPSE of the authors' package; it prints, and reads no state dict."""
    from bristol import cPSE
    with contextlib.redirect_stdout(io.StringIO()):
        return cPSE.cpse_measure(model)


def assert_equals_peer(model, result):
    distances, value = peer(model)
    error = np.abs(result.distances - distances) / np.maximum(1, np.abs(distances))
    assert len(distances) == len(result.distances) and error.max() < 1e-9
    assert result.value == pytest.approx(value, rel=1e-9)


@pytest.mark.parametrize("name", CIFAR)
def test_reference_equals_the_peer_on_random_cifar_networks(name):
    model = networks.load(name, seed=3)
    assert_equals_peer(model, cpse(model, REFERENCE))


def test_reference_equals_the_peer_on_a_random_network_of_tall_and_wide_layers():
    """57 layers of up to 1024 rows, with kernels in groups; the time is the peer's, and takes a minute on ResNet-50."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = shufflenet_v2_x0_5(weights=None)
    assert_equals_peer(model, cpse(model, REFERENCE))


def with_spectra(spectra):
    """A torch model whose layer matrices have the given shapes and squared singular values."""
    rng, layers = np.random.default_rng(5), []
    for shape, values in zip(spectra.shapes, spectra.values):
        left = np.linalg.qr(rng.standard_normal((shape[0], len(values))))[0]
        right = np.linalg.qr(rng.standard_normal((shape[1], len(values))))[0]
        layer = nn.Linear(shape[1], shape[0], bias=False)
        layer.weight.data = torch.tensor(left * np.sqrt(values) @ right.T, dtype=torch.float32)
        layers.append(layer)
    return nn.Sequential(*layers)


def test_reference_equals_the_peer_where_layers_are_tall_and_periods_are_cut():
    """Descending order of the eigenvalues, as cut periods depend on it: diagonal matrices keep theirs."""
    rng = np.random.default_rng(6)
    shapes = [(16, 24), (40, 16), (33, 33), (10, 64), (7, 50)]
    layers = [np.diag(np.sort(rng.chisquare(3, min(shape)))[::-1])[:, :shape[1]] for shape in shapes]
    layers = [np.pad(layer, [(0, out - len(layer)), (0, rest - layer.shape[1])])
              for layer, (out, rest) in zip(layers, shapes)]
    model = nn.Sequential(*(nn.Linear(rest, out, bias=False) for out, rest in shapes))
    for module, layer in zip(model, layers):
        module.weight.data = torch.tensor(layer, dtype=torch.float32)
    assert_equals_peer(model, cpse(model, REFERENCE))


@pytest.mark.parametrize("name", CIFAR)
def test_reference_equals_the_peer_on_the_trained_spectra(name):
    trained = networks.spectra(name, "CIFAR10")
    assert_equals_peer(with_spectra(trained), cpse(trained, REFERENCE))


@pytest.mark.parametrize("name, value", list(zip(CIFAR, [-1.0139754762650772, -1.5674461104218347,
                                                         -1.8562017332201826, -2.0338214248606854])))
def test_reference_on_the_trained_networks(name, value):
    """What the authors' package, version 0.2.14, gave on the weight files themselves."""
    assert cpse(networks.spectra(name, "CIFAR10"), REFERENCE).value == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize("change", [{"squared": False}, {"zeros": False}, {"unit_mean": True},
                                    {"edges": STANDARD.edges}, {"whole_periods": True}, {"last_layer": True},
                                    {"first_distance": False}, {"shift": 1e-6}])
def test_each_choice_matters(change):
    """A fault in any choice of REFERENCE would not go unseen by the comparison with the peer."""
    drawn = [gaussian_layers(seed) for seed in range(2, 8)]
    moved = [cpse(layers, replace(REFERENCE, **change)).value - cpse(layers, REFERENCE).value for layers in drawn]
    assert np.abs(moved).max() > 1e-3


# -- invariances of STANDARD ---------------------------------------------------

@pytest.mark.parametrize("name", CIFAR)
def test_standard_ignores_the_rounding_of_a_solver(name):
    """Solvers, and one solver on other numbers of threads, differ by about 1e-14 of a layer's largest value."""
    spectra, rng = networks.spectra(name, "CIFAR10"), np.random.default_rng(3)
    rounded = rebuilt(spectra, [(v + 1e-13 * v.max() * rng.standard_normal(len(v))).clip(0) for v in spectra.values])
    assert abs(cpse(rounded).value - cpse(spectra).value) < 1e-9


@pytest.mark.parametrize("name", CIFAR)
def test_standard_ignores_the_scale_of_whole_layers(name):
    model, rng = networks.load(name, seed=2), np.random.default_rng(2)
    before = cpse(model).value
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                module.weight *= float(10**rng.uniform(-4, 4))
    assert abs(cpse(model).value - before) < 1e-9


def test_standard_has_twenty_bins_of_equal_ratio_from_a_thousandth_to_thirty_times_the_mean():
    np.testing.assert_allclose(np.log10(STANDARD.edges), -3 + np.log10(30_000) * np.arange(21) / 20, rtol=0, atol=1e-12)


def test_standard_keeps_the_shift_of_reference_and_nothing_else():
    """What REFERENCE is, its peer says."""
    kept = {field.name for field in fields(STANDARD) if getattr(STANDARD, field.name) == getattr(REFERENCE, field.name)}
    assert kept == {"shift"}


# -- a convention --------------------------------------------------------------

@pytest.mark.parametrize("fields, message", [
    ({"shift": 0.0}, "shift must be a positive number; got 0.0"),
    ({"shift": float("nan")}, "shift must be a positive number; got nan"),
    ({"edges": (1.0, 2.0)}, "edges, if not None, must be at least 3"),
    ({"edges": np.array([1.0, 3.0, 2.0])}, "edges, if not None, must be at least 3 finite, rising numbers"),
])
def test_bad_conventions(fields, message):
    with pytest.raises(ValueError, match=message):
        replace(STANDARD, **fields)


def test_edges_may_be_an_array():
    layers, edges = gaussian_layers(1), np.array(STANDARD.edges)
    assert cpse(layers, replace(STANDARD, edges=edges)).value == cpse(layers).value


def test_conventions_are_frozen():
    assert isinstance(STANDARD, Convention) and hash(STANDARD) != hash(REFERENCE)
    with pytest.raises(AttributeError, match="cannot assign"):
        STANDARD.shift = 1.0


@pytest.mark.parametrize("choice", ["squared", "zeros", "unit_mean", "whole_periods", "last_layer", "first_distance"])
@pytest.mark.parametrize("value", ["no", 1, None, np.ones(1)])
def test_a_choice_is_true_or_false(choice, value):
    with pytest.raises(TypeError, match=f"^{choice} must be True or False; got "):
        replace(STANDARD, **{choice: value})
    assert getattr(replace(STANDARD, **{choice: np.True_}), choice) is True
