"""cPSE against the definition, the authors' package and the invariances it promises."""

import contextlib
import io
import os
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
import torch
import torchvision
from torch import nn

from pse_helpers import networks
from pse_helpers.cascade import (
    REFERENCE, STANDARD, Convention, cpse, null_band, periodic_spectral_ergodicity, tiled_histograms)
from pse_helpers.layers import gaussian_spectra
from pse_helpers.ergodicity import symmetric_kl
from pse_helpers.layers import LayerSpectra, layer_spectra

CIFAR = ["resnet20", "resnet32", "resnet44", "resnet56"]


def gaussian_layers(seed, shapes=((16, 24), (32, 16), (48, 20), (10, 64), (33, 33))):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


def rebuilt(spectra, values):
    return replace(spectra, values=tuple(values))


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


def test_histograms_by_hand():
    layers = [np.diag([2.0, 1, 1, 1]), np.diag([1.0, 1]), np.diag([9.0, 1, 1])]
    convention = replace(STANDARD, edges=(0.1, 1.0, 2.0, 10.0))
    expected = [[3, 0, 1],        # mean 7/4: 16/7 and three times 4/7
                [0, 4, 0],        # both at the mean, each counted twice
                [8 / 3, 0, 4 / 3]]  # mean 83/3: 243/83 and twice 3/83, which goes to the first bin
    np.testing.assert_allclose(tiled_histograms(layers, convention), expected)


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


def test_symmetric_kl_is_the_sum_of_both_entropies():
    p, q = np.random.default_rng(3).dirichlet(np.ones(9), size=2)
    both = scipy.stats.entropy(p, q, base=2) + scipy.stats.entropy(q, p, base=2)
    assert symmetric_kl(p, q, shift=1e-15) == pytest.approx(both, rel=1e-9)


# -- against the authors' package ----------------------------------------------

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


def test_reference_equals_the_peer_on_random_resnet50():
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = torchvision.models.resnet50(weights=None)
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
    layers = gaussian_layers(2)
    assert abs(cpse(layers, replace(REFERENCE, **change)).value - cpse(layers, REFERENCE).value) > 1e-3


# -- invariances of STANDARD ---------------------------------------------------

@pytest.mark.parametrize("name", CIFAR)
def test_standard_ignores_the_order_within_a_spectrum(name):
    spectra, rng = networks.spectra(name, "CIFAR10"), np.random.default_rng(1)
    shuffled = rebuilt(spectra, [rng.permutation(values) for values in spectra.values])
    assert abs(cpse(shuffled).value - cpse(spectra).value) < 1e-9


@pytest.mark.parametrize("name", CIFAR)
def test_standard_ignores_the_scale_of_whole_layers(name):
    model, rng = networks.load(name, seed=2), np.random.default_rng(2)
    before = cpse(model).value
    with torch.no_grad():
        for module in model.modules():
            if isinstance(module, (nn.Conv2d, nn.Linear)):
                module.weight *= float(10**rng.uniform(-4, 4))
    assert abs(cpse(model).value - before) < 1e-9


THREADS = """
import torch, torchvision
from pse_helpers.cascade import cpse
torch.manual_seed(0)
print(repr(cpse(torchvision.models.resnet18(weights=None)).value))
"""


def test_standard_is_the_same_on_one_thread_and_two():
    values = []
    for threads in ("1", "2"):
        settings = {**os.environ, **dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), threads)}
        done = subprocess.run([sys.executable, "-c", THREADS], env=settings, capture_output=True, text=True, check=True)
        values.append(float(done.stdout))
    assert abs(values[0] - values[1]) < 1e-9


# -- the null model ------------------------------------------------------------

@pytest.mark.parametrize("shape", [(6, 6), (5, 20), (20, 5)])
def test_gaussian_spectra_have_the_law_of_gaussian_matrices(shape):
    """Largest and smallest eigenvalue against dense matrices; false-alarm rate 1e-3 for each of the six."""
    rng, size = np.random.default_rng(7), 2000
    frame = LayerSpectra(("w",), (shape,), (np.ones(min(shape)),))
    drawn = np.array([gaussian_spectra(frame, rng).values[0] for _ in range(size)])
    dense = np.array([np.linalg.svd(rng.standard_normal(shape), compute_uv=False)**2 for _ in range(size)])
    dense *= min(shape) / dense.sum(axis=1, keepdims=True)
    for index in (0, -1):
        assert scipy.stats.ks_2samp(drawn[:, index], dense[:, index]).pvalue > 1e-3


def test_a_wrong_null_would_be_seen():
    """The test above has power: square entries in place of the layer's shape are found."""
    rng, size = np.random.default_rng(7), 2000
    frame = LayerSpectra(("w",), ((5, 18),), (np.ones(5),))
    drawn = np.array([gaussian_spectra(frame, rng).values[0] for _ in range(size)])
    dense = np.array([np.linalg.svd(rng.standard_normal((5, 20)), compute_uv=False)**2 for _ in range(size)])
    dense *= 5 / dense.sum(axis=1, keepdims=True)
    assert scipy.stats.ks_2samp(drawn[:, 0], dense[:, 0]).pvalue < 1e-3


