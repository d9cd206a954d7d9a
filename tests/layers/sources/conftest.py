"""Weights from a fixed seed, layer matrices by name, and every way in which torch computes a weight."""

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources import read_weights


@pytest.fixture(autouse=True)
def fixed_weights():
    torch.manual_seed(0)


@pytest.fixture
def matrices():
    """{name: layer matrix} of a source, with the spectra checked against them by singular values."""
    def checked(source, example_input=None):
        entries, _ = read_weights(source, example_input)
        found = {name: weight.reshape(len(weight), -1) for name, weight in entries}
        spectra = layer_spectra(source, example_input)
        assert spectra.names == tuple(found) and len(found) == len(entries)
        for matrix, values in zip(found.values(), spectra.values):
            np.testing.assert_allclose(values, np.linalg.svd(matrix, compute_uv=False)**2, atol=1e-5 * values[0])
        return found
    return checked


COMPUTED = {
    "new_weight_norm": parametrizations.weight_norm,
    "old_weight_norm": nn.utils.weight_norm,
    "new_spectral_norm": parametrizations.spectral_norm,
    "old_spectral_norm": nn.utils.spectral_norm,
    "orthogonal": parametrizations.orthogonal,
    "pruned": lambda layer: prune.l1_unstructured(layer, "weight", 0.5),
}


@pytest.fixture(params=COMPUTED)
def wrap(request):
    """Makes the weight of a layer one that torch computes from other parameters."""
    return COMPUTED[request.param]
