"""The checkers of the exercises on cascading periodic spectral ergodicity know right answers from wrong ones."""

import numpy as np
import pytest

from pse_helpers.cascade import cpse
from pse_helpers.chapters import exercises
from pse_helpers.networks import spectra


def by_definition(histograms):
    return np.array([histograms[:l + 1].var(axis=0) for l in range(len(histograms))]) / histograms[0].sum()


def counts(histograms):
    return np.arange(1, len(histograms) + 1)[:, None]


def around_the_final_mean(histograms):
    return np.cumsum((histograms - histograms.mean(axis=0))**2, axis=0) / counts(histograms) / histograms[0].sum()


def test_right_ergodicity():
    assert exercises.check("ergodicity", by_definition).right
    assert exercises.check("ergodicity", lambda h: by_definition(h).tolist()).right


@pytest.mark.parametrize("answer, hint", [
    (lambda h: by_definition(h) * h[0].sum(), "divide by the period as well"),
    (lambda h: by_definition(h) * counts(h), "divide by the number of layers as well"),
    (lambda h: by_definition(h) * counts(h) * h[0].sum(), "divide by the number of layers and by the period"),
    (around_the_final_mean, "that of the first l layers"),
    (lambda h: np.sqrt(by_definition(h)), "no square root"),
    (lambda h: by_definition(h)[-1], "has shape"),
    (lambda h: by_definition(h) + [[0], [0], [1], [1]], "index 2"),
    (lambda h: None, "returned None"),
    (7, "should be a function"),
    (lambda: None, "it raised TypeError"),
    (lambda h: 1 / 0, "it raised ZeroDivisionError: division by zero"),
    (lambda h: [[1], [1, 2]], "must be an array of numbers"),
])
def test_wrong_ergodicity(answer, hint):
    verdict = exercises.check("ergodicity", answer)
    assert not verdict.right and hint in verdict.message


def reversed_resnet56():
    """Layer by layer in the other order."""
    deep = spectra("resnet56", "CIFAR10")
    return type(deep)(*(part[::-1] for part in (deep.names, deep.shapes, deep.values)))


def test_right_reversed():
    assert exercises.check("reversed", cpse(reversed_resnet56()).value).right


@pytest.mark.parametrize("answer, hint", [
    (cpse(spectra("resnet56", "CIFAR10")).value, "in the original order"),
    (-1.0, "reverse names, shapes and values"),
    (cpse(reversed_resnet56()).value + 0.02, "reverse names, shapes and values"),
    ("-1.8", "should be a number"),
])
def test_wrong_reversed(answer, hint):
    verdict = exercises.check("reversed", answer)
    assert not verdict.right and hint in verdict.message
