"""The checkers of the exercises on controls know right answers from typical wrong ones."""

import numpy as np
import pytest

from pse_helpers.chapters import exercises


def layers_needed(level, target):
    """By adding up logarithms, independently of the package's law."""
    total, layers = 0.0, 2
    while True:
        layers += 1
        total += level - 2 * np.log10(layers - 1)
        if total / (layers - 2) < target:
            return layers


@pytest.mark.parametrize("name, answer", [
    ("score", lambda value, samples: (value - np.mean(samples)) / np.std(samples, ddof=1)),
    ("layers-needed", layers_needed),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("score", lambda value, samples: (value - np.mean(samples)) / np.std(samples), "ddof=1"),
    ("score", lambda value, samples: (np.mean(samples) - value) / np.std(samples, ddof=1), "the sign is wrong"),
    ("score", lambda value, samples: (value - np.mean(samples)) / np.var(samples, ddof=1), "not by the variance"),
    ("score", lambda value, samples: value - np.mean(samples), "as well"),
    ("score", lambda value, samples: (value - np.mean(samples)) / np.std(samples, ddof=1) * 2, "standard error"),
    ("score", lambda value, samples: None, "returned None"),
    ("score", 3, "should be a function of a value and an array of samples; got a int"),
    ("score", 3.0, "should be a function"),
    ("layers-needed", lambda level, target: layers_needed(level, target) - 2, "counted distances"),
    ("layers-needed", lambda level, target: layers_needed(level, target) - 1, "last distance"),
    ("layers-needed", lambda level, target: layers_needed(level, target) + 1, "one layer too many"),
    ("layers-needed", lambda level, target: None, "returned None"),
    ("layers-needed", 12, "should be a function"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
