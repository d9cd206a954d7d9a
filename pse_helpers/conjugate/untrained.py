"""Binned spectra of untrained networks of given shapes, without an eigenvalue."""

from pse_helpers.checks import check_generator, check_rising, check_whole
from pse_helpers.conjugate import sturm
from pse_helpers.conjugate.draws import masses, shapes_with_spectra
from pse_helpers.layers.twins import squared_bidiagonal


def null_masses(shapes, edges, size, rng):
    r"""Binned spectra of networks of independent Gaussian weights, every layer counting alike.

    Each layer's eigenvalues are in units of their own mean, as those of
    :func:`spectral_masses`.

    Parameters
    ----------
    shapes : sequence of (int, int)
        Of the layer matrices, in any order; those with one row or column have no spectrum to compare and do not
        take part, as in :func:`spectral_masses`.
    edges : ndarray, shape (bins + 1,)
        What lies outside belongs to the end bins.
    size : int
        Number of networks.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (size, bins)
        Each row of mass one.

    Notes
    -----
    The law of :func:`pse_helpers.layers.gaussian_spectra`, in the bidiagonal form
    of Dumitriu and Edelman (2002), J. Math. Phys. 43, 5830, Theorem 3.1; its
    eigenvalues are counted, not computed.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import null_masses
    >>> null_masses([(8, 20), (9, 9)], np.array([0, 1, 4]), 2, np.random.default_rng(1)).shape
    (2, 2)
    """
    check_generator(rng)
    edges = check_rising(edges, "edges", 2)
    return masses((tuple(sorted(shape)) for shape in shapes_with_spectra(shapes)),
                  lambda shape, number: _wishart_counts(*shape, edges, number, rng), check_whole(size, "size"))


def _wishart_counts(n, m, edges, size, rng):
    on, beside = squared_bidiagonal(n, m, size, rng)
    mean = (on.sum(axis=0) + beside.sum(axis=0)) / n
    return sturm.counts(on, beside, mean[:, None] * edges[1:-1])
