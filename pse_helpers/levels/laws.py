"""The laws of these statistics: exact for every n, or for many levels."""

import numpy as np

from pse_helpers.checks import check_number, check_whole, real_array
from pse_helpers.levels.checks import checked_arc, checked_k

GAP_RATIO = {0: 2 * np.log(2) - 1, 1: 0.5307, 2: 0.5996, 4: 0.6744}  # large n: Atas et al. (2013), table I

_LAWS = (0, 1, 2, 4)


def form_factor_law(beta, n, k):
    r"""The expectation of the form factor, exact for every n.

    With :math:`K(0) = n^2`, and for k >= 1

    * beta = 0: :math:`n`
    * beta = 2: :math:`\min(k, n)`
    * beta = 1: :math:`2k - k \sum_{m=1}^{k} \frac{1}{m + (n-1)/2}` up to k = n, then
      :math:`2n - k \sum_{m=1}^{n} \frac{1}{m + k - (n+1)/2}`
    * beta = 4: :math:`\frac{k}{2} + \frac{k}{4} \sum_{m=1}^{k} \frac{1}{n + 1/2 - m}` up to k = 2n, then n

    Parameters
    ----------
    beta : {0, 1, 2, 4}
    n : int
        Number of phases; for beta = 4 without Kramers twins.
    k : int or array_like of int

    Returns
    -------
    float or ndarray
        Of the shape of k; dimensionless.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), chapters 10 and 11; Haake, Quantum
    Signatures of Chaos (2010), chapter 4.

    Examples
    --------
    >>> from pse_helpers.levels import form_factor_law
    >>> form_factor_law(2, 12, [1, 12, 40])
    array([ 1., 12., 12.])
    >>> round(form_factor_law(4, 12, 12), 2)
    19.35
    """
    beta, n, k = _checked_beta(beta), check_whole(n, "n"), checked_k(k)
    q = np.where(k == 0, 1, k).astype(float)
    value = {0: _independent, 1: _orthogonal, 2: np.minimum, 4: _symplectic}[beta](q, n)
    value = np.where(k == 0, float(n)**2, value)
    return value if k.ndim else float(value)


# The sums of `form_factor_law` as differences of digamma functions, for k >= 1.

def _independent(k, n):
    return np.full_like(k, n)


def _orthogonal(k, n):
    from scipy.special import digamma  # slow to import, and needed in two laws only
    rising = 2 * k - k * (digamma(k + (n + 1) / 2) - digamma((n + 1) / 2))
    later = np.maximum(k, n)
    falling = 2 * n - later * (digamma(later + (n + 1) / 2) - digamma(later - (n - 1) / 2))
    return np.where(k <= n, rising, falling)


def _symplectic(k, n):
    from scipy.special import digamma
    early = np.minimum(k, 2 * n)
    return np.where(k <= 2 * n, early / 2 + early / 4 * (digamma(n + 0.5) - digamma(n + 0.5 - early)), n)


def number_variance_law(beta, n, arc):
    r"""The variance of the number of phases in an arc, exact for every n.

    .. math:: \mathrm{Var}\, N(\phi) = n p (1 - p) - \frac{2}{\pi^2} \sum_{k \ge 1}
        \left(n - K(k)\right) \frac{\sin^2 (k \phi / 2)}{k^2}, \quad p = \frac{\phi}{2\pi}

    from the Fourier series of an arc's indicator, with the form factor K of
    :func:`form_factor_law`. The sum is finite for beta = 2 and 4; for beta = 1 its
    terms fall as :math:`n^3 / k^4`, and it is cut where the rest is below 1e-9.

    Parameters
    ----------
    beta : {0, 1, 2, 4}
    n : int
    arc : float
        Radians, above 0 and below 2 pi.

    Returns
    -------
    float
        Not divided by n.

    Examples
    --------
    >>> from pse_helpers.levels import number_variance_law
    >>> [round(number_variance_law(beta, 64, 1.0), 4) for beta in (0, 1, 2, 4)]
    [8.5648, 0.9039, 0.5769, 0.3856]
    """
    beta, n, arc = _checked_beta(beta), check_whole(n, "n"), checked_arc(arc)
    p = arc / (2 * np.pi)
    k = np.arange(1, {0: 1, 1: 300, 2: 1, 4: 2}[beta] * n + 1)
    missing = (n - form_factor_law(beta, n, k)) * np.sin(k * arc / 2)**2 / k.astype(float)**2
    return float(n * p * (1 - p) - 2 / np.pi**2 * missing.sum())


