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


@pytest.mark.parametrize("name, answer", [
    ("kept", lambda rates, decay, momentum: math.exp(-sum(rates) * decay / (1 - momentum))),
    ("kept", lambda rates, decay, momentum: np.prod(1 - rates * decay / (1 - momentum))),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


def test_the_share_is_the_limit_of_descent():
    assert left(0.05, 5e-4, 0.9, 2800) == pytest.approx(math.exp(-0.7), rel=1e-3)


@pytest.mark.parametrize("name, answer, hint", [
    ("kept", lambda rates, decay, momentum: math.exp(-sum(rates) * decay), "divide by 1 - momentum"),
    ("kept", lambda rates, decay, momentum: sum(rates) * decay / (1 - momentum), "e to minus"),
    ("kept", lambda r, d, m: math.exp(-r[0] * len(r) * d / (1 - m)), "add the rates"),
    ("kept", lambda r, d, m: 1 - math.exp(-sum(r) * d / (1 - m)), "what is lost"),
    ("kept", lambda r, d, m: math.exp(-2 * sum(r) * d / (1 - m)), "squared"),
    ("kept", lambda r, d, m: math.exp(sum(r) * d / (1 - m)), "sign"),
    ("kept", lambda *case: None, "returned None"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
