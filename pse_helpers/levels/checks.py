"""Checks of arguments that samples and laws share."""

import numpy as np

from pse_helpers.checks import check_number


def checked_arc(arc):
    """The length of an arc that is not the whole circle, as a float."""
    check_number(arc, "arc", "above 0 and below 2 pi", lambda arc: 0 < arc < 2 * np.pi)
    return float(arc)


def checked_k(k):
    """Numbers of Fourier sums, as an array of no or one dimension."""
    k = np.asarray(k)
    if not np.issubdtype(k.dtype, np.integer) or k.ndim > 1 or (k < 0).any():
        raise ValueError(f"k must be a whole number from 0 on, or a vector of them; got {k}")
    return k
