"""Classes of networks: from a table of pairs, beside other classes, and beside classes formed at random."""

from collections.abc import Hashable

import numpy as np

from pse_helpers.checks import (
    check_column,
    check_generator,
    check_mapping,
    check_number,
    check_table,
    listed,
    real_array,
    shown,
)


def grouping(table, accuracy, column="distance"):
    """Classes in which every two networks agree within an accuracy.

    Complete linkage: closest classes are joined first, as long as no two members
    of the joined class are further apart than the accuracy. To agree within an
    accuracy is not transitive; connected components would chain networks into
    one class whose ends do not agree.

    Parameters
    ----------
    table : pandas.DataFrame
        What `equivalence` returns.
    accuracy : float
        The most that the column may reach within a class.
    column : str
        "distance" for an accuracy in units of mass, "z" for one in units of
        the noise.

    Returns
    -------
    list of tuple of str
        Classes and their members in the order in which names first appear.

    Notes
    -----
    Source: agreement within a given accuracy is that of Süzen (2020),
    arXiv:2006.13687; the linkage is this book's.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.conjugate import grouping
    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "distance": [0.1, 0.4, 0.3]})
    >>> grouping(table, 0.2)
    [('a', 'b'), ('c',)]
    """
    from scipy.cluster.hierarchy import fcluster, linkage  # slow to import, and needed here only
    check_number(accuracy, "accuracy", "a finite number from 0 on", lambda accuracy: 0 <= accuracy < np.inf)
    check_table(table, "table", "first", "second")
    check_column(column, "column", table)
    real_array(table[column], f"table[{column!r}]")
    names = list(dict.fromkeys([*table["first"], *table["second"]]))
    labels = fcluster(linkage(_condensed(table, names, column), "complete"), accuracy, "distance")
    classes = dict.fromkeys(labels)
    return [tuple(name for name, label in zip(names, labels) if label == one) for one in classes]


def agreement(one, other):
    r"""The adjusted Rand index of two groupings of the same networks.

    .. math:: \frac{S - E}{(A + B) / 2 - E}, \qquad E = \frac{A B}{\binom{n}{2}}

    with the number A of pairs that share a class in one grouping, B in the other,
    and S in both.

    Parameters
    ----------
    one, other : list of tuple of str
        Classes and their members, as from :func:`grouping`.

    Returns
    -------
    float
        One for equal groupings, zero on average for classes of the same sizes formed
        at random.

    Notes
    -----
    Source: Hubert and Arabie (1985), J. Classif. 2, 193.

    Examples
    --------
    >>> from pse_helpers.conjugate import agreement
    >>> agreement([("a", "b"), ("c", "d")], [("d", "c"), ("a", "b")]), agreement([("a", "b")], [("a",), ("b",)])
    (1.0, 0.0)
    """
    names, others = _members(one, "one"), _members(other, "other")
    if set(names) != set(others) or len(names) < 2:
        raise ValueError("other must group the same networks as one, at least two; "
                         f"got {len(others)} and {len(names)}")
    from sklearn.metrics import adjusted_rand_score
    return float(adjusted_rand_score(*([_labels(classes)[name] for name in names] for classes in (one, other))))


def exchanged(classes, rng, within=None):
    """Classes of the same sizes, with networks exchanged at random.

    Parameters
    ----------
    classes : list of tuple of str
    rng : numpy.random.Generator
    within : list of tuple of str, optional
        Groups of the same networks; a network is exchanged only within its group.
        Without them all are one group.

    Returns
    -------
    list of tuple of str

    Notes
    -----
    All exchanges are equally probable. Source: permutation tests with strata, as in
    Good (2005), Permutation, Parametric and Bootstrap Tests of Hypotheses.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import exchanged
    >>> exchanged([("a", "b"), ("c", "d")], np.random.default_rng(3), within=[("a", "c"), ("b",), ("d",)])
    [('c', 'b'), ('a', 'd')]
    """
    check_generator(rng)
    members = _members(classes, "classes")
    groups = [members] if within is None else within
    grouped = _members(groups, "within")
    if set(members) != set(grouped):
        raise ValueError(f"within must group the same {len(members)} networks as classes; got {len(grouped)}")
    place = {}
    for group in groups:
        place |= zip(group, (group[index] for index in rng.permutation(len(group))))
    return [tuple(place[name] for name in one) for one in classes]


def share_between(classes, values):
    r"""The share of the variance of a number that lies between classes.

    .. math:: 1 - \frac{\sum_c \sum_{i \in c} (x_i - \bar x_c)^2}{\sum_i (x_i - \bar x)^2}

    Parameters
    ----------
    classes : list of tuple of str
    values : mapping of str to float
        One number a network, for instance its test error.

    Returns
    -------
    float
        From 0 to 1; more classes explain more, by chance alone.

    Notes
    -----
    Source: Fisher's correlation ratio, eta squared.

    Examples
    --------
    >>> from pse_helpers.conjugate import share_between
    >>> share_between([("a", "b"), ("c", "d")], {"a": 1.0, "b": 3.0, "c": 5.0, "d": 7.0})
    0.8
    """
    names = _members(classes, "classes")
    check_mapping(values, "values", "names to numbers")
    real_array(list(values.values()), "values", high=1e150, low=-1e150)
    if set(names) != set(values) or np.ptp([values[name] for name in names]) == 0:
        raise ValueError(f"values must give numbers that differ, one for each of the {len(names)} networks; "
                         f"got {len(values)}")
    inside = sum(len(one) * np.var([values[name] for name in one]) for one in classes)
    return float(1 - inside / (len(names) * np.var([values[name] for name in names])))


def _members(classes, name):
    """All networks, class by class."""
    members = [one for group in listed(classes, name, "classes") for one in listed(group, name, "classes of names")]
    if not all(isinstance(one, Hashable) for one in members) or not members:
        raise TypeError(f"{name} must hold classes of names; got {shown(classes)}")
    if len(set(members)) < len(members):
        raise ValueError(f"{name} must name each network once; got {len(members)} names of {len(set(members))} "
                         "networks")
    return members


def _labels(classes):
    """The number of each network's class."""
    return {name: label for label, one in enumerate(classes) for name in one}


def _condensed(table, names, column):
    """The pairs' values in scipy's order."""
    values = {frozenset(pair): value for *pair, value in table[["first", "second", column]].itertuples(index=False)}
    pairs = [frozenset((first, second)) for index, first in enumerate(names) for second in names[index + 1:]]
    if len(table) != len(pairs) or set(values) != set(pairs) or not pairs:
        raise ValueError(f"table must hold each pair of its {len(names)} networks once; got {len(table)} rows")
    return np.maximum([values[pair] for pair in pairs], 0.0)  # closer than chance is as close as can be
