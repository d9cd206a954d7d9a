"""The checkers of the exercises on equivalence know right answers from typical wrong ones."""

from itertools import combinations

import numpy as np
import pytest
from scipy.stats import wasserstein_distance

from pse_helpers.chapters import exercises


def exact_test(first, second, share=lambda distances, real: np.mean(distances >= real - 1e-12)):
    """By walking over the ways, distances as the mass that is moved."""
    rows, real = [*first, *second], None
    distances = []
    for way in combinations(range(len(rows)), len(first)):
        others = [row for k, row in enumerate(rows) if k not in way]
        gap = np.mean([rows[k] for k in way], axis=0) - np.mean(others, axis=0)
        distances.append(np.maximum(gap, 0).sum())
        real = distances[0]
    return share(np.array(distances), real)


@pytest.mark.parametrize("name, answer", [
    ("classes", "bd"),
    ("classes", "D, B"),
    ("exact-test", exact_test),
    ("distance", lambda first, second: np.abs(first - second).sum() / 2),
    ("distance", lambda first, second: float(np.maximum(first - second, 0).sum())),  # what is taken away
    ("distance", lambda first, second: 1 - np.minimum(first, second).sum()),  # what is not shared
    ("accuracy", (0.08, 0.07, 0.14)),
    ("accuracy", [0.1, 0.1, 0.2]),
    ("accuracy", np.array([0.06, 0.05, 0.11])),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


def of_one_bin(first, second):
    return exact_test(*(np.column_stack([rows[:, 0], 1 - rows[:, 0]]) for rows in (first, second)))


@pytest.mark.parametrize("name, answer, hint", [
    ("classes", "", "letters from a to f"),
    ("classes", ["b", "d"], "letters from a to f"),
    ("classes", "abd", "more seeds are seen"),
    ("classes", "bcd", "within the frames"),
    ("classes", "e", "two small steps"),
    ("classes", "df", "are random"),
    ("classes", "b", "one is missing"),
    ("exact-test", lambda a, b: exact_test(a, b, lambda d, real: np.mean(np.r_[0, d[1:]] >= real - 1e-12)), "itself"),
    ("exact-test", lambda a, b: exact_test(a, b, lambda d, real: np.mean(d > real + 1e-12)), "ties"),
    ("exact-test", lambda a, b: exact_test(a, b, lambda d, real: np.sum(d >= real - 1e-12)), "not their number"),
    ("exact-test", lambda a, b: exact_test(a, b, lambda d, real: np.mean(d < real - 1e-12)), "less far apart"),
    ("exact-test", lambda a, b: 1.0, "sum to zero"),
    ("exact-test", of_one_bin, "not one bin alone"),
    ("exact-test", lambda a, b: None, "returned None"),
    ("distance", lambda first, second: np.abs(first - second).sum(), "without the half"),
    ("distance", lambda first, second: (first - second).sum() / 2, "only the bins in which the first has more"),
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
