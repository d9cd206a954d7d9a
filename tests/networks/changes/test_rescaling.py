"""Rescaled networks have other weights and compute the same."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.cascade import cpse
from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
from pse_helpers.networks.architectures.narrow_vgg import NarrowVGG
from pse_helpers.networks.changes import rescaled_channels


def small_vgg(dtype=torch.float64, batch_norm=False):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        model = NarrowVGG(11, 2, batch_norm)
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):  # zero biases would hide a bias that is not rescaled
            parameter.data = torch.linspace(-0.5, 1, len(parameter))
    return model.to(dtype)


def images(dtype=torch.float64):
    return torch.from_numpy(np.random.default_rng(1).standard_normal((7, 1, 32, 32))).to(dtype)


@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-12), (torch.float32, 1e-4)])
@pytest.mark.parametrize("decades", [0.5, 4])
def test_rescaled_networks_compute_the_same_with_other_weights(dtype, tolerance, decades):
    model, x = small_vgg(dtype), images(dtype)
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    twin = rescaled_channels(model, np.random.default_rng(1), decades)
    with torch.no_grad():
        expected, found = model(x), twin(x)
    assert (found - expected).abs().max() < tolerance * expected.abs().max()
    for name, value in twin.state_dict().items():
        assert torch.equal(model.state_dict()[name], kept[name])
        assert value.dtype == dtype and (name == "26.bias" or not torch.allclose(value, kept[name], rtol=1e-3)), name


def test_layer_spectra_notice():
    model = small_vgg()
    twin = rescaled_channels(model, np.random.default_rng(1), 2)
    assert abs(cpse(twin).value - cpse(model).value) > 0.02


@pytest.mark.false_alarm(2e-4, detects="a mean that is off by 0.1 decades, a variance by an eighth")
def test_factors_are_uniform_in_decades():
    """Read off the first layer: all within the range, mean and variance within four standard errors."""
    model = nn.Sequential(nn.Linear(1, 4000), nn.ReLU(), nn.Linear(4000, 1)).double()
    twin = rescaled_channels(model, np.random.default_rng(2), 3)
    logs = torch.log10(twin[0].weight / model[0].weight).detach().numpy().ravel()
    assert np.abs(logs).max() <= 1.5 and abs(logs.mean()) < 4 * np.sqrt(0.75 / 4000)
    assert logs.var() == pytest.approx(0.75, abs=4 * np.sqrt(9**2 / 180 / 4000))


def test_mode_precision_and_lack_of_a_bias_are_kept():
    model = nn.Sequential(nn.Conv2d(1, 4, 3, bias=False), nn.ReLU(), nn.Conv2d(4, 2, 3)).bfloat16().eval()
    twin = rescaled_channels(model, np.random.default_rng(1), 1)
    assert not twin.training and twin[0].bias is None and twin[0].weight.dtype == torch.bfloat16
    assert rescaled_channels(small_vgg().train(), np.random.default_rng(1), 1).training


def test_seeds_decide_how_to_rescale():
    first, again, other = (rescaled_channels(small_vgg(), np.random.default_rng(seed), 1)[0].weight
                           for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)

TIED = nn.Linear(3, 3)


class Doubling(nn.Linear):
    """A subclass that ReLU's homogeneity does not cover."""

    def forward(self, x):
        return super().forward(x) + 1


@pytest.mark.parametrize("model, error, message", [
    (small_vgg(batch_norm=True), TypeError, "model may hold .* only; got a BatchNorm2d at 1"),
    (CifarResNet(8, 2, 1), TypeError, "model must be a torch.nn.Sequential; got a CifarResNet"),
    (nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 2)), TypeError, "got a GELU at 1"),
    (nn.Sequential(nn.Linear(2, 2), nn.ReLU(), Doubling(2, 2)), TypeError, "got a Doubling at 2"),
    (nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)), nn.ReLU(), nn.Linear(2, 2)), TypeError,
     "got a ParametrizedLinear at 0"),
    (nn.Sequential(nn.Conv2d(1, 3, 3), nn.Flatten(), nn.Linear(12, 2)), ValueError,
     "model: 3 channels leave layer 0, but layer 2 takes 12"),
    (nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Linear(4, 2)), ValueError,
     "a Flatten must stand between layer 0, a convolution, and layer 2"),
    (nn.Sequential(nn.Conv2d(4, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3, groups=2)), ValueError,
     "4 channels leave layer 0, but layer 2 takes 2"),
    (nn.Sequential(TIED, nn.ReLU(), TIED), ValueError, "model: a weight stands in two layers")])
def test_what_cannot_be_rescaled(model, error, message):
    with pytest.raises(error, match=message):
        rescaled_channels(model, np.random.default_rng(1), 1)


@pytest.mark.parametrize("decades", [0, -1, float("nan"), float("inf")])
def test_decades_are_positive(decades):
    with pytest.raises(ValueError, match=f"decades must be positive and finite, at most 60; got {decades}"):
        rescaled_channels(small_vgg(), np.random.default_rng(1), decades)


def test_rescaling_needs_a_generator():
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
        rescaled_channels(small_vgg(), 1, 1)
