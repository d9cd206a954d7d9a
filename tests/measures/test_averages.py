"""Averages with squared weights, against the square of the matrix that each average is."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from pse_helpers.measures import log_path_norm
from pse_helpers.measures.averages import squared_averages


class Called(nn.Module):
    """An average that no module of torch stands for."""

    def __init__(self, function):
        super().__init__()
        self.forward = function


AVERAGES = [
    ((2, 9), nn.AvgPool1d(3, 2, 1)), ((2, 9), nn.AdaptiveAvgPool1d(4)),
    ((2, 4, 4), nn.AvgPool2d(2)), ((1, 7, 9), nn.AvgPool2d(3, 2, 1)),
    ((1, 7, 9), nn.AvgPool2d(3, 2, 1, count_include_pad=False)),
    ((1, 8, 9), nn.AvgPool2d(3, 2, 1, ceil_mode=True)), ((1, 7, 7), nn.AvgPool2d(2, ceil_mode=True)),
    ((1, 4, 4), nn.AvgPool2d(2, divisor_override=3)),
    ((2, 4, 4), nn.AdaptiveAvgPool2d(1)), ((1, 7, 9), nn.AdaptiveAvgPool2d((3, 5))),
    ((1, 3, 3), nn.AdaptiveAvgPool2d(5)),
    ((1, 5, 5, 5), nn.AvgPool3d(3, 2, 1)), ((1, 5, 5, 5), nn.AdaptiveAvgPool3d(2)),
    ((2, 4, 6), Called(lambda x: x.mean(dim=(2, 3)))), ((2, 4, 6), Called(lambda x: torch.mean(x, 1))),
    ((2, 4, 6), Called(torch.mean)), ((2, 4, 6), Called(lambda x: functional.adaptive_avg_pool2d(x, (3, None))))]


@pytest.mark.parametrize("shape, average", AVERAGES)
def test_an_average_is_a_matrix_with_squared_entries(shape, average):
    values = torch.rand(1, *shape, dtype=torch.float64, generator=torch.Generator().manual_seed(1))
    matrix = torch.autograd.functional.jacobian(average, values).reshape(-1, values.numel())
    with squared_averages():
        found = average(values)
    assert torch.allclose(found.flatten(), matrix**2 @ values.flatten(), rtol=1e-12)
    assert torch.allclose(average(values).flatten(), matrix @ values.flatten(), rtol=1e-12)  # and not for ever


@pytest.mark.parametrize("average", [nn.AvgPool2d(2), Called(lambda x: functional.avg_pool2d(x, 2))])
def test_the_same_function_written_as_matrices_has_the_same_path_norm(average):
    convolution, linear = nn.Conv2d(1, 1, 1, bias=False), nn.Linear(1, 1, bias=False)
    net = nn.Sequential(convolution, average, nn.Flatten(), linear)
    matrices = nn.Sequential(nn.Flatten(), nn.Linear(4, 4, bias=False), nn.Linear(4, 1, bias=False), linear)
    matrices[1].weight.data = torch.eye(4) * convolution.weight.item()
    matrices[2].weight.data = torch.full((1, 4), 0.25)
    assert log_path_norm(net, (1, 2, 2)) == pytest.approx(log_path_norm(matrices, (1, 2, 2)), rel=1e-9)
    by_hand = np.log10(abs(convolution.weight.item() * linear.weight.item()) / 2)
    assert log_path_norm(net, (1, 2, 2)) == pytest.approx(by_hand, rel=1e-6)
