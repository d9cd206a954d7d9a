"""Matrices of many orders, and the density of mixed Gaussian ones."""

import numpy as np
from scipy.linalg import eigvalsh_tridiagonal
from scipy.special import bdtr

from pse_helpers.checks import check_generator, check_number, check_whole, listed, real_line, shown


def checked_orders(orders):
    """A list of whole numbers from 1 on."""
    found = listed(orders, "orders", "matrix orders")
    if not found:
        raise ValueError(f"orders must be a list of at least one matrix order; got {shown(orders)}")
    return [check_whole(order, f"orders[{index}]") for index, order in enumerate(found)]


def mixed_orders(order, degree, size, rng):
    r"""Orders of a synthetic mixed ensemble.

    .. math:: s_i \sim \mathrm{Binomial}(N, \mu) \text{ given } s_i \ge 1

    Parameters
    ----------
    order : int
        The reference order N.
    degree : float
        The degree of mixture :math:`\mu`, above 0 and up to 1; at 1 every order is N.
    size : int
        Number of matrices.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of int, shape (size,)

    Notes
    -----
    Source: the binomial law is that of the author's package leymosun; that orders
    are at least 1 is this book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import mixed_orders
    >>> mixed_orders(100, 0.8, 4, np.random.default_rng(1))
    array([80, 73, 84, 73])
    """
    order, size = check_whole(order, "order"), check_whole(size, "size")
    check_generator(rng)
    degree = check_number(degree, "degree", "a number above 0 and up to 1", lambda degree: 0 < degree <= 1)
    below = bdtr(np.arange(order + 1), order, degree)  # the distribution function of the binomial law
    return np.searchsorted(below, below[0] + (1 - below[0]) * (1 - rng.random(size)))


def mixed_gaussian(orders, rng):
    r"""Eigenvalues of a mixed Gaussian orthogonal ensemble, and how often each counts.

    One symmetric matrix an order, with independent entries of variance
    :math:`1 / N_{\max}` off and :math:`2 / N_{\max}` on the diagonal: all entries
    alike, whatever the order. So a matrix of order :math:`N_l` has its spectrum
    between :math:`\mp 2 \sqrt{N_l / N_{\max}}`.

    Parameters
    ----------
    orders : list of int
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray, ndarray), each of length sum of the orders
        Eigenvalues, dimensionless, matrix by matrix, ascending within each; and
        their weights :math:`N_{\max} / N_l`, by which every matrix counts alike.

    Notes
    -----
    Drawn in tridiagonal form. Source: Dumitriu and Edelman (2002), J. Math. Phys.
    43, 5830, Theorem 2.1; the weights are periodic tiling, Süzen, Cerdà and Weber
    (2019), arXiv:1911.07831.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import mixed_gaussian
    >>> values, weights = mixed_gaussian([2, 4], np.random.default_rng(1))
    >>> weights
    array([2., 2., 1., 1., 1., 1.])
    """
    orders = checked_orders(orders)
    check_generator(rng)
    values = [_gaussian_eigenvalues(order, rng) / np.sqrt(max(orders)) for order in orders]
    return np.concatenate(values), np.repeat(max(orders) / np.array(orders), orders)


def _gaussian_eigenvalues(n, rng):
    diagonal = np.sqrt(2) * rng.standard_normal(n)
    return eigvalsh_tridiagonal(diagonal, np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1))))


def mixed_semicircle(x, orders):
    r"""The density of a mixed Gaussian ensemble of large orders: a deformed semicircle.

    .. math:: \rho(x) = \frac1L \sum_{l=1}^{L} \frac{2}{\pi R_l^2} \sqrt{R_l^2 - x^2}, \qquad
              R_l = 2 \sqrt{N_l / N_{\max}}

    Parameters
    ----------
    x : array_like
        In the units of :func:`mixed_gaussian`.
    orders : list of int

    Returns
    -------
    ndarray, of the shape of x
        Per unit of x; of mass one.

    Notes
    -----
    Every matrix counts alike, and each follows Wigner's semicircle of its own
    radius.

    Examples
    --------
    >>> from pse_helpers.conjugate import mixed_semicircle
    >>> mixed_semicircle([0, 1.9], [100]).round(4), mixed_semicircle([0, 1.9], [25, 100]).round(4)
    (array([0.3183, 0.0994]), array([0.4775, 0.0497]))
    """
    x, orders = real_line(x, "x"), np.array(checked_orders(orders))
    squares = 4 * orders / orders.max()
    inside = np.maximum(squares - x[..., None]**2, 0)
    return (2 / (np.pi * squares) * np.sqrt(inside)).mean(axis=-1)
