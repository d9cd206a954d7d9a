"""The rank correlation of two measures when others are taken out of both."""

import numpy as np
from scipy import stats

from pse_helpers.checks import check_generator, real_array
from pse_helpers.statistics.points import RESAMPLES, correlation, paired


def partial_spearman(x, y, given, rng):
    r"""Spearman's rank correlation of what is left of x and y when others are taken out.

    .. math:: r_{xy \cdot z} = r(u, v)

    where u and v are the residuals of the linear regressions of rank x and of rank y
    on the ranks of the columns of z.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least k + 3 points; an error where z leaves nothing of x or of y.
    given : array_like, shape (n, k)
        What is taken out: a column each. A column of zeros and ones takes out a group.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.Series
        `correlation`; `low` and `high`, the 2.5 and 97.5 per cent points of 2000
        bootstrap samples of the points, each ranked anew (samples in which nothing is
        left of x or y are left out); `p`, the two-sided permutation p-value, from 1999
        random orders of u, from each of which z is taken out again, and the data's own; `n`.

    Notes
    -----
    For k = 1 this is (r_xy - r_xz r_yz) / sqrt((1 - r_xz^2) (1 - r_yz^2)) of the rank
    correlations. What is taken out is linear between ranks: where x and y depend on z
    alone but not linearly in ranks, a small correlation stays.

    The interval grows too wide as more is taken out of few points. Of twenty independent normal points it held zero
    in 96 per cent of 1500 trials given two columns, in 97 given four; p was at most 0.05 in 5 and 6 per cent.

    Source: Kendall (1942), Biometrika 32, 277, for ranks; Freedman and Lane (1983),
    J. Bus. Econ. Stat. 1, 292, for permuting residuals.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import partial_spearman, spearman
    >>> rng = np.random.default_rng(0)
    >>> depth = rng.standard_normal(200)
    >>> x, y = depth + 0.5 * rng.standard_normal((2, 200))          # related through depth only
    >>> both = spearman(x, y, rng), partial_spearman(x, y, depth[:, None], rng)
    >>> [float(one.correlation.round(1)) for one in both]
    [0.8, 0.0]
    """
    x, y = paired(x, y)
    given = real_array(given, "given", finite=False)
    if given.ndim != 2 or len(given) != len(x) or not np.isfinite(given).all():
        raise ValueError(f"given must be finite, with a row for each of the {len(x)} points and a column for each "
                         f"quantity taken out; got shape {given.shape}")
    if len(x) < given.shape[1] + 3:
        raise ValueError(f"x must have at least {given.shape[1] + 3} points for {given.shape[1]} given; got {len(x)}")
    left = _left_of_ranks(np.stack([x, y]), given)
    for name, one in zip("xy", left):
        if np.ptp(one) == 0:
            raise ValueError(f"given leaves nothing of {name}: its ranks are a combination of theirs")
    return _partially_associated(left, np.stack([x, y]), given, rng)


def _left_of_ranks(pair, given):
    """Residuals of the ranks of x and y, shape (..., 2, n), on those of given, (..., n, k)."""
    return residuals(stats.rankdata(pair, axis=-1), stats.rankdata(given, axis=-2))


def residuals(rows, given):
    """What the columns of given, (..., n, k), and a constant leave of rows, (..., m, n); zero where it is rounding."""
    known = np.concatenate([np.ones((*given.shape[:-1], 1)), given], axis=-1)
    left = rows - rows @ np.linalg.pinv(known).swapaxes(-1, -2) @ known.swapaxes(-1, -2)
    return np.where(np.ptp(left, axis=-1, keepdims=True) > 1e-9 * rows.shape[-1], left, 0)


def _partially_associated(left, pair, given, rng):
    """The row of numbers that `partial_spearman` returns, from the residuals and from what they are residuals of."""
    import pandas as pd
    check_generator(rng)
    chosen = rng.integers(len(given), size=(RESAMPLES, len(given)))
    resampled = _left_of_ranks(pair[:, chosen].swapaxes(0, 1), given[chosen])
    resampled = resampled[(np.ptp(resampled, axis=-1) > 0).all(axis=-1)]
    low, high = np.percentile(correlation(resampled[:, 0], resampled[:, 1]), [2.5, 97.5])
    orders = rng.permuted(np.tile(left[0], (RESAMPLES - 1, 1)), axis=1)
    observed, others = correlation(*left), correlation(residuals(orders, stats.rankdata(given, axis=0)), left[1])
    p = min(1 + (side * others >= side * observed - 1e-12).sum() for side in (1, -1)) / RESAMPLES
    return pd.Series({"correlation": float(observed), "low": low, "high": high, "p": min(1.0, 2 * p), "n": len(given)})
