"""The checkers of the exercises on circular ensembles know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises
from pse_helpers.chapters.circular_ensembles.exercises import two_samplers


def share(arc):
    return arc / (2 * np.pi)


@pytest.mark.parametrize("name, answer", [
    ("phase-fix", "second"),
    ("independent-variance", lambda n, arc: n * share(arc) * (1 - share(arc))),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("phase-fix", "first", "form factor at k = 1"),
    ("phase-fix", None, "'first' or 'second'"),
    ("independent-variance", lambda n, arc: n * share(arc), "the mean of the count"),
    ("independent-variance", lambda n, arc: share(arc) * (1 - share(arc)), "there are n of them"),
    ("independent-variance", lambda n, arc: (n * share(arc) * (1 - share(arc)))**0.5, "standard deviation"),
    ("independent-variance", lambda n, arc: None, "returned None"),
    ("independent-variance", 3, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message


def test_the_two_samplers_differ_as_the_exercise_says():
    """False-alarm rate below 1e-4 for the fixed sampler; the other is more than ten standard errors away."""
    means = []
    for phases in two_samplers(np.random.default_rng(9)):
        traces = np.abs(np.exp(1j * phases).sum(axis=1))**2
        means.append((traces.mean() - 1) / (traces.std() / len(traces)**0.5))
    assert abs(means[0]) < 4 and means[1] > 10
