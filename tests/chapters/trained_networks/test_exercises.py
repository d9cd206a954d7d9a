"""The checkers of the exercises on trained networks know right answers from typical wrong ones."""

import math

import numpy as np
import pytest

from pse_helpers.chapters import exercises


def left(rate, decay, momentum, steps):
    """Step by step: descent with momentum of a weight without gradient, at a rate small enough for the limit."""
    fine = 1000
    weight, velocity = 1.0, 0.0
    for _ in range(round(rate * decay * steps / (1 - momentum) * fine)):
        velocity = weight / fine
        weight -= velocity
    return weight


def shares(counts):
    return counts / counts.sum(axis=1)[:, None]


@pytest.mark.parametrize("name, answer", [
    ("06b-kept", lambda *case: math.exp(-case[0] * case[1] * case[3] / (1 - case[2]))),
    ("06b-diversity", lambda counts: sum(np.mean((column - column.mean())**2) for column in shares(counts).T)),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


def test_the_share_is_the_limit_of_descent():
    assert left(0.05, 5e-4, 0.9, 2800) == pytest.approx(math.exp(-0.7), rel=1e-3)


@pytest.mark.parametrize("name, answer, hint", [
    ("06b-kept", lambda rate, decay, momentum, steps: math.exp(-rate * decay * steps), "divide by 1 - momentum"),
    ("06b-kept", lambda rate, decay, momentum, steps: rate * decay * steps / (1 - momentum), "e to minus"),
    ("06b-kept", lambda r, d, m, s: 1 - math.exp(-r * d * s / (1 - m)), "what is lost"),
    ("06b-kept", lambda r, d, m, s: math.exp(-2 * r * d * s / (1 - m)), "squared"),
    ("06b-kept", lambda r, d, m, s: math.exp(r * d * s / (1 - m)), "sign"),
    ("06b-kept", lambda *case: None, "returned None"),
    ("06b-diversity", lambda counts: counts.var(axis=0).sum(), "shares first"),
    ("06b-diversity", lambda counts: shares(counts).var(axis=1).sum(), "axis 0"),
    ("06b-diversity", lambda counts: shares(counts).var(axis=0, ddof=1).sum(), "not a sample"),
    ("06b-diversity", lambda counts: shares(counts).var(axis=0).mean(), "do not average"),
    ("06b-diversity", lambda counts: shares(counts).std(axis=0).sum(), "not standard deviations"),
    ("06b-diversity", 0.2, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
