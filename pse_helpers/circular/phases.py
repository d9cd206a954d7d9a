"""Eigenphases without a matrix: exact counts between edges, and all of them."""

import numpy as np

from pse_helpers.checks import check_generator, check_whole
from pse_helpers.circular.arcs import checked_edges, go_around
from pse_helpers.circular.coefficients import coefficient_blocks
from pse_helpers.circular.independent import independent_counts, independent_phases
from pse_helpers.circular.matrices import beta_or_zero
from pse_helpers.circular.winding import shear, winding

_POINTS = 20000  # angles at which the recursion runs side by side


def eigenphase_counts(ensemble, n, edges, size, rng):
    r"""Exact histograms of the eigenphases of `size` matrices, without a matrix.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta >= 0; 0 means independent, uniform phases.
    n : int
        Number of eigenphases of a matrix; the cost is proportional to it, the
        memory does not depend on it.
    edges : array_like, shape (bins + 1,)
        Rising, in radians, spanning at most 2 pi.
    size : int
        Number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (size, bins)

    Notes
    -----
    One step of the relative Prüfer phase :math:`\psi` for each coefficient, in the form
    :math:`e^{i\psi} = \bar P / P`, in which it is a shear and a rotation of the
    plane; an eigenphase is passed where the imaginary part of P changes sign. For
    beta = 0 the counts are multinomial, and drawn as such.
    All draws come from one stream, and one after another. To work on them side by side draw in
    groups, each from a generator of its own: :func:`pse_helpers.parallel.ordered_draws`.
    Source: Killip and Stoiciu (2009), Duke Math. J. 146, 361, there without the shear.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import eigenphase_counts
    >>> edges = np.linspace(-np.pi, np.pi, 5)
    >>> eigenphase_counts("CUE", 100, edges, 3, np.random.default_rng(1)).sum(axis=1)
    array([100, 100, 100])
    """
    beta, n, size = beta_or_zero(ensemble), check_whole(n, "n"), check_whole(size, "size")
    edges = checked_edges(edges)
    check_generator(rng)
    if beta == 0:
        return independent_counts(n, edges, size, rng)
    shears = (shear(*block) for block in coefficient_blocks(beta, n, size, rng))
    steps = ((c[:, None], d[:, None]) for cs, ds in shears for c, d in zip(cs, ds))
    return _counts(steps, n, edges, rng.random((size, 1)))


def _counts(steps, n, edges, offset):
    """Counts between edges: eigenphases passed since the first edge, at every edge, then differences."""
    widths, whole_circle = edges - edges[0], go_around(edges)
    inside = widths[1:-1] if whole_circle else widths[1:]
    turns, rest = winding(steps, np.broadcast_to(inside / 2, (len(offset), len(inside))))
    passed = turns + (offset + rest >= 1)  # whole numbers between offset, below 1, and offset + turns + rest
    closing = np.full((len(offset), 1), n) if whole_circle else np.empty((len(offset), 0), int)
    return np.diff(np.hstack([np.zeros((len(offset), 1), int), passed, closing]))


def eigenphases(ensemble, n, size, rng):
    """All eigenphases of `size` matrices, without a matrix.

    Parameters
    ----------
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta >= 0; 0 means independent, uniform phases.
    n : int
        Number of eigenphases of a matrix; the cost grows with its square (not for beta = 0).
    size : int
        Number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (size, n)
        Radians in [-pi, pi), each row sorted; CSE without its Kramers twins.

    Notes
    -----
    The Prüfer phase of :func:`eigenphase_counts` rises by one turn from each
    eigenphase to the next; they are bracketed on a grid and found by scipy. For
    beta = 0 they are n independent draws, sorted.
    All draws come from one stream, and one after another. To work on them side by side draw in
    groups, each from a generator of its own: :func:`pse_helpers.parallel.ordered_draws`.
    Source: Killip and Stoiciu (2009), Duke Math. J. 146, 361.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.circular import eigenphases
    >>> eigenphases("COE", 3, 2, np.random.default_rng(1)).round(2)
    array([[ 0.41,  0.57,  2.99],
           [-2.58, -0.6 ,  0.24]])
    """
    beta, n, size = beta_or_zero(ensemble), check_whole(n, "n"), check_whole(size, "size")
    check_generator(rng)
    if beta == 0:
        return independent_phases(n, size, rng)
    together = max(1, _POINTS // n)
    groups = [min(together, size - start) for start in range(0, size, together)]
    return np.concatenate([_solve(beta, n, group, rng) for group in groups])


def _solve(beta, n, size, rng):
    """Eigenphases of a group of matrices, shape (size, n): where `level` passes 1, ..., n."""
    from scipy.optimize import elementwise  # slow to import, and needed here only
    shears = [shear(*block) for block in coefficient_blocks(beta, n, size, rng)]
    # Backwards, the largest coefficients come first: the same law of eigenphases, and a far smoother phase to solve.
    backwards = [(c, d) for cs, ds in reversed(shears) for c, d in zip(cs[::-1], ds[::-1])]
    offset = rng.random(size)

    def level(theta, row):
        """How many eigenphases lie below an angle counted from the reference point, continued between them."""
        pick = row if size > 1 else 0  # gathering from one row would only cost time
        steps = ((c[pick], d[pick]) for c, d in backwards)
        turns, rest = winding(steps, theta / 2)
        return turns + rest + offset[row]

    # From 0 to 2 pi a row's level rises without a break from offset, in [0, 1), to offset + n. So it passes each whole
    # number 1, ..., n exactly once, and the two points of the grid beside that place bracket the root to be found.
    row, target = np.divmod(np.arange(size * n), n)
    target += 1
    grid = np.linspace(0, np.nextafter(2 * np.pi, 0), 2 * n + 1)  # at 2 pi itself the turn would be complete
    levels = np.empty((size, len(grid)))
    levels[:, 0], levels[:, -1] = offset, offset + n
    inner = np.tile(grid[1:-1], size)
    levels[:, 1:-1] = level(inner, np.repeat(np.arange(size), len(grid) - 2)).reshape(size, -1)
    after = np.concatenate([np.searchsorted(one, np.arange(1, n + 1)) for one in levels])
    found = elementwise.find_root(lambda theta, row, target: level(theta, row) - target,
                                  (grid[after - 1], grid[after]), args=(row, target), tolerances={"xatol": 1e-13})
    return np.sort(found.x.reshape(size, n), axis=1) - np.pi
