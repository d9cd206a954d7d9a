"""What the other modules share: points with two values each, their correlation, the number of random draws."""

import numpy as np

RESAMPLES = 2000


def paired(x, y):
    """x and y as two rows of numbers that have a correlation."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    if x.shape != y.shape or x.ndim != 1 or len(x) < 3:
        raise ValueError(f"x and y must be two rows of at least three numbers each; got shapes {x.shape} and {y.shape}")
    for name, values in (("x", x), ("y", y)):
        if not np.isfinite(values).all() or np.ptp(values) == 0:
            raise ValueError(f"{name} must be finite and not all equal")
    return x, y


def correlation(x, y):
    """Pearson's correlation along the last axis."""
    x, y = x - x.mean(axis=-1, keepdims=True), y - y.mean(axis=-1, keepdims=True)
    return (x * y).sum(axis=-1) / np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
