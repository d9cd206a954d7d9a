"""What a table of networks could have detected, beside what it found."""

import numpy as np

from pse_helpers.checks import check_generator, check_number, whole_numbers

TABLES, OFTEN = 1000, 0.8


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


def _means(groups, true):
    """For each table the mean over groups of the rank correlations of x with y, whose true correlation is given."""
    return np.mean([_rank_correlations(x, true * x + (1 - true**2)**0.5 * rest) for x, rest in groups], axis=0)


def _rank_correlations(x, y):
    """Spearman's, row by row, where no two values are equal."""
    x, y = (np.argsort(np.argsort(values, axis=1), axis=1) - (values.shape[1] - 1) / 2 for values in (x, y))
    return (x * y).sum(axis=1) / (x**2).sum(axis=1)
