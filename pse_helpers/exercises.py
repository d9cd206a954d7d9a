"""Checkers for the readers' answers: each says what is right, or gives a hint."""

from dataclasses import dataclass, replace

import numpy as np

from pse_helpers import networks
from pse_helpers.cascade import cpse

_CHECKERS = {}


@dataclass(frozen=True)
class Verdict:
    """What a checker says of an answer."""

    right: bool
    message: str

    def __repr__(self):
        return f"{'✓' if self.right else '…'} {self.message}"


def check(name, answer):
    """Check an answer to an exercise of the book.

    Parameters
    ----------
    name : str
        The exercise's name, as its chapter prints it.
    answer
        The reader's answer: a number, an array or a function, as the exercise asks.

    Returns
    -------
    Verdict
        With `.right` and a `.message`: praise, or a hint that does not give the
        solution away.

    Raises
    ------
    ValueError
        For an unknown name.

    Notes
    -----
    Source: this book. Chapter: each one that ends in exercises.

    Examples
    --------
    >>> from pse_helpers import exercises
    >>> exercises.check("05-ergodicity", lambda histograms: None)
    … Not yet: the function returned None. Does it end with return?
    """
    if name not in _CHECKERS:
        raise ValueError(f"name must be one of {', '.join(_CHECKERS)}; got {name!r}")
    try:
        hint = _CHECKERS[name](answer)
    except Exception as error:  # whatever a reader's own function raises is a hint to the reader
        hint = f"it raised {type(error).__name__}: {error}"
    return Verdict(True, "Right.") if hint is None else Verdict(False, f"Not yet: {hint}")


def _checker(name):
    """Register a function that returns None for a right answer and a hint for any other."""
    def register(function):
        _CHECKERS[name] = function
        return function
    return register


def _array_hint(got, expected, typical):
    """A hint for an array that is not the expected one; `typical` maps known slips to hints."""
    if got is None:
        return "the function returned None. Does it end with return?"
    got = np.asarray(got, dtype=float)
    if got.shape != expected.shape:
        return f"the result has shape {got.shape}, but it should be {expected.shape}."
    if np.allclose(got, expected):
        return None
    for hint, slip in typical.items():
        if np.allclose(got, slip):
            return hint
    row = np.argmin([np.allclose(*pair) for pair in zip(got, expected)])
    return f"the first row that differs is the one with index {row}. Compute it by hand."


# -- chapter 5 -----------------------------------------------------------------

@_checker("05-ergodicity")
def _ergodicity(answer):
    if not callable(answer):
        return f"the answer should be a function of the histograms; got a {type(answer).__name__}."
    histograms = np.array([[4.0, 2, 2], [3, 3, 2], [5, 0, 3], [1, 6, 1]])
    depths = np.arange(1, 5)[:, None]
    summed = np.array([((histograms[:l] - histograms[:l].mean(axis=0))**2).sum(axis=0) for l in depths[:, 0]])
    expected = summed / depths / 8
    around_all = np.cumsum((histograms - histograms.mean(axis=0))**2, axis=0) / depths / 8
    return _array_hint(answer(histograms.copy()), expected, {
        "divide by the period as well; it is the sum of any row of the histograms.": expected * 8,
        "divide by the number of layers as well.": summed / 8,
        "divide by the number of layers and by the period.": summed,
        "the mean histogram is that of the first l layers, not of all layers.": around_all,
        "there is no square root in the definition.": np.sqrt(expected),
    })


@_checker("05-reversed")
def _reversed(answer):
    if not isinstance(answer, (int, float, np.floating)):
        return f"the answer should be a number; got a {type(answer).__name__}."
    deep = networks.spectra("resnet56", "CIFAR10")
    backwards = replace(deep, names=deep.names[::-1], shapes=deep.shapes[::-1], values=deep.values[::-1])
    if np.isclose(answer, cpse(backwards).value, atol=0.005):
        return None
    if np.isclose(answer, cpse(deep).value, atol=0.005):
        return "this is the value in the original order."
    return "reverse names, shapes and values, and leave the convention as it is."
