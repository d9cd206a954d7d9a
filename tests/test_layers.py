"""Layer spectra against dense singular values, for every kind of source, and bad input."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import LayerSpectra, layer_spectra

RNG = np.random.default_rng(1)


def small_network():
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.Conv2d(8, 6, 3, groups=2),
                         nn.Flatten(), nn.Linear(24, 10), nn.Linear(10, 12))


def by_singular_values(weight):
    return np.linalg.svd(np.asarray(weight, dtype=float).reshape(len(weight), -1), compute_uv=False)**2


@pytest.mark.parametrize("shape", [(5, 7), (7, 5), (6, 6), (8, 4, 3, 3), (3, 2, 2), (1, 9), (9, 1)])
def test_values_are_squared_singular_values_descending(shape):
    weight = RNG.standard_normal(shape)
    spectra = layer_spectra([weight])
    np.testing.assert_allclose(spectra.values[0], by_singular_values(weight), atol=1e-12)
    assert spectra.shapes == ((shape[0], int(np.prod(shape[1:]))),)


def test_single_precision_is_accurate_to_its_own_rounding():
    weight = RNG.standard_normal((200, 300)).astype(np.float32)
    values = layer_spectra([weight]).values[0]
    assert np.abs(values - by_singular_values(weight)).max() < 1e-6 * values[0]


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


def test_subclasses_count_and_parametrised_weights_count_once():
    class Mine(nn.Linear):
        pass
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(4, 5))
    spectra = layer_spectra(nn.Sequential(Mine(3, 4), layer))
    assert spectra.names == ("0.weight", "1.weight")
    np.testing.assert_allclose(spectra.values[1], by_singular_values(layer.weight.detach()), rtol=1e-5)
    assert all("a part of 1.weight" in reason for _, reason in spectra.skipped)
    assert len(spectra.skipped) == 2


def test_tied_weights_count_once_and_are_listed():
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 3))
    model[1].weight = model[0].weight
    for source in (model, model.state_dict()):
        spectra = layer_spectra(source)
        assert spectra.names == ("0.weight", "2.weight")
        assert spectra.skipped == (("1.weight", "tied to 0.weight, which is counted"),)


def test_a_module_used_twice_counts_once():
    shared = nn.Linear(4, 4)
    spectra = layer_spectra(nn.Sequential(shared, nn.ReLU(), shared, nn.Linear(4, 2)))
    assert spectra.names == ("0.weight", "3.weight")
    assert spectra.skipped == (("2.weight", "tied to 0.weight, which is counted"),)


class Scores(nn.Module):
    """A layer of one's own, for which there is no rule."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.ones(3, 4))


def test_everything_left_out_is_listed_with_its_reason():
    model = nn.ModuleDict({"scores": Scores(), "out": nn.Linear(4, 5), "norm": nn.LayerNorm((2, 3))})
    spectra = layer_spectra(model)
    assert spectra.names == ("out.weight",)
    assert dict(spectra.skipped) == {"scores.table": "no rule for a parameter of Scores",
                                     "norm.weight": "the scale of a normalisation",
                                     "norm.bias": "the shift of a normalisation"}


class Backwards(nn.Module):
    """Defines its layers in another order than it runs them, and never runs one of them."""

    def __init__(self):
        super().__init__()
        self.last, self.first, self.never = nn.Linear(3, 2), nn.Linear(5, 3), nn.Linear(9, 9)
        self.dropout = nn.Dropout()

    def forward(self, x):
        return self.last(self.dropout(self.first(x)))


def test_execution_order():
    model = Backwards().train()
    assert layer_spectra(model).names == ("last.weight", "first.weight", "never.weight")
    spectra = layer_spectra(model, example_input=torch.zeros(1, 5))
    assert spectra.names == ("first.weight", "last.weight")
    assert spectra.skipped == (("never.weight", "never was not called on the example input"),)
    assert model.training and model.dropout.training
    assert not any(module._forward_pre_hooks for module in model.modules())


def test_running_the_model_leaves_batch_statistics_alone():
    model = small_network()
    before = model[1].running_mean.clone()
    layer_spectra(model, example_input=torch.randn(2, 3, 6, 6))
    assert torch.equal(model[1].running_mean, before)


@pytest.mark.parametrize("scale", [1e-30, 1e-18, 1e18, 1e30])
def test_extreme_scales_neither_overflow_nor_underflow(scale):
    weight = RNG.standard_normal((6, 9)).astype(np.float32)
    scaled = (weight * np.float32(scale)).astype(np.float32)
    np.testing.assert_allclose(layer_spectra([scaled]).values[0] / scale**2, by_singular_values(weight), rtol=1e-4)


def test_spectra_pass_through_unchanged():
    spectra = layer_spectra(small_network())
    assert layer_spectra(spectra) is spectra


class NotWeights:
    pass


