"""A network of a few switches that several measures are taken of."""

import pytest
import torch
from torch import nn


@pytest.fixture(scope="module")
def small_network():
    """A model, images, and these with labels."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
                              nn.Flatten(), nn.Linear(5, 2))
        images = torch.randn(60, 1, 8, 8)
    return model, images, (images, torch.arange(60) % 2)
