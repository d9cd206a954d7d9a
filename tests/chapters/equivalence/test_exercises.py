"""The checkers of the exercises on equivalence know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from pse_helpers.chapters import exercises


@pytest.mark.parametrize("name, answer", [
    ("distance", lambda first, second: np.abs(first - second).sum() / 2),
    ("distance", lambda first, second: float(np.maximum(first - second, 0).sum())),  # what is taken away
    ("distance", lambda first, second: 1 - np.minimum(first, second).sum()),  # what is not shared
    ("accuracy", (0.08, 0.07, 0.14)),
    ("accuracy", [0.1, 0.1, 0.2]),
    ("accuracy", np.array([0.06, 0.05, 0.11])),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("distance", lambda first, second: np.abs(first - second).sum(), "without the half"),
    ("distance", lambda first, second: (first - second).sum() / 2, "absolute value of every bin"),
    ("distance", lambda first, second: np.abs(first - second).max(), "largest difference"),
    ("distance", lambda first, second: np.abs(first - second).mean(), "mean over bins"),
    ("distance", lambda first, second: np.linalg.norm(first - second), "root of the sum of squares"),
    ("distance", lambda first, second: wasserstein_distance(range(4), range(4), first, second), "index 0"),
    ("distance", lambda first, second: np.abs(first - second) / 2, "has shape"),
    ("distance", lambda first, second: None, "returned None"),
    ("distance", 0.3, "should be a function"),
    ("accuracy", None, "should be three numbers"),
    ("accuracy", (0.1, 0.2), "should be three numbers"),
    ("accuracy", (0.05, -0.05, 0.1), "between 0 and 1"),
    ("accuracy", (0.05, 0.05, 1.5), "between 0 and 1"),
    ("accuracy", (float("nan"), 0.05, 0.15), "between 0 and 1"),
    ("accuracy", (0.05, 0.15, 0.2), "must agree within"),
    ("accuracy", (0.102, 0.05, 0.12), "must agree within"),
    ("accuracy", (0.05, 0.102, 0.12), "must agree within"),
    ("accuracy", (0.05, 0.05, 0.08), "ends do not"),
    ("accuracy", (0.06, 0.05, 0.1), "ends do not"),
    ("accuracy", (0.06, 0.05, 0.112), "triangle inequality"),
    ("accuracy", (0.05, 0.05, 0.3), "triangle inequality"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
