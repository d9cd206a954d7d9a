"""Statistics of level sequences on the circle, and their laws.

Phases come as arrays of shape (..., n), one matrix a row, in radians. Wherever a
law takes beta, 1, 2 and 4 are Dyson's ensembles and 0 means independent phases.
"""

from numbers import Real

import numpy as np
from scipy.special import digamma, gamma

from pse_helpers.checks import whole

GAP_RATIO = {0: 2 * np.log(2) - 1, 1: 0.5307, 2: 0.5996, 4: 0.6744}  # large n: Atas et al. (2013), table I

_LAWS = (0, 1, 2, 4)


# -- statistics of samples -----------------------------------------------------

def spacings(phases):
    r"""Gaps between neighbouring phases in units of their mean, the gap across -pi/pi included.

    Parameters
    ----------
    phases : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (..., n)
        :math:`s_j = n (\theta_{j+1} - \theta_j) / 2\pi`; each row has mean one.

    Raises
    ------
    ValueError
        For phases that are not finite, or rows that span more than 2 pi.

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import spacings
    >>> spacings([-3.0, -1.0, 1.0]).round(3)
    array([0.955, 0.955, 1.09 ])
    """
    phases = _checked_phases(phases)
    closed = np.concatenate([phases, phases[..., :1] + 2 * np.pi], axis=-1)
    return np.diff(closed) * phases.shape[-1] / (2 * np.pi)


def gap_ratio(phases):
    r"""Mean ratio of neighbouring gaps, the smaller to the larger, over all rows and around the circle.

    Parameters
    ----------
    phases : array_like, shape (..., n), n at least 2

    Returns
    -------
    float
        Between 0 and 1; it needs no unfolding. `GAP_RATIO` holds the values for large n.

    Raises
    ------
    ValueError
        As :func:`spacings`, and for n below 2.

    Notes
    -----
    Source: Oganesyan and Huse (2007), Phys. Rev. B 75, 155111; values from Atas et
    al. (2013), Phys. Rev. Lett. 110, 084101. Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import gap_ratio
    >>> round(gap_ratio([-3.0, -1.0, 1.0]), 3)
    0.917
    """
    return float(gap_ratios(phases).mean())


def gap_ratios(phases):
    """The ratios whose mean is the gap ratio.

    Parameters
    ----------
    phases : array_like, shape (..., n), n at least 2

    Returns
    -------
    ndarray, shape (..., n)

    Raises
    ------
    ValueError
        As :func:`gap_ratio`.

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import gap_ratios
    >>> gap_ratios([-3.0, -1.0, 1.0]).round(3)
    array([1.   , 0.876, 0.876])
    """
    gaps = spacings(phases)
    if gaps.shape[-1] < 2:
        raise ValueError(f"phases must have at least two in a row; got shape {gaps.shape}")
    following = np.roll(gaps, -1, axis=-1)
    return np.minimum(gaps, following) / np.maximum(gaps, following)


def number_variance(phases, arc, starts=64):
    r"""Squared deviation of the count in an arc from its mean, for each row.

    .. math:: \Sigma^2 = \frac{1}{m} \sum_{i \le m} \left(N(a_i, a_i + \phi) - \frac{n \phi}{2\pi}\right)^2

    Parameters
    ----------
    phases : array_like, shape (..., n)
    arc : float
        Length :math:`\phi` in radians, above 0 and below 2 pi.
    starts : int
        Number m of equally spaced beginnings :math:`a_i` over which a row is averaged.

    Returns
    -------
    ndarray, shape (...)
        One value a row, so that their mean has a standard error over rows. Its
        expectation is the number variance, since the mean count is known exactly.

    Raises
    ------
    ValueError
        As :func:`spacings`, for an arc out of range or starts below 1.

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import number_variance
    >>> float(number_variance([-3.0, -1.0, 1.0], 1.0, starts=4).round(3))
    0.251
    """
    phases, arc = _checked_phases(phases), _checked_arc(arc)
    starts = whole(starts, "starts")
    begin = 2 * np.pi * np.arange(starts) / starts
    counts = np.stack([((phases - a) % (2 * np.pi) < arc).sum(axis=-1) for a in begin])
    return ((counts - phases.shape[-1] * arc / (2 * np.pi))**2).mean(axis=0)


def form_factor(phases, k):
    r"""Squared modulus of the k-th Fourier sum of the phases, for each row.

    .. math:: \left| \sum_j e^{i k \theta_j} \right|^2

    Parameters
    ----------
    phases : array_like, shape (..., n)
    k : int or array_like of int

    Returns
    -------
    ndarray, shape (...) or, for an array of k, (..., len(k))

    Raises
    ------
    ValueError
        As :func:`spacings`; for k that are not whole numbers from 0 on.

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import form_factor
    >>> form_factor([-3.0, -1.0, 1.0], [0, 1]).round(3)
    array([9.   , 0.028])
    """
    phases, k = _checked_phases(phases), _checked_k(k)
    sums = [np.exp(1j * one * phases).sum(axis=-1) for one in np.atleast_1d(k)]
    return np.abs(np.stack(sums, axis=-1) if k.ndim else sums[0])**2


