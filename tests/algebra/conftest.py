"""Weights are the same in every test of layer algebra."""

import pytest
import torch


@pytest.fixture(autouse=True)
def fixed_weights():
    torch.manual_seed(0)
