"""The checkers of the exercises on spectral ergodicity know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises


def share(arc):
    return arc / (2 * np.pi)


@pytest.mark.parametrize("name, answer", [
    ("smallest-size", 252),
    ("smallest-size", np.int64(252)),
    ("independent-metric", lambda n, delta, size: (size - 1) / size * share(delta) * (1 - share(delta))),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("smallest-size", 251, "a bin holds 2.00 of them"),
    ("smallest-size", 126, "a bin holds 1.00 of them"),
    ("smallest-size", 253, "one phase less would do"),
    ("smallest-size", 251.3, "should be a whole number"),
    ("independent-metric", lambda n, delta, size: share(delta) * (1 - share(delta)), "infinitely many"),
    ("independent-metric", lambda n, delta, size: n * (size - 1) / size * share(delta) * (1 - share(delta)),
     "divided by n"),
    ("independent-metric", lambda n, delta, size: (size - 1) / size * share(delta), "binomial"),
    ("independent-metric", 0.03, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
