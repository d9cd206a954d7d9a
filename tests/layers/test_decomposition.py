"""Layer spectra against dense singular values, for every kind of source, and what is no source."""

import subprocess
import sys
import tracemalloc

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import LayerSpectra, layer_spectra, solving


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def small_network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 6, 3, groups=2),
                         nn.Flatten(), nn.Linear(24, 10), nn.Linear(10, 12))


def by_singular_values(weight):
    return np.linalg.svd(np.asarray(weight, dtype=float).reshape(len(weight), -1), compute_uv=False)**2


# -- against dense singular values ---------------------------------------------

@pytest.mark.parametrize("shape", [(5, 7), (7, 5), (6, 6), (6, 5), (8, 4, 3, 3), (3, 2, 2), (1, 9), (9, 1)])
def test_values_are_squared_singular_values_descending(shape, rng):
    weight = rng.standard_normal(shape)
    spectra = layer_spectra([weight])
    np.testing.assert_allclose(spectra.values[0], by_singular_values(weight), atol=1e-12)
    assert spectra.shapes == ((shape[0], int(np.prod(shape[1:]))),)


def rounding(shape):
    """The error that the docstring states, in units of the largest value; of an order below 32 more."""
    return 2.0**-52 * max(32, min(shape))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
@pytest.mark.parametrize("shape", [(8, 27), (64, 576), (576, 64), (200, 300), (256, 256), (2, 20000), (20000, 2)])
def test_every_value_is_that_of_the_singular_values_in_double_precision(shape, dtype, rng):
    """At most a third of this error in 2,100 such matrices; 1e-7 and more with products in single precision."""
    weight = rng.standard_normal(shape).astype(dtype)
    values, expected = layer_spectra([weight]).values[0], by_singular_values(weight)
    assert np.abs(values - expected).max() < rounding(shape) * expected[0]


@pytest.mark.parametrize("shape", [(20, 60), (60, 20), (20, 53), (3, 50), (50, 3)])
def test_a_matrix_of_many_blocks(shape, rng, monkeypatch):
    weight = rng.standard_normal(shape).astype(np.float32)
    monkeypatch.setattr(solving, "BLOCK", 7 * min(shape))
    expected = by_singular_values(weight)
    np.testing.assert_allclose(layer_spectra([weight]).values[0], expected, rtol=0, atol=rounding(shape) * expected[0])


@pytest.mark.parametrize("shape, rank", [((2, 1000), 1), ((3, 5000), 2), ((5, 10000), 3), ((10, 4096), 2),
                                         ((16, 900), 4), ((900, 20), 4), ((64, 576), 4), ((200, 200), 50)])
def test_what_is_not_there_lies_below_the_resolution_of_double_precision(shape, rank):
    """At most 0.8 of it in 30,000 layers of such ranks; up to 5 with few rows, were their long sums not pairwise.

    Whole numbers times numbers of 24 bits: the products are exact and the matrices of no higher rank.
    """
    for seed in range(20):
        rng = np.random.default_rng([seed, *shape])
        rows = rng.integers(1, 9999, (rank, max(shape))).astype(np.float32) * np.float32(0.1)
        weight = rng.integers(1, 30, (min(shape), rank)).astype(float) @ rows.astype(float)
        spectra = layer_spectra([weight if shape[0] < shape[1] else weight.T])
        assert len(spectra.resolved_values[0]) == np.linalg.matrix_rank(weight)
        assert (np.diff(spectra.values[0]) <= 0).all()


def test_no_layer_is_held_in_double_precision():
    """Of 16 MB that would be 32 MB more; the Gram matrix and two blocks have 2 and at most 17."""
    weight = np.ones((500, 8000), dtype=np.float32)
    layer_spectra([weight[:20]])                        # imports are not counted
    tracemalloc.start()
    layer_spectra([weight])
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 0.7 * 8 * weight.size


@pytest.mark.parametrize("scale", [1e-30, 1e-18, 1e18, 3e19, 1e30])
def test_extreme_scales_neither_overflow_nor_underflow(scale, rng):
    weight = rng.standard_normal((6, 9)).astype(np.float32)
    scaled = (weight * np.float32(scale)).astype(np.float32)
    np.testing.assert_allclose(layer_spectra([scaled]).values[0] / scale**2, by_singular_values(weight), rtol=1e-4)


