"""Checks of arguments that samples and laws share."""

from numbers import Real

import numpy as np


def checked_arc(arc):
    """The length of an arc that is not the whole circle, as a float."""
    if not isinstance(arc, Real) or not 0 < arc < 2 * np.pi:
        raise ValueError(f"arc must be above 0 and below 2 pi; got {arc!r}")
    return float(arc)


def checked_k(k):
    """Numbers of Fourier sums, as an array of no or one dimension."""
    k = np.asarray(k)
    if not np.issubdtype(k.dtype, np.integer) or k.ndim > 1 or (k < 0).any():
        raise ValueError(f"k must be a whole number from 0 on, or a vector of them; got {k}")
    return k
