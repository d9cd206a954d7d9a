"""What both sums over paths share: a copy without biases, and an image of ones."""

import pytest
import torch
from torch import nn

from pse_helpers.measures.paths import sum_over_paths, without_biases


def test_a_copy_without_biases_has_the_weights_and_leaves_the_model_as_it_was():
    net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(3, 2)).train()
    net[1].running_mean.fill_(5.0)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    twin = without_biases(net)
    for name, value in twin.state_dict().items():
        shift = name.endswith(("bias", "running_mean"))
        assert torch.equal(value, torch.zeros_like(value) if shift else before[name].to(value.dtype))
    assert not twin.training and net.training
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_the_sum_over_paths_of_positive_weights_is_that_of_their_products():
    """Two inputs, two units, one output: four paths, 1 x 5 + 2 x 5 + 3 x 6 + 4 x 6."""
    net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    net[0].weight.data, net[2].weight.data = torch.tensor([[1.0, 2], [3, 4]]), torch.tensor([[5.0, 6]])
    assert sum_over_paths(without_biases(net), (2,)).item() == pytest.approx(57)
