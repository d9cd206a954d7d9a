"""Binned spectra of untrained networks of given shapes, without an eigenvalue."""

import numpy as np

from pse_helpers.checks import generator, whole
from pse_helpers.conjugate import sturm
from pse_helpers.conjugate.draws import masses


def null_masses(shapes, edges, size, rng):
    r"""Binned spectra of networks of independent Gaussian weights, every layer counting alike.

    Each layer's eigenvalues are in units of their own mean, as those of
    :func:`spectral_masses`.

    Parameters
    ----------
    shapes : sequence of (int, int)
        Of the layer matrices, in any order.
    edges : ndarray, shape (bins + 1,)
        What lies outside belongs to the end bins.
    size : int
        Number of networks.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (size, bins)
        Each row of mass one.

    Raises
    ------
    ValueError
        For no shapes, a size below 1.
    TypeError
        For an rng of another type.

    Notes
    -----
    The law of :func:`pse_helpers.cascade.gaussian_spectra`, in the bidiagonal form
    of Dumitriu and Edelman (2002), J. Math. Phys. 43, 5830, Theorem 3.1; its
    eigenvalues are counted, not computed. Chapter: Conjugate ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import null_masses
    >>> null_masses([(8, 20), (9, 9)], np.array([0, 1, 4]), 2, np.random.default_rng(1)).shape
    (2, 2)
    """
    generator(rng)
    if len(shapes) == 0:
        raise ValueError("shapes must have at least one layer matrix; got none")
    return masses((tuple(sorted(shape)) for shape in shapes),
                  lambda shape, number: _wishart_counts(*shape, edges, number, rng), whole(size, "size"))


def _wishart_counts(n, m, edges, size, rng):
    on = rng.chisquare(np.arange(m, m - n, -1)[:, None], (n, size))
    beside = rng.chisquare(np.arange(n - 1, 0, -1)[:, None], (n - 1, size))
    mean = (on.sum(axis=0) + beside.sum(axis=0)) / n
    return sturm.counts(on, beside, mean[:, None] * edges[1:-1])