def number_variance_large_n(beta, n, arc):
    r"""The form of the number variance for many phases in the arc.

    .. math:: \frac{2}{\beta \pi^2} \left[\ln\left(2 n \sin\frac{\phi}{2}\right) + c_\beta\right]

    with :math:`c_1 = \gamma + 1 - \pi^2/8`, :math:`c_2 = \gamma + 1`, :math:`c_4 = \gamma + 1 + \ln 2 + \pi^2/8`.

    Parameters
    ----------
    beta : {1, 2, 4}
    n : int
    arc : float
        Radians, above 0 and below 2 pi.

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Also where the arc holds so few phases that the form is not positive, as a variance is.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), chapter 16, there on a line. Independent phases have no such form.

    Examples
    --------
    >>> from pse_helpers.levels import number_variance_large_n
    >>> [round(number_variance_large_n(beta, 1024, 1.0), 4) for beta in (1, 2, 4)]
    [1.4657, 0.8579, 0.5265]
    """
    beta = check_number(beta, "beta", "1, 2 or 4", lambda beta: beta in (1, 2, 4))
    n, arc = check_whole(n, "n"), checked_arc(arc)
    constant = np.euler_gamma + 1 + {1: -np.pi**2 / 8, 2: 0, 4: np.log(2) + np.pi**2 / 8}[beta]
    value = float(2 / (beta * np.pi**2) * (np.log(2 * n * np.sin(arc / 2)) + constant))
    if value <= 0:
        raise ValueError(f"arc must be wide enough to hold many phases; with n = {n} and arc = {arc:.6g} this form "
                         f"gives {value:.3g}, which is no variance")
    return value


def spacing_surmise(beta, s):
    r"""Wigner's surmise for the density of spacings with unit mean: close for many levels.

    .. math:: p(s) = a s^\beta e^{-b s^2}

    with a and b such that mass and mean are one, which is exact for Gaussian matrices
    of order two; for beta = 0 it is the law :math:`e^{-s}` of independent phases in
    the limit of large n.

    Parameters
    ----------
    beta : {0, 1, 2, 4} or any positive number
        At most 1e8: beyond, the terms cancel so far that rounding is left.
    s : array_like
        Spacings in units of their mean, finite.

    Returns
    -------
    float or ndarray
        Density, of the shape of s.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), section 1.5.

    Examples
    --------
    >>> from pse_helpers.levels import spacing_surmise
    >>> spacing_surmise(1, 1.0).round(4)          # pi/2 exp(-pi/4)
    np.float64(0.7162)
    """
    s = real_array(s, "s", finite=False)
    beta = check_number(beta, "beta", "0 or positive, and at most 1e8", lambda beta: 0 <= beta <= 1e8)
    if not ((s >= 0) & (s < np.inf)).all():
        raise ValueError(f"s must not be negative or infinite; got values from {s.min()} to {s.max()}")
    s = np.minimum(s, 1e150)  # where the density is zero, and the square finite
    if beta == 0:
        return np.exp(-s)
    from scipy.special import gammaln, xlogy
    half = gammaln((beta + 1) / 2)
    log_b = 2 * (gammaln((beta + 2) / 2) - half)
    log_a = np.log(2) + (beta + 1) / 2 * log_b - half  # in logarithms, since a large beta's gamma function overflows
    return np.exp(log_a + xlogy(beta, s) - np.exp(log_b) * s**2)


def _checked_beta(beta):
    """A beta whose laws are known, as an int."""
    check_number(beta, "beta", f"one of {', '.join(map(str, _LAWS))}", lambda beta: beta in _LAWS)
    return int(beta)
