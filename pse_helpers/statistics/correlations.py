"""The correlation of two measures, with a bootstrap interval and an exact p-value where there are few points."""

import warnings
from math import factorial

import numpy as np
from scipy import stats

from pse_helpers.checks import check_column, check_generator, check_table, listed, real_numbers
from pse_helpers.statistics.points import RESAMPLES, correlation, paired, vary

EXACT_UP_TO = 7


def pearson(x, y, rng):
    r"""Pearson's correlation of x and y, with a bootstrap interval and a permutation p-value.

    .. math:: r = \frac{\sum_i (x_i - \bar x)(y_i - \bar y)}
                       {\sqrt{\sum_i (x_i - \bar x)^2 \sum_i (y_i - \bar y)^2}}

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least three points, neither all equal.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.Series
        `correlation`; `low` and `high`, the 2.5 and 97.5 per cent points of 2000
        bootstrap samples of the pairs (samples in which x or y is constant have no
        correlation and are left out); `p`, the two-sided permutation p-value, twice the
        smaller one-sided one: from all n! orders up to n = 7, otherwise from 1999
        random ones and the data's own; `n`.

    Notes
    -----
    With few points the bootstrap interval is a rough guide: four points have 35
    distinct samples. For normal points with a correlation of 0.7 it held that value
    in 81 per cent of 1500 trials with four points, in 91 per cent with thirty.

    The p-value up to n = 7 is exact; with n different points it cannot fall below
    2/n!.

    Source: Efron and Tibshirani (1993), chapters 13 and 15.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import pearson
    >>> pearson([1, 2, 3, 4], [1, 2, 3, 5], np.random.default_rng(0))[["correlation", "p"]].round(3).tolist()
    [0.983, 0.083]
    """
    x, y = paired(x, y)
    return _associated(correlation, x, y, rng)


def spearman(x, y, rng):
    r"""Spearman's rank correlation of x and y, with a bootstrap interval and a permutation p-value.

    .. math:: r_s = r(\operatorname{rank} x, \operatorname{rank} y)

    with Pearson's r; equal values have the mean of their ranks.

    Parameters
    ----------
    x, y : array_like, shape (n,)
        At least three points, neither all equal.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.Series
        As :func:`pearson`, of the ranks; every bootstrap sample is ranked anew.

    Notes
    -----
    Source: Efron and Tibshirani (1993), chapters 13 and 15.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import spearman
    >>> result = spearman([1, 2, 3, 4], [10, 20, 40, 30], np.random.default_rng(0))
    >>> result[["correlation", "p"]].round(4).tolist()
    [0.8, 0.3333]
    """
    return rank_associated(x, y, rng)


def rank_associated(x, y, rng, names=("x", "y")):
    """What :func:`spearman` returns; the names are those by which its caller knows x and y."""
    return _associated(_rank_correlation, *paired(x, y, names), rng)


def _associated(statistic, x, y, rng):
    """The row of numbers that a correlation is reported in."""
    import pandas as pd
    check_generator(rng)
    low, high = np.percentile(_bootstrap(statistic, x, y, rng), [2.5, 97.5])
    return pd.Series({"correlation": float(statistic(x, y)), "low": low, "high": high,
                      "p": _permutation_p(statistic, x, y, rng), "n": len(x)})


def _bootstrap(statistic, x, y, rng):
    """The statistic of resampled pairs, of those samples that have one."""
    chosen = rng.integers(len(x), size=(RESAMPLES, len(x)))
    varied = vary(x[chosen]) & vary(y[chosen])
    return statistic(x[chosen][varied], y[chosen][varied])


def _permutation_p(statistic, x, y, rng):
    """Twice the smaller one-sided p; scipy takes all n! orders when they are no more than it is asked for."""
    count = factorial(len(x)) if len(x) <= EXACT_UP_TO else RESAMPLES - 1
    test = stats.permutation_test((x,), lambda shuffled, axis: statistic(shuffled, np.broadcast_to(y, shuffled.shape)),
                                  permutation_type="pairings", n_resamples=count, vectorized=True, rng=rng)
    return float(test.pvalue)


def _rank_correlation(x, y):
    """Spearman's correlation along the last axis."""
    return correlation(stats.rankdata(x, axis=-1), stats.rankdata(y, axis=-1))


def within_groups(rows, groups, measures, target):
    """Spearman's rank correlations of measures with a target, among the rows of each group.

    Parameters
    ----------
    rows : pandas.DataFrame
        A row a network.
    groups : str
        The column that says which rows belong together.
    measures : list of str
    target : str

    Returns
    -------
    pandas.DataFrame
        A row a group, a column a measure; NaN where a measure is constant in a group, which orders nothing.
        A row that lacks a value (NaN) is left out for that measure only.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.statistics import within_groups
    >>> rows = pd.DataFrame({"depth": [8, 8, 8, 20, 20, 20], "norm": [1, 2, 3, 3, 2, 1], "error": [4, 5, 6] * 2})
    >>> within_groups(rows, "depth", ["norm"], "error").norm.to_dict()
    {8: 1.0, 20: -1.0}
    """
    measures = listed(measures, "measures", "names of columns")
    check_table(rows, "rows")
    for name, column in (("groups", groups), *(("measures", one) for one in measures), ("target", target)):
        check_column(column, name, rows)
    for column in (*measures, target):
        real_numbers(rows[column], f"rows[{column!r}]", booleans=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", stats.ConstantInputWarning)
        return rows.groupby(groups)[[*measures, target]].apply(
            lambda one: one[measures].corrwith(one[target], method="spearman"))
