"""Checkers of the part on ensembles: chapters 1 to 3."""

import numpy as np

from pse_helpers.exercises.verdicts import array_hint, checker


# -- chapter 1 ---------------------------------------------------------------

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


@checker("01-phase-fix")
def _phase_fix(answer):
    if answer == "second":
        return None
    if answer == "first":
        return "compare the mean form factor at k = 1 of both samples with its law."
    return "the answer should be 'first' or 'second'."


@checker("01-independent-variance", function_of="n and arc")
def _independent_variance(answer):
    arguments = [(n, arc) for n in (3, 50) for arc in (0.3, 2.0, 6.0)]
    n, arc = np.array(arguments, dtype=float).T
    expected = n * arc / (2 * np.pi) * (1 - arc / (2 * np.pi))
    got = [answer(*pair) for pair in arguments]
    return array_hint(got, expected, {
        "this is the mean of the count, not its variance.": n * arc / (2 * np.pi),
        "this is the variance for one phase; there are n of them.": expected / n,
        "this is the standard deviation.": np.sqrt(expected),
    })


# -- chapter 2 ---------------------------------------------------------------

@checker("02-smallest-size")
def _smallest_size(answer):
    if isinstance(answer, bool) or not isinstance(answer, (int, np.integer)):
        return f"the answer should be a whole number; got {answer!r}."
    mean = answer * 0.05 / (2 * np.pi)
    if mean < 2:
        return f"with {answer} phases a bin holds {mean:.2f} of them on average; the rule asks for two."
    if (answer - 1) * 0.05 / (2 * np.pi) >= 2:
        return "large enough, but one phase less would do as well."
    return None


@checker("02-independent-metric", function_of="n, delta and size")
def _independent_metric(answer):
    arguments = [(n, delta, size) for n in (8, 64) for delta in (0.1, 1.0) for size in (2, 40)]
    n, delta, size = np.array(arguments, dtype=float).T
    p = delta / (2 * np.pi)
    expected = (size - 1) / size * p * (1 - p)
    got = [answer(*each) for each in arguments]
    return array_hint(got, expected, {
        "the metric is divided by n.": n * expected,
        "this holds for infinitely many matrices; the mean is taken over the same M of them.": p * (1 - p),
        "a phase that is in the bin cannot be in another one: the count is binomial.": (size - 1) / size * p,
    })


# -- chapter 3 ---------------------------------------------------------------

@checker("03-share", function_of="n, delta and M")
def _share(answer):
    cases = np.array([(64, 1e-4, 40), (1024, 1e-4, 40), (256, 1e-3, 5)])
    mean = np.array([M * n * delta / (2 * np.pi) for n, delta, M in cases])
    got = [answer(int(n), delta, int(M)) for n, delta, M in cases]
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


@checker("03-duplicates")
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
