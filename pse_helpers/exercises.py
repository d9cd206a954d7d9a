"""Checkers for the readers' answers: each says what is right, or gives a hint."""

from dataclasses import dataclass, replace

import numpy as np

from pse_helpers import networks
from pse_helpers.cascade import DecayLaw, cpse
from pse_helpers.search import random_search_regret

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


# -- chapter 1 -----------------------------------------------------------------

def two_samplers(rng):
    """Eigenphases of 400 matrices of order 24 from two samplers, of which the second forgot the phase fix.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray, ndarray), each of shape (400, 24)

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.exercises import two_samplers
    >>> [phases.shape for phases in two_samplers(np.random.default_rng(1))]
    [(400, 24), (400, 24)]
    """
    gaussian = rng.standard_normal((400, 24, 24)) + 1j * rng.standard_normal((400, 24, 24))
    q, r = np.linalg.qr(gaussian)
    diagonal = np.diagonal(r, axis1=1, axis2=2)
    fixed = q * (diagonal / np.abs(diagonal))[:, None, :]
    return tuple(np.sort(np.angle(np.linalg.eigvals(one)), axis=1) for one in (fixed, q))


@_checker("01-phase-fix")
def _phase_fix(answer):
    if answer == "second":
        return None
    if answer == "first":
        return "compare the mean form factor at k = 1 of both samples with its law."
    return "the answer should be 'first' or 'second'."


@_checker("01-independent-variance")
def _independent_variance(answer):
    if not callable(answer):
        return f"the answer should be a function of n and arc; got a {type(answer).__name__}."
    arguments = [(n, arc) for n in (3, 50) for arc in (0.3, 2.0, 6.0)]
    n, arc = np.array(arguments, dtype=float).T
    expected = n * arc / (2 * np.pi) * (1 - arc / (2 * np.pi))
    got = [answer(*pair) for pair in arguments]
    return _array_hint(None if got[0] is None else got, expected, {
        "this is the mean of the count, not its variance.": n * arc / (2 * np.pi),
        "this is the variance for one phase; there are n of them.": expected / n,
        "this is the standard deviation.": np.sqrt(expected),
    })


# -- chapter 2 -----------------------------------------------------------------

@_checker("02-smallest-size")
def _smallest_size(answer):
    if isinstance(answer, bool) or not isinstance(answer, (int, np.integer)):
        return f"the answer should be a whole number; got {answer!r}."
    mean = answer * 0.05 / (2 * np.pi)
    if mean < 2:
        return f"with {answer} phases a bin holds {mean:.2f} of them on average; the rule asks for two."
    if (answer - 1) * 0.05 / (2 * np.pi) >= 2:
        return "large enough, but one phase less would do as well."
    return None


@_checker("02-independent-metric")
def _independent_metric(answer):
    if not callable(answer):
        return f"the answer should be a function of n, delta and size; got a {type(answer).__name__}."
    arguments = [(n, delta, size) for n in (8, 64) for delta in (0.1, 1.0) for size in (2, 40)]
    n, delta, size = np.array(arguments, dtype=float).T
    p = delta / (2 * np.pi)
    expected = (size - 1) / size * p * (1 - p)
    got = [answer(*each) for each in arguments]
    return _array_hint(None if got[0] is None else got, expected, {
        "the metric is divided by n.": n * expected,
        "this holds for infinitely many matrices; the mean is taken over the same M of them.": p * (1 - p),
        "a phase that is in the bin cannot be in another one: the count is binomial.": (size - 1) / size * p,
    })


# -- chapter 4 -----------------------------------------------------------------

@_checker("04-upper-edge")
def _upper_edge(answer):
    if not callable(answer):
        return f"the answer should be a function of out and rest; got a {type(answer).__name__}."
    out, rest = np.array([(64, 576), (100, 100), (400, 100), (10, 1000)], dtype=float).T
    ratio = out / rest
    root = np.sqrt(np.minimum(ratio, 1 / ratio))
    got = [answer(*pair) for pair in zip(out, rest)]
    return _array_hint(None if got[0] is None else got, (1 + root)**2, {
        "right for out <= rest. For out > rest the edge comes in another unit: divide by the mean of the "
        "min(out, rest) values.": (1 + np.sqrt(ratio))**2,
        "this is the edge of the singular values; the spectrum consists of their squares.": 1 + root,
        "this is the lower edge.": (1 - root)**2,
        "the square root of the ratio enters, not the ratio.": (1 + root**2)**2,
        "this is the edge of W W^T for weights of variance one; divide by the mean of the values.":
            (np.sqrt(out) + np.sqrt(rest))**2,
    })


@_checker("04-operator-norm")
def _operator_norm(answer):
    if not isinstance(answer, (int, float, np.number)) or isinstance(answer, bool):
        return f"the answer should be a number; got a {type(answer).__name__}."
    slips = {
        "this is the lower bound; the question is how far the norm may lie above it.": 2,
        "the squared norms differ by up to 25, the number of slices; the question is about the norms.": 50,
        "this is the squared norm.": 100,
        "that would be a 3 x 3 kernel.": 6,
    }
    if np.isclose(answer, 10):
        return None
    return next((hint for hint, slip in slips.items() if np.isclose(answer, slip)),
                "look at the bound of Proposition 2. When is it attained?")


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


# -- chapter 3 -----------------------------------------------------------------

