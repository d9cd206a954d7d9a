"""What the other modules share: points with two values each, their correlation, the number of random draws."""

import numpy as np

from pse_helpers.checks import real_array

RESAMPLES = 2000


def paired(x, y, names=("x", "y")):
    """x and y as two rows of numbers that have a correlation."""
    x, y = (real_array(values, name, finite=False) for name, values in zip(names, (x, y)))
    if x.shape != y.shape or x.ndim != 1 or len(x) < 3:
        raise ValueError(f"{' and '.join(names)} must be two rows of at least three numbers each; "
                         f"got shapes {x.shape} and {y.shape}")
    for name, values in zip(names, (x, y)):
        if not np.isfinite(values).all() or not vary(values):
            raise ValueError(f"{name} must be finite and not all equal; "
                             f"got values from {values.min():g} to {values.max():g}")
    return x, y


def vary(rows):
    """Whether numbers differ along the last axis; their range might overflow."""
    return rows.max(axis=-1) > rows.min(axis=-1)


def correlation(x, y):
    """Pearson's correlation along the last axis; zero where one of both is constant."""
    x, y = _centred(x), _centred(y)
    lengths = np.sqrt((x**2).sum(axis=-1) * (y**2).sum(axis=-1))
    return (x * y).sum(axis=-1) / np.where(lengths > 0, lengths, 1)


def _centred(rows):
    """Deviations from the mean in a unit of their own, in which no square underflows or overflows."""
    rows = _scaled(rows)
    return _scaled(rows - rows.mean(axis=-1, keepdims=True))


def _scaled(rows):
    """Rows divided by a power of two, which rounds nothing, so that the largest number lies between 1/2 and 1."""
    return np.ldexp(rows, -np.frexp(np.abs(rows).max(axis=-1, keepdims=True))[1])
