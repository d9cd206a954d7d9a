"""The checkers of the exercises on spectral ergodicity know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises


@pytest.mark.parametrize("name, answer", [
    ("smallest-size", 252),
    ("smallest-size", np.int64(252)),
    ("enough-matrices", 271),
    ("enough-matrices", np.int64(271)),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("smallest-size", 251, "a bin holds 1.997 of them"),
    ("smallest-size", 126, "a bin holds 1.003 of them"),
    ("smallest-size", 253, "one phase less would do"),
    ("smallest-size", 251.3, "should be a whole number"),
    ("enough-matrices", 40, "the noise is 26.68 per cent"),
    ("enough-matrices", 270, "the noise is 5.01 per cent"),
    ("enough-matrices", 272, "fewer would do"),
    ("enough-matrices", 285, "a twentieth of the rest"),
    ("enough-matrices", 1, "two matrices at least"),
    ("enough-matrices", 271.5, "should be a whole number"),
    ("enough-matrices", True, "should be a whole number"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
