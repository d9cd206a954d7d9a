"""One network in every form in which people have it: the same matrices in the same order, or a word that it is lost."""

import json
import tracemalloc

import numpy as np
import pytest
import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

from pse_helpers.cascade import cpse, null_band
from pse_helpers.layers import layer_spectra


class Tied(nn.Module):
    """Words in, scores of words out, with the same matrix at both ends."""

    def __init__(self):
        super().__init__()
        self.embed_tokens, self.layers = nn.Embedding(50, 12), nn.LSTM(12, 12, num_layers=11)
        self.lm_head = nn.Linear(12, 50, bias=False)
        self.lm_head.weight = self.embed_tokens.weight


class Expert(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.gate_up_proj = nn.Parameter(torch.randn(4, size, 12))
        self.down_proj = nn.Parameter(torch.randn(4, 8, size))


class Mixture(nn.Module):
    """A router and experts in one parameter, in eleven blocks of growing width."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.ModuleDict({"router": nn.Linear(12, 4), "experts": Expert(size)})
                                    for size in range(10, 21))


class Odd(nn.Module):
    """Parts whose names no architecture has; they stand in no order that sorting finds."""

    def __init__(self):
        super().__init__()
        self.zeta, self.mu, self.alpha = nn.Linear(10, 12), nn.Linear(12, 30), nn.Linear(30, 9)


def small_vgg():
    """Ten convolutions and more, so that sorting puts the tenth before the second; and a small classifier."""
    features = torchvision.models.vgg.make_layers([8, "M", 16, "M", 32, 32, "M", 64, 64, "M", 64, 64, "M"], True)
    model = torchvision.models.VGG(nn.Sequential(), num_classes=10, init_weights=False)
    model.features, model.classifier = features, nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    return model


NETWORKS = {
    "growing": lambda: nn.Sequential(*(nn.Linear(n, n + 4) for n in range(6, 54, 4))),
    "resnet18": lambda: torchvision.models.resnet18(weights=None),
    "vgg": small_vgg,
    "grouped": lambda: torchvision.models.mobilenet_v2(weights=None, width_mult=0.35),
    "attention": lambda: nn.TransformerEncoder(nn.TransformerEncoderLayer(16, 2, 24, batch_first=True), 11),
    "recurrent": lambda: nn.Sequential(nn.LSTM(6, 7, num_layers=11, bidirectional=True), nn.Linear(14, 9)),
    "sound": lambda: nn.Sequential(nn.Conv1d(4, 12, 9), nn.ReLU(), nn.Conv1d(12, 20, 3), nn.Linear(20, 9)),
    "tied": Tied, "experts": Mixture, "odd": Odd}


def saved(model, folder):
    """{form: path} of a model, without the second name of a tied weight, which one format refuses."""
    state, place = model.state_dict(), {}
    once = {name: value for name, value in state.items() if place.setdefault(value.data_ptr(), name) == name
            or value.ndim == 0}
    torch.save(state, folder / "model.pt")
    torch.save({"epoch": 3, "model": {f"module.{name}": value for name, value in state.items()},
                "optimizer": {"state": {}, "param_groups": []}}, folder / "last.ckpt")
    save_file(once, folder / "model.safetensors")
    shards = folder / "shards"
    shards.mkdir()
    names = list(once)
    files = {f"model-0000{k}-of-00002.safetensors": names[k - 1::2] for k in (1, 2)}
    for file, part in files.items():
        save_file({name: once[name] for name in part}, shards / file)
    (shards / "model.safetensors.index.json").write_text(json.dumps(
        {"weight_map": {name: file for file, part in files.items() for name in part}}))
    return {"pt": folder / "model.pt", "checkpoint": folder / "last.ckpt",
            "safetensors": folder / "model.safetensors", "shards": shards}


@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
@pytest.mark.parametrize("name", NETWORKS)
def test_every_form_of_a_network_has_one_cpse_to_the_last_bit(tmp_path, name):
    torch.manual_seed(0)
    model = NETWORKS[name]()
    expected = layer_spectra(model)
    assert expected.order == "definition" and expected.coverage == 1
    for form, source in {"state dict": model.state_dict(), **saved(model, tmp_path)}.items():
        forgets, lost = form in ("safetensors", "shards"), name == "odd"
        spectra = layer_spectra(source, order=model if forgets and lost else None)
        assert spectra.order == ("file" if not forgets else "given" if lost else
                                 "names" if name == "growing" or name == "sound" else spectra.order)
        assert spectra.order != "unknown" and spectra.coverage == 1
        assert spectra.names == expected.names and spectra.shapes == expected.shapes
        assert cpse(spectra).value == cpse(expected).value


def test_an_order_that_is_lost_is_said_wherever_depth_matters(tmp_path):
    torch.manual_seed(0)
    model = Odd()
    save_file(model.state_dict(), tmp_path / "model.safetensors")
    spectra = layer_spectra(tmp_path / "model.safetensors")
    assert spectra.order == "unknown" and str(spectra).endswith(", order of layers unknown")
    with pytest.warns(UserWarning, match="^source: the order of its layers is not known, and the result depends on it"):
        found = cpse(spectra)
    assert found.remarks == ("order of layers unknown",) and str(found).endswith("order of layers unknown")
    assert str(null_band(spectra, 2, np.random.default_rng(1))).endswith("order of layers unknown")
    given = layer_spectra(tmp_path / "model.safetensors", order=["zeta.weight", "mu.weight", "alpha.weight"])
    assert given.order == "given" and cpse(given).value == cpse(model).value != found.value


def test_a_sorted_state_dict_is_known_by_its_biases_and_ordered_anew():
    """As it comes out of a file that sorts, in memory; a module never has a bias before its weight."""
    torch.manual_seed(0)
    model = torchvision.models.resnet18(weights=None)
    spectra = layer_spectra(dict(sorted(model.state_dict().items())))
    assert spectra.names == layer_spectra(model).names and spectra.order == "architecture"


@pytest.mark.parametrize("name, shapes, grounds", [
    ("block.experts.weight", [(5, 6)] * 3, "a stack of 3 matrices, since its name says experts"),
    ("kernels", [(5, 6)] * 3, "a stack of 3 matrices, since its name says no weight of a convolution, but kernels"),
    ("block.weight", [(3, 30)], "the kernel of a one-dimensional convolution, since its name says nothing of experts")])
def test_an_array_of_three_dimensions_is_read_on_grounds_that_are_said(name, shapes, grounds):
    spectra = layer_spectra({name: np.random.default_rng(1).standard_normal((3, 5, 6))})
    assert list(spectra.shapes) == shapes and dict(spectra.notes) == {name: grounds}


def test_an_order_must_name_every_parameter(tmp_path):
    state = Odd().state_dict()
    with pytest.raises(ValueError, match="^order must name every parameter of source with two or more dimensions; got 1"
                                         " names without mu.weight$"):
        layer_spectra(state, order=["zeta.weight"])
    for order in (3, "zeta.weight", [], [1]):
        with pytest.raises(TypeError, match="^order must be a torch module or a list of names; got a"):
            layer_spectra(state, order=order)


@pytest.mark.parametrize("skip", ["*.mu.*", ["mu.weight"], ("mu*",)])
def test_parameters_can_be_skipped_by_name_or_pattern(skip):
    state = {f"net.{name}" if "." in str(skip) and str(skip).startswith("*") else name: value
             for name, value in Odd().state_dict().items()}
    with pytest.warns(UserWarning, match="of its weights were read"):
        spectra = layer_spectra(state, skip=skip)
    assert len(spectra) == 2 and [reason for _, reason in spectra.skipped] == ["left out by the reader"]


def test_a_pattern_that_skips_nothing_is_an_error():
    with pytest.raises(ValueError, match="^skip must name or match parameters of source; 'nu.weight' matches none$"):
        layer_spectra(Odd().state_dict(), skip=["nu.weight"])


@pytest.mark.parametrize("together", [1, 2])
def test_one_large_array_of_a_file_is_in_memory_at_a_time_or_a_batch_of_small_ones(together, tmp_path, monkeypatch):
    """Six matrices of 4 MB, of 8 MB in double precision (numpy's memory, by tracemalloc)."""
    from pse_helpers.layers import solving
    monkeypatch.setattr(solving, "LARGE", together * 1000**2)
    monkeypatch.setattr(solving, "TOGETHER", together * 1000**2)
    save_file({f"{k}.weight": torch.randn(1000, 1000, generator=torch.Generator().manual_seed(k)) for k in range(6)},
              tmp_path / "model.safetensors")
    layer_spectra(tmp_path / "model.safetensors")  # libraries take what they take once
    tracemalloc.start()
    layer_spectra(tmp_path / "model.safetensors")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * together * 8 * 1000**2