def test_nothing_depends_on_torch_being_imported(tmp_path):
    """Not a bit: the process without torch, and this one with it, solve alike."""
    weights = [np.random.default_rng(n).standard_normal((n, 600)).astype("f") for n in (5, 40, 200)]
    np.savez(tmp_path / "weights.npz", *weights)
    code = ("import sys; from pse_helpers.layers import layer_spectra;"
            "print(b''.join(layer_spectra(sys.argv[1]).values).hex()); assert 'torch' not in sys.modules")
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "weights.npz"],
                          capture_output=True, text=True, check=True)
    assert "torch" in sys.modules and done.stdout.strip() == b"".join(layer_spectra(weights).values).hex()


# -- every kind of source ------------------------------------------------------

def test_every_kind_of_source_gives_the_same_spectra(tmp_path):
    model = small_network()
    torch.save(model.state_dict(), tmp_path / "plain.pt")
    torch.save({"epoch": 3, "state_dict": {f"module.{k}": v for k, v in model.state_dict().items()}},
               tmp_path / "wrapped.th")
    save_file(model.state_dict(), tmp_path / "safe.safetensors")
    arrays = [p.detach().numpy() for p in model.parameters() if p.ndim > 1]
    sources = [model.state_dict(), tmp_path / "plain.pt", str(tmp_path / "wrapped.th"),
               tmp_path / "safe.safetensors", arrays, layer_spectra(model)]
    expected = layer_spectra(model)
    assert expected.names == ("0.weight", "3.weight", "5.weight", "6.weight")
    assert expected.shapes == ((8, 27), (6, 36), (10, 24), (12, 10))
    for source in sources:
        found = layer_spectra(source)
        assert sorted(found.shapes) == sorted(expected.shapes)  # safetensors keeps its own order
        for shape, values in zip(found.shapes, found.values):
            np.testing.assert_allclose(values, expected.values[expected.shapes.index(shape)], rtol=1e-12)


@pytest.mark.parametrize("dtype, tolerance", [(torch.float16, 2e-3), (torch.bfloat16, 2e-2), (torch.float64, 1e-6)])
def test_other_precisions(dtype, tolerance):
    full, other = layer_spectra(small_network()), layer_spectra(small_network().to(dtype))
    for a, b in zip(full.values, other.values):
        np.testing.assert_allclose(a, b, atol=tolerance * a[0])


def test_running_the_model_leaves_batch_statistics_alone():
    model = small_network()
    before = model[1].running_mean.clone()
    layer_spectra(model, example_input=torch.randn(2, 3, 6, 6))
    assert torch.equal(model[1].running_mean, before)


def test_spectra_pass_through_unchanged():
    spectra = layer_spectra(small_network())
    assert layer_spectra(spectra) is spectra


# -- what is no source ---------------------------------------------------------

class Scores(nn.Module):
    """A layer of one's own, for which there is no rule."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.ones(3, 4))


def with_value(value):
    weight = np.ones((3, 3))
    weight[1, 1] = value
    return [weight]


@pytest.mark.parametrize("source, error, message", [
    (nn.ReLU(), ValueError, "no layer matrix: no parameter has two or more dimensions"),
    (Scores(), ValueError, "no layer matrix: table .no rule for a parameter of Scores"),
    ([], ValueError, "no layer matrix"),
    ({}, ValueError, "no layer matrix"),
    (with_value(np.nan), ValueError, r"source: 0 has NaN or infinite weights"),
    (with_value(-np.inf), ValueError, r"source: 0 has NaN or infinite weights"),
    (with_value(1e200), ValueError, r"source: 0 has weights of size 1e\+200"),
    (np.ones((3, 3)), TypeError, "source must be a torch module, .* got a ndarray"),
    (None, TypeError, "source must be a torch module, .* got a NoneType"),
])
def test_bad_sources(source, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(source)


@pytest.mark.parametrize("source", [[np.eye(3)], LayerSpectra((), (), ())])
def test_an_example_input_goes_with_a_module(source):
    with pytest.raises(TypeError, match="example_input goes with a torch module"):
        layer_spectra(source, example_input=torch.zeros(1))
