"""Classes of networks, from a table of pairs."""

import numpy as np

from pse_helpers.checks import real_number


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

    Raises
    ------
    ValueError
        For an accuracy that is negative or not finite, an unknown column, a table
        that does not hold every pair once.

    Notes
    -----
    Source: agreement within a given accuracy is that of Süzen (2020),
    arXiv:2006.13687; the linkage is this book's. Chapter: Equivalence.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.conjugate import grouping
    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "distance": [0.1, 0.4, 0.3]})
    >>> grouping(table, 0.2)
    [('a', 'b'), ('c',)]
    """
    from scipy.cluster.hierarchy import fcluster, linkage  # slow to import, and needed here only
    real_number(accuracy, "accuracy", "a finite number from 0 on", lambda accuracy: 0 <= accuracy < np.inf)
    if column not in table.columns:
        raise ValueError(f"column must be one of the table's, {', '.join(table.columns)}; got {column!r}")
    names = list(dict.fromkeys([*table["first"], *table["second"]]))
    labels = fcluster(linkage(_condensed(table, names, column), "complete"), accuracy, "distance")
    classes = dict.fromkeys(labels)
    return [tuple(name for name, label in zip(names, labels) if label == one) for one in classes]


def _condensed(table, names, column):
    """The pairs' values in scipy's order."""
    values = {frozenset(pair): value for *pair, value in table[["first", "second", column]].itertuples(index=False)}
    pairs = [frozenset((first, second)) for index, first in enumerate(names) for second in names[index + 1:]]
    if len(table) != len(pairs) or set(values) != set(pairs) or not pairs:
        raise ValueError(f"table must hold each pair of its {len(names)} networks once; got {len(table)} rows")
    return np.maximum([values[pair] for pair in pairs], 0.0)  # closer than chance is as close as can be
