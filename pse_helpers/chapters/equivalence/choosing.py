"""What one would lose or gain by training only the smallest member of a class."""

import numpy as np


def smallest_above_mean(classes, error, weights):
    """Error of the smallest member of a class less the mean of its class, on average over classes of two or more.

    >>> from pse_helpers.chapters.equivalence.choosing import smallest_above_mean
    >>> error, weights = {"a": 4.0, "b": 2.0, "c": 9.0}, {"a": 10, "b": 20, "c": 5}
    >>> float(smallest_above_mean([("a", "b"), ("c",)], error, weights))     # 4 less 3; c is alone
    1.0
    """
    return np.mean([_smallest(names, error, weights) - np.mean([error[name] for name in names])
                    for names in classes if len(names) > 1])


def _smallest(names, error, weights):
    """Mean error of those with the fewest weights."""
    least = min(weights[name] for name in names)
    return np.mean([error[name] for name in names if weights[name] == least])
