"""Choosing one of many candidates by a signal: what is lost, and what chance would lose."""

from math import comb

import numpy as np

from pse_helpers.checks import check_mapping, check_whole, real_array
from pse_helpers.statistics.correlations import rank_associated


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
    signal, errors = _one_each(signal, errors, np.any)
    n, tries = len(errors), _tries(tries, errors)
    chances = np.array([comb(n - i, tries - 1) / comb(n, tries) for i in range(1, n + 1)])
    _, rank, equal = np.unique(signal, return_inverse=True, return_counts=True)
    mean_errors = np.bincount(rank, errors) / equal
    return float(chances @ np.repeat(mean_errors, equal) - errors.min())


def filtered_search_regret(signal, seen, errors, tries):
    r"""Expected regret of trying the candidates with the smallest signals only, and taking the best of those seen.

    The k candidates with the smallest signals are tried; of these the one that shows
    the smallest error when tried is taken. Equal signals and equal errors seen are put
    in random order, each by itself. What is returned is the mean over all these orders:
    where m candidates are equal in the signal and only j of them have a place among
    the k, each of the :math:`\binom{m}{j}` choices has the same chance.

    Parameters
    ----------
    signal : array_like, shape (candidates,)
        What the candidates are filtered by before any is tried; smaller is taken to
        be better. No NaN.
    seen : array_like, shape (candidates,)
        What a candidate shows when it is tried, for instance its error after
        training from one seed; smaller is taken to be better. No NaN.
    errors : array_like, shape (candidates,)
        What it is judged by, for instance its error from other seeds, in per cent.
    tries : int
        The number k that pass the filter, between 1 and the number of candidates.

    Returns
    -------
    float
        In percentage points.

    Notes
    -----
    With a signal that is the same for all it is :func:`random_search_regret` of `seen`, with k = 1
    the :func:`regret` of the signal. With an error after part of the training as the
    signal it is one step of successive halving (Jamieson and Talwalkar 2016, arXiv:1502.07943).

    Examples
    --------
    >>> from pse_helpers.statistics import filtered_search_regret
    >>> width, errors = [16, 16, 8, 8], [2.0, 1.0, 4.0, 1.0]
    >>> negative_width = [-one for one in width]
    >>> [filtered_search_regret(negative_width, errors, errors, k) for k in (1, 2)]
    [0.5, 0.0]
    """
    signal, errors = _one_each(signal, errors, np.any)
    seen, errors = _one_each(seen, errors, np.any, "seen")
    last = np.sort(signal)[_tries(tries, errors) - 1]
    sure, tied = signal < last, signal == last
    places = tries - sure.sum()
    best = sum(_share_of_winner(value, seen, errors, sure, tied, int(places)) for value in np.unique(seen))
    return float(best - errors.min())


def _share_of_winner(value, seen, errors, sure, tied, places):
    """The mean error of a winner that is seen with this value, times its chance: `places` of the tied join the sure."""
    if (sure & (seen < value)).any():
        return 0.0
    always, perhaps = errors[sure & (seen == value)], errors[tied & (seen == value)]
    worse, share = int((tied & (seen > value)).sum()), 0.0
    for m in range(min(places, len(perhaps)) + 1):
        if m + len(always) > 0:  # m of `perhaps` are drawn, none that is better, and one of the equals wins
            chance = comb(len(perhaps), m) * comb(worse, places - m) / comb(int(tied.sum()), places)
            share += chance * (always.sum() + (m * perhaps.mean() if m else 0)) / (m + len(always))
    return share


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
    check_mapping(signals, "signals", "names to a number for each candidate")
    return pd.DataFrame({name: _compared(f"signals[{name!r}]", signal, errors, rng)
                         for name, signal in signals.items()}).T


def _compared(name, signal, errors, rng):
    """One signal's row of the table."""
    signal, errors = _one_each(signal, errors, np.all, name)
    has = np.isfinite(signal)
    row = rank_associated(signal[has], errors[has], rng, (name, "errors"))
    row["regret"] = regret(signal, errors)
    return row


def _one_each(signal, errors, unusable, name="signal"):
    """Both as arrays; refused where their shapes differ, or where all or any signals are NaN, as the caller says."""
    signal, errors = real_array(signal, name, finite=False), real_array(errors, "errors", finite=False)
    if signal.ndim != 1 or signal.shape != errors.shape or unusable(np.isnan(signal)):
        raise ValueError(f"{name} and errors must have one number a candidate; got {np.isfinite(signal).sum()} numbers "
                         f"of shape {signal.shape} and errors of shape {errors.shape}")
    if not np.isfinite(errors).all():
        raise ValueError(f"errors must be finite; got {(~np.isfinite(errors)).sum()} that are not")
    return signal, errors


def _tries(tries, errors):
    """How many are tried: at least one, at most all."""
    tries = check_whole(tries, "tries")
    if tries > len(errors):
        raise ValueError(f"tries must be at most the number of candidates, {len(errors)}; got {tries}")
    return tries
