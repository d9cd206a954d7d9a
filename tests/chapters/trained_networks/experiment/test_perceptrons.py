"""Perceptrons side by side are torch's own, one by one."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.chapters.trained_networks.experiment.perceptrons import SMALL, Perceptrons

SIZES, SEEDS = (6, 5, 5, 3), (3, 4)


def by_torch(model, index, normalised):
    """The same network of torch's layers; batch normalisation before the bias, as one affine layer."""
    layers = []
    for number, (weight, bias) in enumerate(zip(model.weights, model.biases)):
        inner = number < len(model.weights) - 1
        linear = nn.Linear(*weight.shape[1:], bias=not (inner and normalised))
        linear.weight.data = weight[index].detach().T.clone()
        layers.append(linear)
        if inner and normalised:
            norm = nn.BatchNorm1d(weight.shape[2], eps=SMALL)
            norm.weight.data, norm.bias.data = model.scales[number][index, 0].detach(), bias[index, 0].detach()
            layers.append(norm)
        else:
            linear.bias.data = bias[index, 0].detach().clone()
        layers += [nn.ReLU()] * inner
    return nn.Sequential(*layers)


@pytest.fixture(params=[False, True], ids=["plain", "normalised"])
def model(request):
    model = Perceptrons(SIZES, SEEDS, request.param)
    with torch.no_grad(), torch.random.fork_rng():
        for parameter in [*model.biases, *model.scales]:
            parameter += 0.3 * torch.rand_like(parameter)
    return model


def test_outputs_are_those_of_torchs_layers(model):
    images = torch.tensor(np.random.default_rng(0).standard_normal((2, 7, 6)), dtype=torch.float32)
    outputs = model(images)
    for index in range(2):
        expected = by_torch(model, index, len(model.scales) > 0)(images[index])
        assert torch.allclose(outputs[index], expected, atol=1e-5)


def test_evaluation_uses_the_moments_of_the_last_training_images(model):
    draw = np.random.default_rng(1).standard_normal
    images, others = (torch.tensor(draw((2, 9, 6)), dtype=torch.float32) for _ in range(2))
    in_training = model(images).detach()
    model.eval()
    assert torch.allclose(model(images), in_training, atol=1e-5)
    assert torch.allclose(model(torch.cat([images, others], dim=1))[:, :9], in_training, atol=1e-5)


def test_weights_depend_on_their_seed_alone():
    both, one = Perceptrons(SIZES, (3, 4), False), Perceptrons(SIZES, (4,), True)
    assert all(map(np.array_equal, both.matrices(1), one.matrices(0)))
    assert [matrix.shape for matrix in both.matrices(0)] == [(5, 6), (5, 5), (3, 5)]


def test_the_variance_is_two_over_the_inputs():
    """Of 10 000 Gaussian weights: the relative standard error of a variance is 1.4 per cent; five of them here."""
    matrix, = Perceptrons((100, 100), (0,), False).matrices(0)
    assert matrix.var() == pytest.approx(0.02, rel=0.07)
