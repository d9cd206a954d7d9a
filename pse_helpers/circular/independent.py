"""Independent, uniform phases: the circular ensemble of beta = 0, in which levels do not repel each other."""

import numpy as np

from pse_helpers.circular.arcs import go_around


def independent_phases(n, size, rng):
    """Rows of n independent, uniform phases, sorted: shape (size, n), in [-pi, pi)."""
    return np.sort(rng.uniform(-np.pi, np.pi, (size, n)), axis=1)


def independent_counts(n, edges, size, rng):
    """Multinomial counts of n independent, uniform phases between edges, shape (size, bins)."""
    shares = np.diff(edges) / (2 * np.pi)
    if go_around(edges):
        return rng.multinomial(n, shares / shares.sum(), size)  # the last bin takes what the others leave
    return rng.multinomial(n, [*shares, 1 - shares.sum()], size)[:, :-1]
