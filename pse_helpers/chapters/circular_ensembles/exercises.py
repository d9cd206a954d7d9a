"""Checkers of the exercises on circular ensembles, and the two samples that one of them asks about."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker
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


@checker("phase-fix")
def _phase_fix(answer):
    if not isinstance(answer, str) or answer not in ("first", "second"):
        return "the answer should be 'first' or 'second'."
    return None if answer == "second" else "compare the mean form factor at k = 1 of both samples with its law."


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
