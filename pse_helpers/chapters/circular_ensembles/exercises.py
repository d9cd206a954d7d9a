"""Checkers of the exercises on circular ensembles, and the two samples that one of them asks about."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers
from pse_helpers.checks import check_generator


def two_samplers(rng):
    """Eigenphases of 400 matrices of order 24 from two samplers, of which the second forgot the phase fix.

    Parameters
    ----------
    rng : numpy.random.Generator

    Returns
    -------
    (ndarray, ndarray), each of shape (400, 24)

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.circular_ensembles.exercises import two_samplers
    >>> [phases.shape for phases in two_samplers(np.random.default_rng(1))]
    [(400, 24), (400, 24)]
    """
    check_generator(rng)
    gaussian = rng.standard_normal((400, 24, 24)) + 1j * rng.standard_normal((400, 24, 24))
    q, r = np.linalg.qr(gaussian)
    diagonal = np.diagonal(r, axis1=1, axis2=2)
    fixed = q * (diagonal / np.abs(diagonal))[:, None, :]
    return tuple(np.sort(np.angle(np.linalg.eigvals(one)), axis=1) for one in (fixed, q))


@checker("two-samplers")
def _two_samplers(answer):
    found = few_numbers(answer, 2)
    if found is None:
        return "the answer should be two numbers, that of `first` and that of `second`."
    lengths = [np.abs(np.exp(1j * phases).sum(axis=1)) for phases in two_samplers(np.random.default_rng(5))]
    mean, spread = np.array([((one**2).mean(), (one**2).std(ddof=1)) for one in lengths]).T
    error = spread / 400**0.5
    if np.allclose(found, (mean - 1) / error, atol=0.1):
        return None
    slips = {
        "this is the form factor itself; how far from its law is it, in standard errors of the mean?": mean,
        "this is the distance from the law; divide it by the standard error of the mean.": mean - 1,
        "this is in standard deviations of one matrix; the mean of 400 of them is more certain.": (mean - 1) / spread,
        "the form factor is the mean of squares.": [(one.mean() - 1) / one.std() * 400**0.5 for one in lengths],
        "the law that you took is that of independent phases.": (mean - 24) / error,
        "the two are exchanged.": ((mean - 1) / error)[::-1],
        "mind the signs: a mean below its law has a negative distance.": np.copysign((mean - 1) / error, found),
    }
    return next((hint for hint, slip in slips.items() if np.allclose(found, slip, rtol=0.01)),
                "take the form factor of each matrix at k = 1, and the distance of their mean from the law.")


@checker("independent-variance", function_of="n and arc")
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
