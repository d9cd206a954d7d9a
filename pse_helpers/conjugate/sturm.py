"""How many squared singular values of bidiagonal matrices lie below a threshold, without computing one."""

import numpy as np


def counts(on, beside, thresholds):
    """Counts between thresholds, and below the first and above the last.

    `on`, of shape (n, size), and `beside`, (n - 1, size), hold the squares of the
    entries of `size` bidiagonal matrices; `thresholds` (size, k) rise. As many
    eigenvalues of a symmetric matrix are below t as pivots of its elimination,
    shifted by t, are negative (Sylvester's law of inertia).
    """
    pivot = on[0][:, None] - thresholds
    below = (pivot < 0).astype(int)
    with np.errstate(divide="ignore", over="ignore"):  # a pivot of zero has an infinite successor, counted rightly
        for diagonal, outside in zip(on[1:] + beside, on[:-1] * beside):
            np.divide(outside[:, None], pivot, out=pivot)
            pivot += thresholds
            np.subtract(diagonal[:, None], pivot, out=pivot)
            below += pivot < 0
    every = np.full((len(below), 1), len(on))
    return np.diff(np.hstack([np.zeros_like(every), below, every]))
