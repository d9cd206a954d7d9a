"""The checkers of the exercises on cascading periodic spectral ergodicity know right answers from wrong ones."""

from functools import cache

import numpy as np
import pytest

from pse_helpers.cascade import cpse, untrained_cascades
from pse_helpers.chapters import exercises
from pse_helpers.networks import spectra


@pytest.fixture(scope="module")
def scored():
    """The score of ResNet-20 among twins of a seed, from parts of the distances of it and of them."""
    net = spectra("resnet20", "CIFAR10")

    @cache
    def twins(seed):
        return untrained_cascades(net, 400, np.random.default_rng(seed))

    def score(own=slice(-2), of_twins=slice(-2), seed=20):
        others = [np.log10(twin.distances[of_twins]).mean() for twin in twins(seed)]
        above = np.log10(cpse(net).distances[own]).mean() - np.mean(others)
        return above, above / np.std(others, ddof=1)
    return score


@pytest.mark.parametrize("seed", [20, 21])  # that of the chapter, and another
def test_right_score_without_the_last_two(scored, seed):
    assert exercises.check("last-two", scored(seed=seed)[1]).right


@pytest.mark.parametrize("own, of_twins, hint", [
    (slice(None), slice(None), "with all distances"),
    (slice(-1), slice(-1), "not the last one"),
    (slice(2, None), slice(2, None), "not the first two"),
    (slice(-2), slice(None), "out of the twins as well"),
])
def test_wrong_parts(scored, own, of_twins, hint):
    verdict = exercises.check("last-two", scored(own, of_twins)[1])
    assert not verdict.right and hint in verdict.message


def test_other_wrong_scores(scored):
    for answer, hint in ((scored()[0], "standard deviation of the twins"), ("2.1", "should be a number"),
                         (scored()[1] + 0.4, "take the mean logarithm"), (np.nan, "take the mean logarithm"),
                         (None, "should be a number")):
        verdict = exercises.check("last-two", answer)
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