@_checker("03-share")
def _share(answer):
    if not callable(answer):
        return f"the answer should be a function of n, delta and M; got a {type(answer).__name__}."
    cases = np.array([(64, 1e-4, 40), (1024, 1e-4, 40), (256, 1e-3, 5)])
    mean = np.array([M * n * delta / (2 * np.pi) for n, delta, M in cases])
    got = [answer(int(n), delta, int(M)) for n, delta, M in cases]
    if any(one is None for one in got):
        return "the function returned None. Does it end with return?"
    single = mean / cases[:, 2]
    slips = {
        "this is the mean number of eigenphases in a bin of all matrices; two may share one bin.": mean,
        "this is the share of bins that stay empty.": np.exp(-mean),
        "this is the share that one matrix hits; there are M of them.": -np.expm1(-single),
        "the circle measures 2 pi; without it the mean number in a bin is too large.": -np.expm1(-mean * 2 * np.pi),
    }
    if np.allclose(got, -np.expm1(-mean), rtol=1e-3):  # 1 - (1 - p)^(M n) differs by less
        return None
    return next((hint for hint, slip in slips.items() if np.allclose(got, slip, rtol=1e-3)),
                "start from the mean number of eigenphases in a bin; how probable is it that there is none?")


@_checker("03-duplicates")
def _duplicates(answer):
    if not isinstance(answer, (int, float, np.number)) or isinstance(answer, bool):
        return f"the answer should be a number; got a {type(answer).__name__}."
    slips = {
        "the factor with 4 matrices alone; compare it with that of 40.": 1 - 1 / 4,
        "compare the factors (M - 1) / M of the law, not the numbers of matrices.": 4 / 40,
        "turn the ratio round: it is the metric with duplicates over that without.": (1 - 1 / 40) / (1 - 1 / 4),
        "repeating a matrix changes neither the mean nor the variance over the ensemble: M is 4, not 40.": 1.0,
    }
    if np.isclose(answer, (1 - 1 / 4) / (1 - 1 / 40), atol=0.002):
        return None
    return next((hint for hint, slip in slips.items() if np.isclose(answer, slip, atol=0.002)),
                "look at the law of the metric: how does it depend on the number of matrices?")


# -- chapter 6 -----------------------------------------------------------------

@_checker("06-score")
def _score(answer):
    if not callable(answer):
        return f"the answer should be a function of a value and an array of samples; got a {type(answer).__name__}."
    value, samples = -1.0, np.array([-2.0, -1.5, -1.0, -2.5])
    deviation, mean = samples.std(ddof=1), samples.mean()
    expected = np.array([(value - mean) / deviation])
    got = answer(value, samples.copy())
    return _array_hint(None if got is None else [got], expected, {
        "the sign is wrong: a network above its band has a positive score.": -expected,
        "divide by n - 1 in the variance (ddof=1): the mean was estimated from the same samples.":
            np.array([(value - mean) / samples.std()]),
        "divide by the standard deviation, not by the variance.": np.array([(value - mean) / deviation**2]),
        "divide by the standard deviation of the samples as well.": np.array([value - mean]),
        "use the standard deviation of one network, not the standard error of the mean.": 2 * expected,
    })


@_checker("06-layers-needed")
def _layers_needed(answer):
    if not callable(answer):
        return f"the answer should be a function of the level and the target; got a {type(answer).__name__}."
    cases = [(-1.3, -3.0), (-0.3, -2.0), (-0.8, -2.9)]
    expected = np.array([next(L for L in range(3, 10_000) if DecayLaw(level, 0.0).cpse(L) < target)
                         for level, target in cases], dtype=float)
    got = [answer(*case) for case in cases]
    return _array_hint(None if got[0] is None else got, expected, {
        "you counted distances: of L layers, L - 2 distances enter.": expected - 2,
        "you found the depth of the last distance; its later layer is one more.": expected - 1,
        "one layer too many: the first L below the target is asked for.": expected + 1,
    })


# -- chapter 7 -----------------------------------------------------------------

@_checker("07-stopping")
def _stopping(answer):
    if not callable(answer):
        return f"the answer should be a function of the level and the tolerance; got a {type(answer).__name__}."
    levels, tolerances = np.array([[-1.3, 0.01], [-0.3, 0.001], [0.5, 0.1]]).T
    expected = np.sqrt(10**levels / tolerances)
    got = [answer(*case) for case in zip(levels, tolerances)]
    return _array_hint(None if got[0] is None else got, expected, {
        "this is the square: the distance falls with the square of the depth.": expected**2,
        "the level is a logarithm to base ten.": np.sqrt(np.exp(levels) / tolerances),
        "the level enters as ten to its power.": np.sqrt(np.abs(levels) / tolerances),
        "turn the fraction round.": 1 / expected,
    })


@_checker("07-best-of-two")
def _best_of_two(answer):
    if not callable(answer):
        return f"the answer should be a function of the errors; got a {type(answer).__name__}."
    errors = np.array([2.0, 1.0, 4.0, 1.5, 3.0])
    expected = np.array([random_search_regret(errors, errors, 2)])
    got = answer(errors.copy())
    with_replacement = np.minimum.outer(errors, errors).mean() - errors.min()
    return _array_hint(None if got is None else [got], expected, {
        "draw without replacement: no candidate is trained twice.": np.array([with_replacement]),
        "subtract the smallest error of all candidates.": expected + errors.min(),
        "this is the regret of one draw.": np.array([errors.mean() - errors.min()]),
    })