def test_null_band_keeps_shapes_and_norms():
    spectra = networks.spectra("resnet20", "CIFAR10")
    drawn = gaussian_spectra(spectra, np.random.default_rng(1))
    assert drawn.shapes == spectra.shapes and drawn.names == spectra.names
    np.testing.assert_allclose([v.sum() for v in drawn.values], [v.sum() for v in spectra.values])


def test_null_band_agrees_with_initialised_networks():
    """Twelve random networks lie in the band of one: z of the difference of means, false-alarm rate 1e-3."""
    samples = np.array([cpse(networks.load("resnet20", seed=seed)).value for seed in range(12)])
    band = null_band(networks.load("resnet20", seed=99), 40, np.random.default_rng(4))
    error = np.hypot(samples.std(ddof=1) / 12**0.5, band.standard_deviation / 40**0.5)
    assert abs(samples.mean() - band.mean) < 3.29 * error
    assert band.mean == band.samples.mean() and band.standard_deviation == band.samples.std(ddof=1)


def test_null_band_depends_on_the_generator_only():
    spectra = networks.spectra("resnet20", "CIFAR10")
    state = np.random.get_state()[1].copy()
    first, again, other = (null_band(spectra, 3, np.random.default_rng(seed)).samples for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.any(first == other)
    assert len(set(first)) == 3
    np.testing.assert_array_equal(np.random.get_state()[1], state)


# -- bad input -----------------------------------------------------------------

EYE = np.eye(4)


@pytest.mark.parametrize("convention", [STANDARD, REFERENCE])
@pytest.mark.parametrize("source, message", [
    (gaussian_layers(1)[:2], "at least 3 layer matrices .* got 2: 0, 1"),
    ([*gaussian_layers(1)[:2], np.ones((1, 5)), np.ones((5, 1))], "at least 3 layer matrices .* got 2: 0, 1"),
    ([EYE] * 5, "distance between depths .* is zero"),
])
def test_bad_sources(source, message, convention):
    with pytest.raises(ValueError, match=f"^source.*{message}"):
        cpse(source, convention)


def test_layers_with_one_spectrum_are_named():
    first, second, *_ = gaussian_layers(1)
    with pytest.raises(ValueError, match="between depths 2 and 3 is zero.* layer 2 has the spectrum of the layers up to 1"):
        cpse([first, first, first, second])


def test_a_layer_of_zeros_is_named():
    with pytest.raises(ValueError, match="source: 1 is zero everywhere"):
        cpse([np.eye(4), np.zeros((4, 4)), np.eye(4)])


@pytest.mark.parametrize("fields, message", [
    ({"shift": 0.0}, "shift must be a positive number; got 0.0"),
    ({"shift": float("nan")}, "shift must be a positive number; got nan"),
    ({"edges": (1.0, 2.0)}, "edges, if not None, must be at least 3"),
    ({"edges": np.array([1.0, 3.0, 2.0])}, "edges, if not None, must be at least 3 finite, rising numbers"),
])
def test_bad_conventions(fields, message):
    with pytest.raises(ValueError, match=message):
        replace(STANDARD, **fields)


@pytest.mark.parametrize("size", [0, 1, -3, 2.5, True, "20"])
def test_bad_sizes(size):
    with pytest.raises(ValueError, match="size must be a whole number of at least 2; got"):
        null_band(gaussian_layers(1), size, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [None, 3, np.random])
def test_bad_generators(rng):
    for function in (lambda: null_band(gaussian_layers(1), 3, rng), lambda: gaussian_spectra(gaussian_layers(1), rng)):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a"):
            function()


@pytest.mark.parametrize("p, q, options, message", [
    ([1.0], [1.0, 2.0], {}, "p and q must be vectors of one length"),
    ([[1.0]], [[1.0]], {}, "p and q must be vectors of one length"),
    ([-1.0], [1.0], {}, "p must be finite and not negative"),
    ([1.0], [np.nan], {}, "q must be finite and not negative"),
    ([1.0], [1.0], {"shift": 0}, "shift must be a positive number; got 0"),
])
def test_bad_distances(p, q, options, message):
    with pytest.raises(ValueError, match=message):
        symmetric_kl(p, q, **options)


def test_edges_may_be_an_array():
    layers, edges = gaussian_layers(1), np.array(STANDARD.edges)
    assert cpse(layers, replace(STANDARD, edges=edges)).value == cpse(layers).value


@pytest.mark.parametrize("convention", ["REFERENCE", None])
def test_a_convention_is_a_convention(convention):
    with pytest.raises(TypeError, match="convention must be a Convention, such as STANDARD; got a"):
        cpse(gaussian_layers(1), convention)


def test_conventions_are_frozen():
    assert isinstance(STANDARD, Convention) and hash(STANDARD) != hash(REFERENCE)
    with pytest.raises(AttributeError, match="cannot assign"):
        STANDARD.shift = 1.0


def test_layers_too_small_for_a_null_band():
    """With two eigenvalues a layer the histograms of a draw soon coincide."""
    layers = [np.diag([float(i + 1), 1.0]) for i in range(6)]
    with pytest.raises(ValueError, match="source has layers with too few eigenvalues, 2 the fewest, for a null band"):
        null_band(layers, 100, np.random.default_rng(0))