def bad_files(folder):
    torch.save(small_network(), folder / "model.pt")
    torch.save([1, 2, 3], folder / "list.pt")
    torch.save(small_network().state_dict(), folder / "whole.pt")
    save_file(small_network().state_dict(), folder / "whole.safetensors")
    for name in ("whole.pt", "whole.safetensors"):
        content = (folder / name).read_bytes()
        (folder / f"cut.{name.rpartition('.')[2]}").write_bytes(content[:len(content) // 2])
    (folder / "text.pt").write_text("not weights at all")
    return folder


@pytest.mark.parametrize("name", ["model.pt", "list.pt", "cut.pt", "cut.safetensors", "text.pt"])
def test_files_that_are_not_whole_weights(tmp_path, name):
    with pytest.raises(ValueError, match=f"^source: .*{name}.* (is damaged, or holds more than weights|holds a list)"):
        layer_spectra(bad_files(tmp_path) / name)


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
    ([np.ones((2, 2), complex)], TypeError, r"source\[0\] must be a real floating array; got complex128"),
    ([np.ones((2, 2), int)], TypeError, r"source\[0\] must be a real floating array; got int64"),
    ([torch.ones((2, 2), dtype=torch.int8)], TypeError, r"source\[0\] must be .* got torch.int8"),
    ({"a": torch.ones((2, 2), dtype=torch.complex64)}, TypeError, "source: a must be .* got torch.complex64"),
    ([np.array(1.0)], ValueError, r"source\[0\] must have two or more dimensions; got shape \(\)"),
    ([np.ones(3)], ValueError, r"source\[0\] must have two or more dimensions; got shape \(3,\)"),
    ([np.ones((0, 3))], ValueError, r"source\[0\] is empty; got shape \(0, 3\)"),
    ([[1.0, 2.0]], TypeError, r"source\[0\] must be a real array .* got a list"),
    (np.ones((3, 3)), TypeError, "source must be a torch module, .* got a ndarray"),
    (None, TypeError, "source must be a torch module, .* got a NoneType"),
    (nn.Linear(3, 3, device="meta"), ValueError, "source: weight is on the meta device"),
    ({"w": torch.ones(2, 2, device="meta")}, ValueError, "source: w is on the meta device"),
])
def test_bad_sources(source, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(source)


@pytest.mark.parametrize("path, error, message", [
    ("resnet20.pt", FileNotFoundError, "source: no file at 'resnet20.pt'; expected a torch module"),
    ("resnet20", ValueError, "source: 'resnet20' does not end in .safetensors, .pt, .pth, .th; expected a torch module"),
    ("weights.npy", ValueError, "source: 'weights.npy' does not end in"),
    ("", ValueError, "does not end in"),
])
def test_wrong_paths(path, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(path)


def test_lazy_layers_want_an_input_first():
    with pytest.raises(ValueError, match="source: 0.weight has no shape yet"):
        layer_spectra(nn.Sequential(nn.LazyLinear(3)))


@pytest.mark.parametrize("source", [[np.eye(3)], LayerSpectra((), (), ())])
def test_an_example_input_goes_with_a_module(source):
    with pytest.raises(TypeError, match="example_input goes with a torch module"):
        layer_spectra(source, example_input=torch.zeros(1))


@pytest.mark.parametrize("parts, message", [
    ((("a",), ((2, 3),), (np.ones(3),)), "values of lengths .3."),
    ((("a", "b"), ((2, 3),), (np.ones(2),)), "got 2 names, 1 shapes"),
    ((("a",), ((2, 3),), (np.array([1.0, np.nan]),)), "values of a must be finite and not negative"),
    ((("a",), ((2, 3),), (np.array([1.0, -1.0]),)), "values of a must be finite and not negative"),
])
def test_bad_spectra(parts, message):
    with pytest.raises(ValueError, match=message):
        LayerSpectra(*parts)


def test_both_solvers_agree():
    """Without torch loaded numpy solves: the values differ by rounding only."""
    code = ("import numpy as np, sys; from pse_helpers.layers import layer_spectra;"
            "w = np.random.default_rng(3).standard_normal((40, 60));"
            "print(layer_spectra([w]).values[0].tobytes().hex()); assert 'torch' not in sys.modules")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    weight = np.random.default_rng(3).standard_normal((40, 60))
    np.testing.assert_allclose(np.frombuffer(bytes.fromhex(done.stdout.strip())), layer_spectra([weight]).values[0], rtol=1e-12)


def test_taken_layers_keep_their_own_names_shapes_and_values():
    spectra = layer_spectra([np.eye(2, 3), 2 * np.eye(4), np.ones((3, 5))])
    taken = spectra.taken([2, 0])
    assert (taken.names, taken.shapes) == (("2", "0"), ((3, 5), (2, 3)))
    assert taken.values[0] is spectra.values[2] and taken.values[1] is spectra.values[0]


def test_matrices_leaves_out_vectors_only():
    spectra = layer_spectra([np.ones(shape) for shape in [(1, 9), (2, 3), (9, 1), (2, 2), (1, 1)]])
    assert spectra.matrices().names == ("1", "3") and len(spectra.taken([0, 2, 4]).matrices()) == 0
