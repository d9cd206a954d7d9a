"""Spikes for the tests of features."""

import numpy as np
import pytest


@pytest.fixture
def raster():
    """Spikes, 0 or 1, of neurons under a common drive."""
    def drawn(seed, samples, neurons, share, rate, driven_rate):
        rng = np.random.default_rng(seed)
        drive = rng.random((samples, 1)) < share
        return (rng.random((samples, neurons)) < np.where(drive, driven_rate, rate)).astype(int)
    return drawn
