"""Verdicts on readers' answers, and what every checker needs."""

from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.stats import entropy

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

    Examples
    --------
    >>> from pse_helpers.chapters import exercises
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


def checker(name, function_of=None):
    """Register a function that returns None for a right answer and a hint for any other.

    With `function_of`, the arguments in words, the answer should be a function: where it is not one,
    or returns None, the hint is the same for every exercise.
    """
    def register(hint):
        _CHECKERS[name] = hint if function_of is None else partial(_hint_on_function, hint, function_of)
        return hint
    return register


class _ReturnedNone(Exception):
    pass


def _hint_on_function(hint, arguments, answer):
    if not callable(answer):
        return f"the answer should be a function of {arguments}; got a {type(answer).__name__}."

    def returning(*given):
        if (result := answer(*given)) is None:
            raise _ReturnedNone
        return result

    try:
        return hint(returning)
    except _ReturnedNone:
        return "the function returned None. Does it end with return?"


def array_hint(got, expected, typical):
    """A hint for an array that is not the expected one; `typical` maps known slips to hints."""
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


def directions(variances):
    """How many directions are filled: the exponential of the entropy of the shares, which two chapters ask for."""
    return np.exp(entropy(variances))
