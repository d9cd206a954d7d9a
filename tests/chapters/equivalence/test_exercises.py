"""The checkers of the exercises on equivalence know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from pse_helpers.chapters import exercises


@pytest.mark.parametrize("name, answer", [
    ("09-distance", lambda first, second: np.abs(first - second).sum() / 2),
    ("09-distance", lambda first, second: float(np.maximum(first - second, 0).sum())),  # what is taken away
    ("09-distance", lambda first, second: 1 - np.minimum(first, second).sum()),  # what is not shared
    ("09-accuracy", (0.08, 0.07, 0.14)),
    ("09-accuracy", [0.1, 0.1, 0.2]),
    ("09-accuracy", np.array([0.06, 0.05, 0.11])),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("09-distance", lambda first, second: np.abs(first - second).sum(), "without the half"),
    ("09-distance", lambda first, second: (first - second).sum() / 2, "absolute value of every bin"),
    ("09-distance", lambda first, second: np.abs(first - second).max(), "largest difference"),
    ("09-distance", lambda first, second: np.abs(first - second).mean(), "mean over bins"),
    ("09-distance", lambda first, second: np.linalg.norm(first - second), "root of the sum of squares"),
    ("09-distance", lambda first, second: wasserstein_distance(range(4), range(4), first, second), "index 0"),
    ("09-distance", lambda first, second: np.abs(first - second) / 2, "has shape"),
    ("09-distance", lambda first, second: None, "returned None"),
    ("09-distance", 0.3, "should be a function"),
    ("09-accuracy", None, "should be three numbers"),
    ("09-accuracy", (0.1, 0.2), "should be three numbers"),
    ("09-accuracy", (0.05, -0.05, 0.1), "between 0 and 1"),
    ("09-accuracy", (0.05, 0.05, 1.5), "between 0 and 1"),
    ("09-accuracy", (float("nan"), 0.05, 0.15), "between 0 and 1"),
    ("09-accuracy", (0.05, 0.15, 0.2), "must agree within"),
    ("09-accuracy", (0.102, 0.05, 0.12), "must agree within"),
    ("09-accuracy", (0.05, 0.102, 0.12), "must agree within"),
    ("09-accuracy", (0.05, 0.05, 0.08), "ends do not"),
    ("09-accuracy", (0.06, 0.05, 0.1), "ends do not"),
    ("09-accuracy", (0.06, 0.05, 0.112), "triangle inequality"),
    ("09-accuracy", (0.05, 0.05, 0.3), "triangle inequality"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
