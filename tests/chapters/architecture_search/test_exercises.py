"""The checkers of the exercises on architecture search know right answers from typical wrong ones."""

from itertools import combinations

import numpy as np
import pytest

from pse_helpers.chapters import exercises


@pytest.mark.parametrize("name, answer", [
    ("stopping", lambda level, tolerance: 10**(level / 2) / tolerance**0.5),
    ("best-of-two", lambda errors: np.mean([min(pair) for pair in combinations(errors, 2)]) - min(errors)),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("stopping", lambda level, tolerance: 10**level / tolerance, "this is the square"),
    ("stopping", lambda level, tolerance: np.sqrt(np.exp(level) / tolerance), "base ten"),
    ("stopping", lambda level, tolerance: np.sqrt(tolerance / 10**level), "fraction"),
    ("stopping", lambda level, tolerance: np.sqrt(abs(level) / tolerance), "ten to its power"),
    ("stopping", None, "should be a function"),
    ("stopping", lambda level, tolerance: 1.0 if level < -1 else None, "returned None"),
    ("best-of-two", lambda errors: np.minimum.outer(errors, errors).mean() - errors.min(), "without replacement"),
    ("best-of-two", lambda errors: np.mean([min(pair) for pair in combinations(errors, 2)]), "subtract"),
    ("best-of-two", lambda errors: errors.mean() - errors.min(), "one draw"),
    ("best-of-two", lambda errors: None, "returned None"),
    ("best-of-two", 0.5, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
