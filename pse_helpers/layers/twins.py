"""Untrained twins: layers of independent Gaussian weights with the shapes and norms of given ones."""

import numpy as np

from pse_helpers.checks import check_generator, check_whole
from pse_helpers.layers.decomposition import layer_spectra
from pse_helpers.layers.spectra import LayerSpectra
from pse_helpers.parallel import ordered_draws


def gaussian_spectra(source, rng):
    r"""The layer spectra of one untrained network with the shapes and norms of `source`.

    The eigenvalues of :math:`G G^T` with an iid Gaussian (n, m) matrix G, n <= m,
    are in law those of :math:`B B^T`, where B is lower bidiagonal with independent
    entries :math:`\chi_m, \dots, \chi_{m-n+1}` on and :math:`\chi_{n-1}, \dots, \chi_1`
    below the diagonal. So no matrix is drawn: 2 n - 1 numbers suffice.

    Parameters
    ----------
    source
        Whatever :func:`layer_spectra` takes.
    rng : numpy.random.Generator

    Returns
    -------
    LayerSpectra

    Notes
    -----
    Source: Dumitriu and Edelman (2002), J. Math. Phys. 43, 5830, Theorem 3.1.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import gaussian_spectra
    >>> drawn = gaussian_spectra([np.eye(3, 5)], np.random.default_rng(0))
    >>> float(round(drawn.values[0].sum(), 6))         # the squared Frobenius norm is kept
    3.0
    """
    check_generator(rng)
    spectra = layer_spectra(source)
    drawn = [_wishart_eigenvalues(*sorted(shape), rng) for shape in spectra.shapes]
    scaled = [new * (old.sum() / new.sum()) for new, old in zip(drawn, spectra.values)]
    return LayerSpectra(spectra.names, spectra.shapes, tuple(scaled), epsilons=spectra.epsilons)


def _wishart_eigenvalues(n, m, rng):
    from scipy.linalg import eigvalsh_tridiagonal  # slow to import, and needed here only
    on, below = (np.sqrt(squares[:, 0]) for squares in squared_bidiagonal(n, m, 1, rng))
    diagonal = on**2 + np.append(0, below**2)
    return np.maximum(eigvalsh_tridiagonal(diagonal, on[:-1] * below)[::-1], 0)


def squared_bidiagonal(n, m, size, rng):
    """Squared entries of `size` bidiagonal matrices whose squared singular values are those of Gaussian (n, m) ones.

    On the diagonal, shape (n, size), and below it, (n - 1, size); n <= m. Its eigenvalues
    can be solved for, as above, or only be counted, as :func:`pse_helpers.conjugate.null_masses` does.
    """
    on = rng.chisquare(np.arange(m, m - n, -1)[:, None], (n, size))
    below = rng.chisquare(np.arange(n - 1, 0, -1)[:, None], (n - 1, size))
    return on, below


def gaussian_twins(source, size, rng, executor=None):
    """The layer spectra of several untrained networks with the shapes and norms of `source`.

    Parameters
    ----------
    source
        Whatever :func:`layer_spectra` takes.
    size : int
        Number of twins.
    rng : numpy.random.Generator
        Each twin has a child of it, so that twin 3 is the same however many are drawn.
    executor : concurrent.futures.Executor, optional
        Works on the twins side by side.

    Returns
    -------
    list of LayerSpectra

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import gaussian_twins
    >>> twins = gaussian_twins([np.eye(3, 5)], 2, np.random.default_rng(0))
    >>> [float(twin.values[0].sum().round(6)) for twin in twins]
    [3.0, 3.0]
    """
    check_generator(rng)
    spectra = layer_spectra(source)
    return ordered_draws(gaussian_spectra, [spectra] * check_whole(size, "size"), rng, executor)
