"""Networks of independent Gaussian weights, of which the class is known."""

import numpy as np
import pytest

from pse_helpers.layers import layer_spectra

SHAPES = [(16, 27), (16, 144), (32, 144), (32, 32), (10, 64)]


@pytest.fixture(scope="session")
def shapes():
    return SHAPES


@pytest.fixture(scope="session")
def network():
    """From a seed, and other shapes where they matter, the spectra of a network: by dense matrices."""
    def drawn(seed, shapes=SHAPES):
        rng = np.random.default_rng(seed)
        return layer_spectra([rng.standard_normal(shape) for shape in shapes])
    return drawn
