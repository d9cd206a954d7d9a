"""The checkers of the exercises on the published figure, rebuilt know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises


def mean(n, delta, M):
    return M * n * delta / (2 * np.pi)


@pytest.mark.parametrize("answer", [
    lambda n, delta, M: 1 - np.exp(-mean(n, delta, M)),
    lambda n, delta, M: 1 - (1 - delta / (2 * np.pi))**(M * n),
])
def test_right_share(answer):
    assert exercises.check("share", answer).right


@pytest.mark.parametrize("answer, hint", [
    (mean, "mean number of eigenphases"),
    (lambda n, delta, M: np.exp(-mean(n, delta, M)), "stay empty"),
    (lambda n, delta, M: 1 - np.exp(-mean(n, delta, 1)), "one matrix"),
    (lambda n, delta, M: 1 - np.exp(-M * n * delta), "2 pi"),
    (lambda n, delta, M: 0.5, "how probable"),
    (lambda n, delta, M: 1.02 * (1 - np.exp(-mean(n, delta, M))), "how probable"),
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
