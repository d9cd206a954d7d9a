"""What a table of networks could have detected, beside what it found."""

import numpy as np
from scipy.stats import rankdata

from pse_helpers.checks import check_generator, check_number, real_array, whole_numbers
from pse_helpers.statistics.partial import residuals

TABLES, OFTEN = 1000, 0.8
ORDERS = 2000


def detectable(sizes, chance, rng):
    """The least true correlation that such a table shows four times in five.

    Parameters
    ----------
    sizes : sequence of int
        How many networks each group has, at least 3; the mean of the groups' rank correlations is what counts.
    chance : float
        What it has to exceed to be beyond luck, between 0 and 1.
    rng : numpy.random.Generator

    Returns
    -------
    float
        Pearson's correlation of bell-shaped pairs, to two hundredths or so; 1 where no correlation does it.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.side_by_side.power import detectable
    >>> 0.55 < detectable([20], 0.44, np.random.default_rng(0)) < 0.63
    True
    """
    check_generator(rng)
    sizes = whole_numbers(sizes, "sizes", least=3)
    chance = check_number(chance, "chance", "a number between 0 and 1", lambda value: 0 < value < 1)
    groups = [rng.standard_normal((2, TABLES, size)) for size in sizes]
    low, high = 0.0, 1.0
    while high - low > 0.002:
        middle = (low + high) / 2
        low, high = (low, middle) if (_means(groups, middle) > chance).mean() >= OFTEN else (middle, high)
    return high


def luck_given(measures, target, given, rng):
    """What the best of several measures reaches by luck when other quantities are taken out of it and of the target.

    Parameters
    ----------
    measures : array_like, shape (n, m)
        A column a measure.
    target : array_like, shape (n,)
    given : array_like, shape (n, k)
        What is taken out, by its ranks, as in :func:`pse_helpers.statistics.partial_spearman`.
    rng : numpy.random.Generator

    Returns
    -------
    float
        The 95 per cent point of the largest absolute partial rank correlation, over 2000 random orders of what is
        left of the target.

    Notes
    -----
    Source: Freedman and Lane (1983), J. Bus. Econ. Stat. 1, 292, for permuting residuals.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.side_by_side.power import luck_given
    >>> rng = np.random.default_rng(0)
    >>> measures, target, given = (rng.standard_normal((20, k)) for k in (15, 1, 4))
    >>> 0.6 < luck_given(measures, target[:, 0], given, rng) < 0.75
    True
    """
    check_generator(rng)
    measures, given = (real_array(one, name, 2) for one, name in ((measures, "measures"), (given, "given")))
    target = real_array(target, "target", 1)
    if not len(measures) == len(target) == len(given):
        raise ValueError(f"measures and given must have a row for each of the {len(target)} values of target; "
                         f"got shapes {measures.shape} and {given.shape}")
    if len(target) < given.shape[1] + 3:
        raise ValueError(f"target must have at least {given.shape[1] + 3} values for {given.shape[1]} given; "
                         f"got {len(target)}")
    known = rankdata(given, axis=0)
    left, of_measures = (residuals(rankdata(rows, axis=1), known) for rows in (target[None], measures.T))
    if not all(np.ptp(rows, axis=1).all() for rows in (left, of_measures)):
        raise ValueError("given leaves nothing of target or of a measure: its ranks are a combination of theirs")
    orders = residuals(rng.permuted(np.tile(left, (ORDERS, 1)), axis=1), known)
    lucky = _of_length_one(orders) @ _of_length_one(of_measures).T
    return float(np.percentile(np.abs(lucky).max(axis=1), 95))


def _of_length_one(rows):
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _means(groups, true):
    """For each table the mean over groups of the rank correlations of x with y, whose true correlation is given."""
    return np.mean([_rank_correlations(x, true * x + (1 - true**2)**0.5 * rest) for x, rest in groups], axis=0)


def _rank_correlations(x, y):
    """Spearman's, row by row, where no two values are equal."""
    x, y = (np.argsort(np.argsort(values, axis=1), axis=1) - (values.shape[1] - 1) / 2 for values in (x, y))
    return (x * y).sum(axis=1) / (x**2).sum(axis=1)
