"""The checkers of the exercises on the published figure, rebuilt know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import binom

from pse_helpers.chapters import exercises


def mean(n, delta, M):
    return M * n * delta / (2 * np.pi)


def hit_once(mean):
    return mean * np.exp(-mean) / (1 - np.exp(-mean))


def by_the_binomial_law(n, delta, M):
    none, one = (binom.pmf(k, M * n, delta / (2 * np.pi)) for k in (0, 1))
    return one / (1 - none)


@pytest.mark.parametrize("answer", [lambda n, delta, M: hit_once(mean(n, delta, M)), by_the_binomial_law])
def test_right_share(answer):
    assert exercises.check("share", answer).right


@pytest.mark.parametrize("answer, hint", [
    (lambda n, delta, M: mean(n, delta, M) * np.exp(-mean(n, delta, M)), "share of all bins"),
    (lambda n, delta, M: 1 - np.exp(-mean(n, delta, M)), "hit at all"),
    (lambda n, delta, M: np.exp(-mean(n, delta, M)), "stay empty"),
    (lambda n, delta, M: hit_once(mean(n, delta, 1)), "one matrix"),
    (lambda n, delta, M: hit_once(M * n * delta), "2 pi"),
    (mean, "how probable"),
    (lambda n, delta, M: 0.5, "how probable"),
    (lambda n, delta, M: 1.02 * hit_once(mean(n, delta, M)), "how probable"),
    (lambda n, delta, M: None, "returned None"),
    (lambda n: n, "it raised TypeError"),
    (0.04, "should be a function"),
])
def test_wrong_share(answer, hint):
    verdict = exercises.check("share", answer)
    assert not verdict.right and hint in verdict.message


@pytest.mark.parametrize("answer", [0.75 / 0.975, np.float64(0.769), 10 / 13])
def test_right_duplicates(answer):
    assert exercises.check("duplicates", answer).right


@pytest.mark.parametrize("answer, hint", [
    (0.75, "with 4 matrices alone"),
    (0.1, "not the numbers of matrices"),
    (1.3, "turn the ratio round"),
    (1, "M is 4, not 40"),
    (0.5, "how does it depend"),
    (0.785, "how does it depend"),
    (0.754, "how does it depend"),
    (None, "should be a number"),
    (True, "should be a number"),
])
def test_wrong_duplicates(answer, hint):
    verdict = exercises.check("duplicates", answer)
    assert not verdict.right and hint in verdict.message
