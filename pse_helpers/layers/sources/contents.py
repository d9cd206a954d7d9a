"""Floating arrays that are no weights, known by what is in them: masks and tables of positions."""

import numpy as np


def no_weight(array):
    """Why an array with two or more dimensions is no weight, or None.

    >>> import numpy as np
    >>> from pse_helpers.layers.sources.contents import no_weight
    >>> no_weight(np.tril(np.ones((4, 4)))), no_weight(np.eye(4))
    ('a mask: one value, in a triangle of zeros', None)
    """
    if _is_mask(array):
        return "a mask: one value, in a triangle of zeros"
    if _is_sinusoidal(array):
        return "a table of positions: its columns are sine waves"
    return None


def _is_mask(array):
    """One value in a whole triangle, with or without the diagonal, and zeros elsewhere."""
    rows, columns = array.shape[-2:]
    if rows != columns or rows < 3 or array.size != rows * columns:
        return False
    square = array.reshape(rows, columns)
    corner = square[-1, 0] if square[0, -1] == 0 else square[0, -1]
    lower = square[0, -1] == 0
    return corner != 0 and any(np.array_equal(square, (np.tril if lower else np.triu)(
        np.full_like(square, corner), k)) for k in ((0, -1) if lower else (0, 1)))


def _is_sinusoidal(array):
    r"""Along the positions every column obeys x[p+1] + x[p-1] = 2 cos(w) x[p], as a wave of frequency w does."""
    rows, columns = array.shape[-2:]
    if array.size != rows * columns or rows < 8 or columns < 2:
        return False
    table = array.reshape(rows, columns).astype(float)
    if not np.isfinite(table).all() or np.abs(table).max() > 1 + 1e-3:
        return False
    inner, around = table[1:-1], table[2:] + table[:-2]
    twice_cosine = (inner * around).sum(axis=0) / np.maximum((inner**2).sum(axis=0), 1e-30)
    waves = (twice_cosine < 1.99) & (np.ptp(table, axis=0) > 1)  # a constant and a ramp obey it too, with w = 0
    # Half precision rounds to 1e-3; white noise of size one misses by one.
    return bool(waves.any() and np.abs(around - twice_cosine * inner).max() < 0.02)
