"""Choosing one of many candidates by a signal: what is lost, and what chance would lose."""

import numpy as np

from pse_helpers.checks import check_whole
from pse_helpers.statistics.correlations import spearman


def regret(signal, errors):
    """Simple regret, what is lost by taking the candidate with the smallest signal: its error less the smallest.

    Parameters
    ----------
    signal : array_like, shape (candidates,)
        Smaller is taken to be better; candidates without one (NaN) are not taken.
    errors : array_like, shape (candidates,)
        In per cent.

    Returns
    -------
    float
        In percentage points; candidates with equal signals count on average.

    Examples
    --------
    >>> from pse_helpers.statistics import regret
    >>> regret([3, 1, 2], [5.0, 4.0, 3.0])
    1.0
    """
    signal, errors = _one_each(signal, errors, np.all)
    return float(errors[signal == np.nanmin(signal)].mean() - errors.min())


def random_search_regret(signal, errors, tries):
    r"""Expected regret of drawing candidates without replacement and taking the one with the smallest signal.

    With the candidates in the order of their signals, the best of k draws is the
    i-th of n with probability :math:`\binom{n-i}{k-1} / \binom{n}{k}`. Candidates with
    equal signals stand in random order, so each counts with their mean error.

    Parameters
    ----------
    signal : array_like, shape (candidates,)
        What a candidate shows when it is tried, for instance its error after
        training; smaller is taken to be better. No NaN.
    errors : array_like, shape (candidates,)
        What it is judged by, in per cent.
    tries : int
        Number of draws, between 1 and the number of candidates.

    Returns
    -------
    float
        In percentage points.

    Examples
    --------
    >>> from pse_helpers.statistics import random_search_regret
    >>> errors = [1.0, 2.0, 3.0]
    >>> random_search_regret(errors, errors, 1), random_search_regret(errors, errors, 3)
    (1.0, 0.0)
    """
    from scipy.special import comb
    signal, errors = _one_each(signal, errors, np.any)
    n, tries = len(errors), check_whole(tries, "tries", least=1)
    if tries > n:
        raise ValueError(f"tries must be at most the number of candidates, {n}; got {tries}")
    chances = comb(n - np.arange(1, n + 1), tries - 1) / comb(n, tries)
    _, rank, equal = np.unique(signal, return_inverse=True, return_counts=True)
    mean_errors = np.bincount(rank, errors) / equal
    return float(chances @ np.repeat(mean_errors, equal) - errors.min())


def compared(signals, errors, rng):
    """Every signal against the errors of the candidates: rank correlation with interval and p-value, and regret.

    Parameters
    ----------
    signals : mapping of str to array_like, shape (candidates,)
        Smaller is taken to be better. Candidates without a signal (NaN) are left
        out of the correlation.
    errors : array_like, shape (candidates,)
        In per cent.
    rng : numpy.random.Generator

    Returns
    -------
    pandas.DataFrame
        A row a signal: columns of :func:`spearman`, and regret.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import compared
    >>> compared({"a": [1, 2, 3, 4]}, [4, 3, 2, 1], np.random.default_rng(0)).correlation.item()
    -1.0
    """
    import pandas as pd
    rows = {}
    for name, signal in signals.items():
        has = np.isfinite(np.asarray(signal, float))
        rows[name] = spearman(np.asarray(signal)[has], np.asarray(errors)[has], rng)
        rows[name]["regret"] = regret(signal, errors)
    return pd.DataFrame(rows).T


def _one_each(signal, errors, unusable):
    """Both as arrays; refused where their shapes differ, or where all or any signals are NaN, as the caller says."""
    signal, errors = np.asarray(signal, float), np.asarray(errors, float)
    if signal.shape != errors.shape or unusable(np.isnan(signal)):
        raise ValueError(f"signal and errors must have one number a candidate; got {np.isfinite(signal).sum()} signals "
                         f"of shape {signal.shape} and errors of shape {errors.shape}")
    return signal, errors
