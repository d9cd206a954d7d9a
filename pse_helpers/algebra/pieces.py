"""The linear pieces of one layer: how often units of a few pieces each can cut an affine space."""

from functools import lru_cache

import numpy as np
from scipy.special import logsumexp

from pse_helpers.checks import check_whole


def log_pieces(units, dimension, pieces=2):
    r"""Logarithm of the largest number of linear pieces that a layer makes of one affine space.

    .. math:: c = \ln \sum_{i=0}^{\min(d, n)} \binom{n}{i} (p - 1)^i

    for n units of p linear pieces each on an affine space of dimension d. A ReLU
    unit has two pieces, a hyperplane between them, and p = 2 counts the regions of n
    hyperplanes in general position; a clipped unit has three, a maximum of k numbers
    has k. Where d reaches n the units do as they like: :math:`c = n \ln p`.

    Parameters
    ----------
    units : int
        n, at least 0.
    dimension : int
        d, at least 0.
    pieces : int
        p, at least 1.

    Returns
    -------
    float
        In nats; zero for p = 1, a linear layer.

    Notes
    -----
    Source: Zaslavsky (1975), Mem. Amer. Math. Soc. 154, for p = 2. A unit more, of
    p - 1 parallel hyperplanes, adds to a cut at most p - 1 times the pieces that the
    units before make in one dimension less, which gives the sum. For maxima of p
    affine functions: Montúfar, Ren and Zhang (2022), SIAM J. Appl. Algebra Geometry
    6, 618, of which the abstract was at hand; the tests count the pieces of such units.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.algebra import log_pieces
    >>> float(np.exp(log_pieces(3, 2)).round(6))        # three lines cut the plane into seven
    7.0
    """
    n, d, p = check_whole(units, "units", 0), check_whole(dimension, "dimension", 0), check_whole(pieces, "pieces")
    return _log_pieces(n, d, p)


@lru_cache(maxsize=4096)  # the blocks of a network repeat themselves
def _log_pieces(n, d, p):
    if p == 1:
        return 0.0
    if d >= n:
        return float(n * np.log(float(p)))
    i = np.arange(1, d + 1)
    # Of ratios: exact where a difference of factorials cancels.
    terms = np.cumsum(np.log((float(n) - i + 1) / i * (p - 1)))
    return float(logsumexp(np.append(0, terms)))
