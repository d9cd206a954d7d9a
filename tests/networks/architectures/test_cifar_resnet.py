"""The residual networks against He et al. (2016): layers, parameters, shortcuts, variance of the first weights."""

import numpy as np
import pytest
import torch
from scipy.stats import chi2

from pse_helpers import networks
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
from pse_helpers.training import seeded

PARAMETERS = {"resnet20": 0.27, "resnet32": 0.46, "resnet44": 0.66, "resnet56": 0.85}  # He et al., table 6, millions


@pytest.mark.parametrize("name", PARAMETERS)
def test_architecture(name):
    model = networks.load(name)
    spectra = layer_spectra(model)
    assert len(spectra) == int(name.removeprefix("resnet"))
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(PARAMETERS[name], abs=0.005)
    assert model(torch.zeros(2, 3, 32, 32)).shape == (2, 10)
    assert not model.training
    trained = networks.spectra(name, "CIFAR10")
    assert (spectra.names, spectra.shapes) == (trained.names, trained.shapes)
    assert layer_spectra(model, torch.zeros(1, 3, 32, 32)).names == spectra.names


def test_shortcuts_subsample_and_pad():
    """With both convolutions silenced a widening block passes every second pixel on, in the middle channels."""
    block = networks.load("resnet20").layer2[0]
    for parameter in block.parameters():
        parameter.data.zero_()
    x = torch.rand(1, 16, 8, 8)
    y = block(x)
    assert torch.equal(y[:, 8:24], x[:, :, ::2, ::2])
    assert y.shape == (1, 32, 4, 4) and y[:, :8].abs().sum() == y[:, 24:].abs().sum() == 0


@pytest.mark.parametrize("depth, width, channels", [(8, 2, 1), (20, 16, 3), (26, 4, 1)])
def test_width_and_channels_of_residual_networks(depth, width, channels):
    shapes = layer_spectra(CifarResNet(depth, width, channels)).shapes
    blocks = (depth - 2) // 6
    assert shapes[0] == (width, 9 * channels) and shapes[-1] == (10, 4 * width)
    assert [rows for rows, _ in shapes[1:-1]] == list(np.repeat([width, 2 * width, 4 * width], 2 * blocks))


def test_the_default_residual_network_is_the_one_for_cifar():
    assert layer_spectra(CifarResNet(20)).shapes == layer_spectra(CifarResNet(20, 16, 3)).shapes


@pytest.mark.false_alarm(3e-4, detects="fan-out for fan-in where the two differ by a half")
def test_weights_before_training_have_the_variance_of_he():
    """Two over fan-in, for a Gaussian, layer by layer: a mean of squares follows chi squared."""
    with seeded(int(np.random.default_rng(0).integers(2**31))):
        model = CifarResNet(20, 16, 1)
    for name, weight in model.named_parameters():
        if weight.ndim > 1:
            low, high = chi2(weight.numel()).interval(1 - 1e-5)
            assert low < weight.square().sum().item() * weight[0].numel() / 2 < high, name


@pytest.mark.parametrize("build, message", [
    (lambda: CifarResNet(9), "depth must be 8, 14, 20, ...; got 9"),
    (lambda: CifarResNet(2), "depth must be 8, 14, 20, ...; got 2"),
    (lambda: CifarResNet(8, 3), "width must be even, since shortcuts pad on both sides; got 3"),
    (lambda: CifarResNet(8, 2, 0), "channels must be a positive integer; got 0")])
def test_what_no_residual_network_is(build, message):
    with pytest.raises(ValueError, match=message):
        build()
