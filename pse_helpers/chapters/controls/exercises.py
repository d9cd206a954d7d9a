"""Checkers of the exercises on controls."""

import numpy as np

from pse_helpers.cascade import DecayLaw
from pse_helpers.chapters.verdicts import array_hint, checker


@checker("score", function_of="a value and an array of samples")
def _score(answer):
    value, samples = -1.0, np.array([-2.0, -1.5, -1.0, -2.5])
    mean, spread = samples.mean(), samples.std(ddof=1)
    expected = np.array([(value - mean) / spread])
    return array_hint([answer(value, samples.copy())], expected, {
        "the sign is wrong: a network above its band has a positive score.": -expected,
        "divide by n - 1 in the variance (ddof=1): the mean was estimated from the same samples.":
            np.array([(value - mean) / samples.std()]),
        "divide by the standard deviation, not by the variance.": np.array([(value - mean) / spread**2]),
        "divide by the standard deviation of the samples as well.": np.array([value - mean]),
        "use the standard deviation of one network, not the standard error of the mean.": 2 * expected,
    })


@checker("layers-needed", function_of="the level and the target")
def _layers_needed(answer):
    cases = [(-1.3, -3.0), (-0.3, -2.0), (-0.8, -2.9)]
    expected = np.array([next(L for L in range(3, 10_000) if DecayLaw(level, 0.0).cpse(L) < target)
                         for level, target in cases], dtype=float)
    got = [answer(*case) for case in cases]
    return array_hint(got, expected, {
        "you counted distances: of L layers, L - 2 distances enter.": expected - 2,
        "you found the depth of the last distance; its later layer is one more.": expected - 1,
        "one layer too many: the first L below the target is asked for.": expected + 1,
    })
