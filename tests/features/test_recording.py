"""Recorded activations are those of the layers, and the model stays as it was."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers import features


class Twice(nn.Module):
    """One ReLU module called twice, in place, between convolutions, as in torchvision's ResNets."""

    def __init__(self):
        super().__init__()
        self.first, self.norm = nn.Conv2d(1, 3, 3, padding=1), nn.BatchNorm2d(3)
        self.second, self.relu, self.unused = nn.Conv2d(3, 2, 3), nn.ReLU(inplace=True), nn.Linear(2, 2)

    def forward(self, x):
        return self.relu(self.second(self.relu(self.norm(self.first(x)))))


@pytest.fixture
def network():
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(1)
        model = Twice()
    model.norm.eval()
    return model


@pytest.fixture
def images():
    return torch.randn(6, 1, 5, 5, generator=torch.Generator().manual_seed(2))


def test_recorded_values_are_those_of_the_layers(network, images):
    found = features.activations(network, images, layers=["first", "norm", "relu"])
    with torch.no_grad():
        first = network.first(images)
        norm = network.norm(first)
        second = network.second(norm.clamp(min=0)).clamp(min=0)
    expected = {"first": first, "norm": norm, "relu": norm.clamp(min=0), "relu:2": second}
    assert list(found) == list(expected)
    for name in expected:                                        # "norm" was changed in place by the ReLU after it
        assert found[name] == pytest.approx(expected[name].flatten(1).numpy(), abs=1e-6)
    assert list(features.activations(network, images)) == ["relu", "relu:2"]


def test_the_model_stays_as_it_was(network, images):
    network.train()
    network.second.eval()
    modes = [module.training for module in network.modules()]
    state = {name: value.clone() for name, value in network.state_dict().items()}
    features.activations(network, images)
    for bad in (torch.zeros(2, 7, 5, 5), images[0, 0]):
        with pytest.raises(ValueError, match="batches must fit the model"):
            features.activations(network, bad)
    with pytest.raises(ZeroDivisionError):
        features.activations(network, images, feature_maps=lambda values: 1 / 0)
    assert [module.training for module in network.modules()] == modes
    assert not any(module._forward_hooks for module in network.modules())
    assert all(torch.equal(value, state[name]) for name, value in network.state_dict().items())
    assert all(parameter.grad is None for parameter in network.parameters()) and network(images).requires_grad


def test_batches_one_at_a_time_are_one_large_batch(network, images):
    whole = features.activations(network, images)
    alive = []

    def batches():
        for part in images.split(2):
            alive.append(1)
            yield part, torch.zeros(2)                           # as a data loader gives them
    for name, values in features.activations(network, batches()).items():
        assert values == pytest.approx(whole[name], abs=1e-6)
    assert len(alive) == 3


def test_batches_are_not_collected_before_the_model_sees_them(network, images):
    seen = []
    network.first.register_forward_hook(lambda *_: seen.append(torch.is_grad_enabled()))

    def batches():
        for i, part in enumerate(images.split(2)):
            assert len(seen) == i
            yield part
    features.activations(network, batches())
    assert seen == [False] * 3                                    # nothing is kept for a backward pass


def test_layouts_of_feature_maps(network, images):
    with torch.no_grad():
        maps = network.norm(network.first(images)).numpy()
    found = {name: features.activations(network, images, ["norm"], name)["norm"] for name in features.FEATURE_MAPS}
    assert found["flatten"] == pytest.approx(maps.reshape(6, 75), abs=1e-6)
    rows = [maps[i, :, a, b] for i in range(6) for a in range(5) for b in range(5)]
    assert found["positions"] == pytest.approx(np.array(rows), abs=1e-6)
    assert found["pooled"] == pytest.approx(maps.mean(axis=(2, 3)), abs=1e-6)
    flat = np.random.default_rng(23).standard_normal((4, 3))
    for layout in features.FEATURE_MAPS.values():
        assert (layout(flat) == flat).all()


def test_half_precision_is_read():
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU()).to(torch.bfloat16)
    assert features.activations(model, torch.ones(4, 2, dtype=torch.bfloat16))["1"].dtype == np.float32


# -- refusals ------------------------------------------------------------------

class _Named(nn.Module):
    def __init__(self, a):
        super().__init__()
        self.a = a

    def forward(self, x):
        return self.a(x)


@pytest.mark.parametrize("arguments, words", [
    ({"layers": ["first", "third"]}, r"layers must be names of the model's modules; got \['third'\], known are first"),
    ({"layers": []}, "layers must be names"),
    ({"layers": "unused"}, "layers: the model never called 'unused'"),
    ({"layers": ["first", "unused"]}, "layers: the model never called 'unused'"),
    ({"feature_maps": "gap"}, "feature_maps must be one of flatten, positions, pooled or a function; got 'gap'"),
    ({"batches": []}, "batches must hold at least one batch"),
    ({"batches": [torch.zeros(2, 1, 5, 5), torch.zeros(2, 1, 6, 6)]},
     r"batches must give 'relu' one number of neurons; got \[75, 108\]")])
def test_activations_refuses(network, images, arguments, words):
    with pytest.raises(ValueError, match=words):
        features.activations(network, **{"batches": images} | arguments)


def test_activations_refuses_what_has_no_switches_to_read():
    with pytest.raises(ValueError, match="model has no torch.nn.ReLU module; give in layers"):
        features.activations(nn.Linear(2, 2), torch.ones(3, 2))
    with pytest.raises(TypeError, match="model must be a torch module; got a function"):
        features.activations(lambda x: x, torch.ones(3, 2))
    with pytest.raises(TypeError, match="layers: the output of 'a' must be a real tensor; got tuple"):
        features.activations(_Named(nn.GRU(2, 2)), torch.ones(3, 2, 2), ["a"])
    with pytest.raises(TypeError, match="got torch.complex64"):
        features.activations(_Named(nn.Identity()), torch.ones(3, 2, dtype=torch.complex64), ["a"])
    with pytest.raises(ValueError, match=r"at least two dimensions, samples and neurons; got shape \(3,\)"):
        features.activations(_Named(nn.Identity()), torch.ones(3), ["a"])


@pytest.mark.parametrize("inputs, words", [
    (torch.ones(5, 2, dtype=torch.long), r"batches must fit the model; got torch.int64 of shape \(5, 2\) \("),
    (torch.ones(5, 2, dtype=torch.complex64), r"batches must fit the model; got torch.complex64 of shape \(5, 2\) \("),
    ([(torch.ones(5, 3), torch.ones(5))], r"batches must fit the model; got torch.float32 of shape \(5, 3\) \("),
    (np.ones((5, 2)), "batches must hold tensors; got an ndarray"),
    ([(np.ones((5, 2)), np.ones(5))], "batches must hold tensors; got an ndarray")])
def test_activations_refuses_batches_that_the_model_cannot_take(inputs, words):
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU())
    with pytest.raises((TypeError, ValueError), match=words) as caught:
        features.activations(model, inputs)
    assert "\n" not in str(caught.value)
    assert not model[1]._forward_hooks
