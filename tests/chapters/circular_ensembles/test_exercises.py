"""The checkers of the exercises on circular ensembles know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers import levels
from pse_helpers.chapters import exercises
from pse_helpers.chapters.circular_ensembles.exercises import two_samplers


def share(arc):
    return arc / (2 * np.pi)


@pytest.mark.parametrize("name, answer", [
    ("independent-variance", lambda n, arc: n * share(arc) * (1 - share(arc))),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("two-samplers", "second", "two numbers"),
    ("two-samplers", None, "two numbers"),
    ("two-samplers", [0, 1], "take the form factor of each matrix"),
    ("independent-variance", lambda n, arc: n * share(arc), "the mean of the count"),
    ("independent-variance", lambda n, arc: share(arc) * (1 - share(arc)), "there are n of them"),
    ("independent-variance", lambda n, arc: (n * share(arc) * (1 - share(arc)))**0.5, "standard deviation"),
    ("independent-variance", lambda n, arc: None, "returned None"),
    ("independent-variance", 3, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message


def z_of_squared_traces(law=1.0):
    """(z of the sampler with the fix, z of that without it) for the two samples of the exercise."""
    samples = [levels.form_factor(phases, 1) for phases in two_samplers(np.random.default_rng(5))]
    return np.array([(one.mean() - law) / one.std(ddof=1) * 20 for one in samples])


@pytest.mark.fixed_seed("the exercise gives its seed")
def test_the_exercise_on_the_phase_fix_takes_standard_errors_with_and_without_a_degree_of_freedom():
    right = z_of_squared_traces()
    assert exercises.check("two-samplers", right).right
    assert exercises.check("two-samplers", tuple(right * (400 / 399)**0.5)).right


@pytest.mark.parametrize("slip, hint", [
    (lambda: [levels.form_factor(one, 1).mean() for one in two_samplers(np.random.default_rng(5))], "itself"),
    (lambda: [levels.form_factor(one, 1).mean() - 1 for one in two_samplers(np.random.default_rng(5))], "divide it"),
    (lambda: z_of_squared_traces() / 20, "of one matrix"),
    (lambda: z_of_squared_traces(24), "independent phases"),
    (lambda: z_of_squared_traces()[::-1], "exchanged"),
    (lambda: np.abs(z_of_squared_traces()), "mind the signs"),
    (lambda: [(one.mean() - 1) / one.std() * 20 for one in
              (levels.form_factor(phases, 1)**0.5 for phases in two_samplers(np.random.default_rng(5)))], "squares"),
    (lambda: z_of_squared_traces() * 1.1, "take the form factor of each matrix")])
@pytest.mark.fixed_seed("the exercise gives its seed")
def test_slips_with_the_phase_fix_are_named(slip, hint):
    verdict = exercises.check("two-samplers", slip())
    assert not verdict.right and hint in verdict.message


def test_the_two_samplers_differ_as_the_exercise_says():
    """False-alarm rate below 1e-4 for the fixed sampler; the other is more than ten standard errors away."""
    means = []
    for phases in two_samplers(np.random.default_rng(9)):
        traces = np.abs(np.exp(1j * phases).sum(axis=1))**2
        means.append((traces.mean() - 1) / (traces.std() / len(traces)**0.5))
    assert abs(means[0]) < 4 and means[1] > 10
