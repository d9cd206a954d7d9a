"""Statistics of samples of phases."""

import numpy as np

from pse_helpers.checks import check_whole, real_array
from pse_helpers.levels.checks import checked_arc, checked_k


def spacings(phases):
    r"""Gaps between neighbouring phases in units of their mean, the gap across -pi/pi included.

    Parameters
    ----------
    phases : array_like, shape (..., n)

    Returns
    -------
    ndarray, shape (..., n)
        :math:`s_j = n (\theta_{j+1} - \theta_j) / 2\pi`; each row has mean one.

    Examples
    --------
    >>> from pse_helpers.levels import spacings
    >>> spacings([-3.0, -1.0, 1.0]).round(3)
    array([0.955, 0.955, 1.09 ])
    """
    phases = _checked_phases(phases)
    closing = 2 * np.pi - (phases[..., -1:] - phases[..., :1])
    return np.concatenate([np.diff(phases), closing], axis=-1) * phases.shape[-1] / (2 * np.pi)


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
        Also for three equal levels, whose gap ratio is 0/0, and for no rows. Two equal levels have the ratio 0.

    Notes
    -----
    Source: Oganesyan and Huse (2007), Phys. Rev. B 75, 155111; values from Atas et
    al. (2013), Phys. Rev. Lett. 110, 084101.

    Examples
    --------
    >>> from pse_helpers.levels import gap_ratio
    >>> round(gap_ratio([-3.0, -1.0, 1.0]), 3)
    0.917
    """
    ratios = gap_ratios(phases)
    if ratios.size == 0:
        raise ValueError(f"phases must have at least one row; got shape {ratios.shape}")
    return float(ratios.mean())


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
        Also for three equal levels, whose gap ratio is 0/0.

    Examples
    --------
    >>> from pse_helpers.levels import gap_ratios
    >>> gap_ratios([-3.0, -1.0, 1.0]).round(3)
    array([1.   , 0.876, 0.876])
    """
    phases = _checked_phases(phases)
    gaps = spacings(phases)
    if gaps.shape[-1] < 2:
        raise ValueError(f"phases must have at least two in a row; got shape {gaps.shape}")
    following = np.roll(gaps, -1, axis=-1)
    larger = np.maximum(gaps, following)
    _refuse_three_equal(larger, phases)
    return np.minimum(gaps, following) / larger


def _refuse_three_equal(larger, phases):
    """Refuse rows of sorted phases where the larger of two neighbouring gaps is zero."""
    if larger.all():
        return
    *row, j = np.argwhere(larger == 0)[0].tolist()
    level = phases[*row, j]
    name = f"row {row[0] if len(row) == 1 else tuple(row)}" if row else "this row"
    raise ValueError(f"phases must have no three equal levels, whose gap ratio is 0/0; {name} has them at {level:.6g}")


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

    Examples
    --------
    >>> from pse_helpers.levels import number_variance
    >>> float(number_variance([-3.0, -1.0, 1.0], 1.0, starts=4).round(3))
    0.251
    """
    phases, arc = _checked_phases(phases), checked_arc(arc)
    starts = check_whole(starts, "starts")
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

    Examples
    --------
    >>> from pse_helpers.levels import form_factor
    >>> form_factor([-3.0, -1.0, 1.0], [0, 1]).round(3)
    array([9.   , 0.028])
    """
    phases, k = _checked_phases(phases), checked_k(k)
    sums = [np.exp(1j * one * phases).sum(axis=-1) for one in np.atleast_1d(k)]
    return np.abs(np.stack(sums, axis=-1) if k.ndim else sums[0])**2


def _checked_phases(phases):
    """Phases, each row sorted."""
    phases = real_array(phases, "phases", finite=False)
    if phases.ndim < 1 or phases.shape[-1] < 1 or not np.isfinite(phases).all():
        raise ValueError(f"phases must be finite, of shape (..., n); got shape {phases.shape}")
    phases = np.sort(phases, axis=-1)
    if (phases[..., -1] - phases[..., 0] > 2 * np.pi).any():
        raise ValueError("phases of one row must span at most 2 pi; got a row that spans "
                         f"{np.ptp(phases, axis=-1).max():.6g}")
    return phases
