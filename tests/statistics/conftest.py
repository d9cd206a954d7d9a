"""What the files of this folder share."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def points():
    """Normal points with a given correlation, from a seed."""
    def drawn(n, seed, correlation=0.5):
        x, noise = np.random.default_rng(seed).standard_normal((2, n))
        return x, correlation * x + np.sqrt(1 - correlation**2) * noise
    return drawn