# -- laws ----------------------------------------------------------------------

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

    Raises
    ------
    ValueError
        For another beta, n below 1, k that are not whole numbers from 0 on.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), chapters 10 and 11; Haake, Quantum
    Signatures of Chaos (2010), chapter 4. Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import form_factor_law
    >>> form_factor_law(2, 12, [1, 12, 40])
    array([ 1., 12., 12.])
    >>> round(form_factor_law(4, 12, 12), 2)
    19.35
    """
    beta, n, k = _checked_beta(beta), whole(n, "n"), _checked_k(k)
    q = np.where(k == 0, 1, k).astype(float)
    value = {0: _independent, 1: _orthogonal, 2: np.minimum, 4: _symplectic}[beta](q, n)
    value = np.where(k == 0, float(n)**2, value)
    return value if k.ndim else float(value)


def _independent(k, n):
    return np.full_like(k, n)


def _orthogonal(k, n):
    rising = 2 * k - k * (digamma(k + (n + 1) / 2) - digamma((n + 1) / 2))
    later = np.maximum(k, n)
    falling = 2 * n - later * (digamma(later + (n + 1) / 2) - digamma(later - (n - 1) / 2))
    return np.where(k <= n, rising, falling)


def _symplectic(k, n):
    early = np.minimum(k, 2 * n)
    return np.where(k <= 2 * n, early / 2 + early / 4 * (digamma(n + 0.5) - digamma(n + 0.5 - early)), n)


def number_variance_law(beta, n, arc):
    r"""The variance of the number of phases in an arc, exact for every n.

    .. math:: \mathrm{Var}\, N(\phi) = n p (1 - p) - \frac{2}{\pi^2} \sum_{k \ge 1}
        \left(n - K(k)\right) \frac{\sin^2 (k \phi / 2)}{k^2}, \quad p = \frac{\phi}{2\pi}

    with the form factor K of :func:`form_factor_law`. The sum is finite for beta = 2
    and 4; for beta = 1 its terms fall as :math:`n^3 / k^4`, and it is cut where the
    rest is below 1e-9.

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

    Raises
    ------
    ValueError
        For another beta, n below 1, an arc out of range.

    Notes
    -----
    Source: the Fourier series of an arc's indicator, this book; the form factors as
    in :func:`form_factor_law`. Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import number_variance_law
    >>> [round(number_variance_law(beta, 64, 1.0), 4) for beta in (0, 1, 2, 4)]
    [8.5648, 0.9039, 0.5769, 0.3856]
    """
    beta, n, arc = _checked_beta(beta), whole(n, "n"), _checked_arc(arc)
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
        For another beta (independent phases have no such form), n below 1, an arc out of range.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), chapter 16; on the circle, this book.
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import number_variance_large_n
    >>> [round(number_variance_large_n(beta, 1024, 1.0), 4) for beta in (1, 2, 4)]
    [1.4657, 0.8579, 0.5265]
    """
    if isinstance(beta, bool) or beta not in (1, 2, 4):
        raise ValueError(f"beta must be 1, 2 or 4; got {beta!r}")
    n, arc = whole(n, "n"), _checked_arc(arc)
    constant = np.euler_gamma + 1 + {1: -np.pi**2 / 8, 2: 0, 4: np.log(2) + np.pi**2 / 8}[beta]
    return float(2 / (beta * np.pi**2) * (np.log(2 * n * np.sin(arc / 2)) + constant))


def spacing_surmise(beta, s):
    r"""Wigner's surmise for the density of spacings with unit mean: exact for two levels, close for many.

    .. math:: p(s) = a s^\beta e^{-b s^2}

    with a and b such that mass and mean are one; for beta = 0 it is the exact law
    :math:`e^{-s}` of independent phases in the limit of large n.

    Parameters
    ----------
    beta : {0, 1, 2, 4} or any positive number
    s : array_like
        Spacings in units of their mean.

    Returns
    -------
    float or ndarray
        Density, of the shape of s.

    Raises
    ------
    ValueError
        For a negative beta or negative spacings.

    Notes
    -----
    Source: Mehta, Random Matrices (2004), section 1.5. Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.levels import spacing_surmise
    >>> spacing_surmise(1, 1.0).round(4)          # pi/2 exp(-pi/4)
    np.float64(0.7162)
    """
    s = np.asarray(s, dtype=float)
    if not isinstance(beta, Real) or not (np.isfinite(beta) and beta >= 0):
        raise ValueError(f"beta must be 0 or positive; got {beta!r}")
    if not (s >= 0).all():
        raise ValueError(f"s must not be negative; got {s.min()}")
    if beta == 0:
        return np.exp(-s)
    b = (gamma((beta + 2) / 2) / gamma((beta + 1) / 2))**2
    a = 2 * b**((beta + 1) / 2) / gamma((beta + 1) / 2)
    return a * s**beta * np.exp(-b * s**2)


# -- checks --------------------------------------------------------------------

def _checked_phases(phases):
    phases = np.asarray(phases, dtype=float)
    if phases.ndim < 1 or phases.shape[-1] < 1 or not np.isfinite(phases).all():
        raise ValueError(f"phases must be finite, of shape (..., n); got shape {phases.shape}")
    phases = np.sort(phases, axis=-1)
    if (phases[..., -1] - phases[..., 0] > 2 * np.pi).any():
        raise ValueError("phases of one row must span at most 2 pi")
    return phases


def _checked_arc(arc):
    if not isinstance(arc, Real) or not 0 < arc < 2 * np.pi:
        raise ValueError(f"arc must be above 0 and below 2 pi; got {arc!r}")
    return float(arc)


def _checked_k(k):
    k = np.asarray(k)
    if not np.issubdtype(k.dtype, np.integer) or k.ndim > 1 or (k < 0).any():
        raise ValueError(f"k must be a whole number from 0 on, or a vector of them; got {k}")
    return k


def _checked_beta(beta):
    if isinstance(beta, bool) or beta not in _LAWS:
        raise ValueError(f"beta must be one of {', '.join(map(str, _LAWS))}; got {beta!r}")
    return int(beta)
