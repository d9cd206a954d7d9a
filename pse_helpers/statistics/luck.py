"""How far the best of several measures gets by luck."""

import numpy as np
from scipy import stats

from pse_helpers.checks import check_generator, plain, real_array, shown
from pse_helpers.statistics.points import RESAMPLES, vary


def largest_by_chance(measures, target, groups, rng):
    r"""The largest mean rank correlation that the best of several measures reaches by chance.

    The 95 per cent point, over 2000 random orders of the target within each group, of

    .. math:: \max_j \Big| \frac1G \sum_{g=1}^G r_s(x_j, y \mid g) \Big|

    with the rank correlation of measure j and the target in group g.

    Parameters
    ----------
    measures : array_like, shape (n, m)
        A column a measure; not constant in any group.
    target : array_like, shape (n,)
    groups : array_like, shape (n,)
        Labels. The target is shuffled within a group only, so groups may differ in level;
        it is shuffled in each on its own, so the groups must be independent of each other.
    rng : numpy.random.Generator

    Returns
    -------
    float
        If no measure has to do with the target, the best exceeds this in one case of twenty, however
        the measures hang together.

    Notes
    -----
    Groups that share something, seeds for instance, make the mean scatter more than the shuffles do: the
    value returned is then too small. Two equal groups need sqrt(2) times it.

    Source: Westfall and Young (1993), Resampling-Based Multiple Testing, section 2.3.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.statistics import largest_by_chance
    >>> rng = np.random.default_rng(0)
    >>> one, sixteen = rng.standard_normal((20, 1)), rng.standard_normal((20, 16))
    >>> of_one, of_many = (largest_by_chance(x, np.arange(20), np.zeros(20), rng) for x in (one, sixteen))
    >>> 0.4 < of_one < 0.5 < 0.55 < of_many < 0.7
    True
    """
    check_generator(rng)
    measures, target = real_array(measures, "measures", finite=False), real_array(target, "target", finite=False)
    groups, labels = _labelled(groups)
    if measures.ndim != 2 or 0 in measures.shape or target.shape != groups.shape or target.shape != measures.shape[:1]:
        raise ValueError("measures must have a row for each number of target and groups; got shapes "
                         f"{measures.shape}, {target.shape} and {groups.shape}")
    means = 0
    for label in labels:
        chosen = groups == label
        orders = rng.permuted(np.tile(_unit_ranks(target[None, chosen], "target", label), (RESAMPLES, 1)), axis=1)
        means = means + orders @ _unit_ranks(measures[chosen].T, "measures", label).T / len(labels)
    return float(np.percentile(np.abs(means).max(axis=1), 95))


def _labelled(groups):
    """The labels as an array, and the different ones among them."""
    try:
        array = np.asarray(plain(groups, "groups"))
        labels = np.unique(array)
    except (TypeError, ValueError) as error:
        raise TypeError(f"groups must be labels of one kind; got {shown(groups)}") from error
    if (array != array).any():  # NaN is not equal to itself
        raise ValueError(f"groups must have a label for each; got {(array != array).sum()} missing")
    return array, labels


def _unit_ranks(rows, name, label):
    """Ranks along the last axis, with mean zero and length one: their products are rank correlations."""
    if not np.isfinite(rows).all() or not vary(rows).all():
        raise ValueError(f"{name} must be finite and not constant in any group; group {label!r} is not so")
    ranks = stats.rankdata(rows, axis=-1)
    ranks -= ranks.mean(axis=-1, keepdims=True)
    return ranks / np.linalg.norm(ranks, axis=-1, keepdims=True)
