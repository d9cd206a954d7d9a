"""The checkers of the exercises on all measures side by side know right answers from typical wrong ones."""

import numpy as np
import pytest
from scipy.stats import entropy, linregress, pearsonr, rankdata, spearmanr

from pse_helpers.chapters import exercises
from pse_helpers.measures import weights as norms
from pse_helpers.statistics import partial_spearman


def left(y, x):
    line = linregress(x, y)
    return y - line.intercept - line.slope * x


def by_regression(x, y, z):
    x, y, z = map(rankdata, (x, y, z))
    return pearsonr(left(x, z), left(y, z)).statistic


def formula(x, y, z, below=lambda xz, yz: np.sqrt((1 - xz**2) * (1 - yz**2))):
    xy, xz, yz = (spearmanr(*pair).statistic for pair in ((x, y), (x, z), (y, z)))
    return (xy - xz * yz) / below(xz, yz)


def mean_over_layers(of_layer):
    return lambda spectra: np.mean([of_layer(values) for values in spectra.values])


def rank(values):
    return np.exp(entropy(values))


@pytest.mark.parametrize("name, answer", [
    ("partial", by_regression),
    ("partial", formula),
    ("partial", lambda x, y, z: partial_spearman(x, y, z[:, None], np.random.default_rng(0)).correlation),
    ("measure", mean_over_layers(rank)),
])
def test_right_answers(name, answer):
    assert exercises.check(name, answer).right


@pytest.mark.parametrize("name, answer, hint", [
    ("partial", lambda x, y, z: pearsonr(left(x, z), left(y, z)).statistic, "rank all three first"),
    ("partial", lambda x, y, z: spearmanr(x, y).statistic, "z is still in them"),
    ("partial", lambda x, y, z: formula(x, y, z, lambda xz, yz: 1), "divided by their lengths"),
    ("partial", lambda x, y, z: formula(x, y, z, lambda xz, yz: (1 - xz**2) * (1 - yz**2)), "under a root"),
    ("partial", lambda x, y, z: pearsonr(left(rankdata(x), rankdata(z)), rankdata(y)).statistic, "of both"),
    ("partial", lambda x, y, z: pearsonr(rankdata(x), left(rankdata(y), rankdata(z))).statistic, "y too"),
    ("partial", lambda x, y, z: None, "returned None"),
    ("partial", 0.5, "should be a function of x, y and z"),
    ("measure", lambda spectra: sum(rank(values) for values in spectra.values), "take the mean"),
    ("measure", mean_over_layers(lambda values: rank(values**2)), "squares of singular values already"),
    ("measure", mean_over_layers(lambda values: rank(values**0.5)), "not their roots"),
    ("measure", mean_over_layers(entropy), "its exponential"),
    ("measure", lambda spectra: np.exp(mean_over_layers(entropy)(spectra)), "then the mean"),
    ("measure", norms.mean_stable_rank, "the stable rank"),
    ("measure", mean_over_layers(lambda values: np.exp(entropy(values, base=2))), "natural logarithm"),
    ("measure", lambda spectra: [rank(values) for values in spectra.values], "should have the same shape"),
    ("measure", None, "should be a function of spectra"),
])
def test_wrong_answers_get_a_hint(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
