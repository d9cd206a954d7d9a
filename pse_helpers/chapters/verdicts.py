"""Verdicts on readers' answers, and what every checker needs."""

from dataclasses import dataclass
from functools import partial
from textwrap import fill

import numpy as np
from scipy.stats import entropy

from pse_helpers.checks import real_array, real_numbers, shown

WIDTH = 76  # of a line, so that a page shows it whole
_CHECKERS = {}


@dataclass(frozen=True)
class Verdict:
    """What a checker says of an answer."""

    right: bool
    message: str

    def __repr__(self):
        return fill(f"{'✓' if self.right else '…'} {self.message}", WIDTH, subsequent_indent="  ",
                    break_long_words=False, break_on_hyphens=False)


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
    >>> exercises.check("cycled", lambda values, length: None)
    … Not yet: the function returned None. Does it end with return?
    """
    if not isinstance(name, str) or name not in _CHECKERS:
        raise ValueError(f"name must be one of {', '.join(_CHECKERS)}; got {shown(name)}")
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


class _NoNumbers(Exception):
    """What a reader's function returned, in words."""


def _hint_on_function(hint, arguments, answer):
    if not callable(answer):
        return f"the answer should be a function of {arguments}; got a {type(answer).__name__}."

    def returning(*given):
        if (result := answer(*given)) is None:
            raise _NoNumbers("the function returned None. Does it end with return?")
        return _numbers(result)

    try:
        return hint(returning)
    except _NoNumbers as error:
        return str(error)


def _numbers(result):
    try:
        return real_numbers(result, "the result")
    except (TypeError, ValueError) as error:
        raise _NoNumbers(f"{error}.") from error


def array_hint(got, expected, typical, otherwise="Compute it by hand."):
    """A hint for an array that is not the expected one; `typical` maps known slips to hints; for others, advice."""
    if hint := shape_hint(got, expected):
        return hint
    got = np.asarray(got, dtype=float)
    if np.allclose(got, expected):
        return None
    for hint, slip in typical.items():
        if np.allclose(got, slip):
            return hint
    if got.size == 1:
        return f"the number is another one. {otherwise}"
    place = np.argmin([np.allclose(*pair) for pair in zip(got, expected)])
    what = "row" if got.ndim > 1 else "number"
    return f"the first {what} that differs is the one with index {place}. {otherwise}"


def few_numbers(answer, count):
    """So many real numbers from an answer, or None where it is anything else."""
    try:
        found = real_array(answer, "answer", ndim=1, finite=False)
    except (TypeError, ValueError):
        return None
    return found.tolist() if len(found) == count else None


def matrices(answer):
    """The two-dimensional arrays in a list or a pair, or None where it is anything else."""
    try:
        return [real_array(one, "answer", ndim=2) for one in answer] if isinstance(answer, (list, tuple)) else None
    except (TypeError, ValueError):
        return None


def letters_of(answer, known):
    """The letters of an answer, such as "ab" or "a, b"; None where it is no text, or has others than the known ones."""
    letters = set(answer.lower()) - set(", ") if isinstance(answer, str) else set()
    return letters if letters and letters <= set(known) else None


def shape_hint(got, expected):
    """A hint for an array, or a list of the results of several calls, whose shape is not that of the expected one."""
    shapes = list(dict.fromkeys(map(np.shape, got))) if isinstance(got, list) else []
    if len(shapes) > 1:
        return f"the result should have the same shape for all arguments; got {shapes[0]} and {shapes[1]}."
    if np.shape(got) != expected.shape:
        return f"the result has shape {np.shape(got)}, but it should be {expected.shape}."
    return None


def directions(variances):
    """How many directions are filled: the exponential of the entropy of the shares, which two chapters ask for."""
    return np.exp(entropy(variances))
