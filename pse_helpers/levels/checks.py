"""Checks of arguments that samples and laws share."""

import numpy as np

from pse_helpers.checks import check_number, real_numbers, shown


def checked_arc(arc):
    """The length of an arc that is not the whole circle, as a float."""
    return check_number(arc, "arc", "above 0 and below 2 pi", lambda arc: 0 < arc < 2 * np.pi)


def checked_k(k):
    """Numbers of Fourier sums, as an array of no or one dimension."""
    k = real_numbers(k, "k")
    if k.dtype.kind not in "iu" or k.ndim > 1 or (k < 0).any():
        raise ValueError(f"k must be a whole number from 0 on, or a vector of them; got {shown(k.tolist())}")
    return k
