"""Correlations beside scipy's, exact p-values beside an enumeration, intervals by how often they hold the truth."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from pse_helpers.association import pearson, spearman

PAIRS = [(pearson, stats.pearsonr), (spearman, stats.spearmanr)]


def points(n, seed, correlation=0.5):
    x, noise = np.random.default_rng(seed).standard_normal((2, n))
    return x, correlation * x + np.sqrt(1 - correlation**2) * noise


# -- the correlation -----------------------------------------------------------

@pytest.mark.parametrize("ours, scipys", PAIRS)
@pytest.mark.parametrize("n", [3, 5, 40])
def test_correlation_is_scipys(ours, scipys, n):
    x, y = points(n, n)
    assert ours(x, y, np.random.default_rng(0))["correlation"] == pytest.approx(scipys(x, y).statistic, rel=1e-12)


def test_tied_ranks_are_shared():
    x, y = [1, 2, 2, 3, 5], [1, 1, 4, 3, 9]
    assert spearman(x, y, np.random.default_rng(0))["correlation"] == pytest.approx(stats.spearmanr(x, y).statistic)


# -- the p-value ---------------------------------------------------------------

def enumerated_p(statistic, x, y):
    """Twice the smaller share of orders at least as far out as the data's, on either side."""
    observed = statistic(x, y)
    others = np.array([statistic(np.array(order), y) for order in permutations(x)])
    above, below = (others >= observed - 1e-12).mean(), (others <= observed + 1e-12).mean()
    return min(1.0, 2 * min(above, below))


@pytest.mark.parametrize("n", [4, 5])
@pytest.mark.parametrize("seed", range(5))
def test_p_of_four_and_five_points_by_enumeration(n, seed):
    x, y = points(n, seed)
    ranked = stats.rankdata(x), stats.rankdata(y)
    coefficient = lambda one, other: np.corrcoef(one, other)[0, 1]  # noqa: E731
    assert pearson(x, y, np.random.default_rng(0))["p"] == pytest.approx(enumerated_p(coefficient, x, y), abs=1e-12)
    assert spearman(x, y, np.random.default_rng(0))["p"] == pytest.approx(enumerated_p(coefficient, *ranked), abs=1e-12)


@pytest.mark.parametrize("n, smallest", [(4, 2 / 24), (5, 2 / 120), (6, 2 / 720), (7, 2 / 5040)])
def test_a_perfect_order_has_the_smallest_p_there_is(n, smallest):
    for y in (np.arange(n), -np.arange(n)):
        assert pearson(np.arange(n), y, np.random.default_rng(0))["p"] == pytest.approx(smallest)


def test_p_is_scipys_with_its_permutation_method():
    x, y = points(6, 8)
    expected = stats.pearsonr(x, y, method=stats.PermutationMethod(n_resamples=100_000)).pvalue
    assert pearson(x, y, np.random.default_rng(0))["p"] == pytest.approx(expected, abs=1e-12)


def test_random_orders_agree_with_scipys_p_of_many_points():
    """Forty points: p is near 0.1, its standard error with 1999 orders is below 0.008; five of them here."""
    x, y = points(40, 1, correlation=0.1)
    expected = stats.pearsonr(x, y).pvalue
    assert 0.02 < expected < 0.9
    assert abs(pearson(x, y, np.random.default_rng(0))["p"] - expected) < 5 * np.sqrt(expected * (1 - expected) / 1999)


def test_p_is_rarely_small_without_association():
    """Exact: p of five points is at most 0.1 with a chance of 12 in 120. 300 trials, within four deviations."""
    x, y = np.random.default_rng(9).standard_normal((2, 300, 5))
    small = sum(pearson(a, b, np.random.default_rng(0))["p"] < 0.1 + 1e-9 for a, b in zip(x, y))
    assert abs(small - 30) < 4 * np.sqrt(300 * 0.1 * 0.9)


# -- the interval --------------------------------------------------------------

def coverage(n, trials=200, truth=0.7):
    covered = 0
    for trial in range(trials):
        result = pearson(*points(n, (10, trial), truth), np.random.default_rng(trial))
        covered += result["low"] <= truth <= result["high"]
    return covered / trials


def test_the_interval_of_thirty_points_holds_the_truth_about_as_often_as_it_says():
    """The percentile interval is a little short: 0.915 in 1500 trials. 200 trials scatter by 0.02: three of them."""
    assert 0.855 <= coverage(30) <= 0.975


def test_the_interval_of_four_points_does_not():
    """0.81 in 1500 trials."""
    assert coverage(4) < 0.88


def test_the_interval_is_that_of_scipys_bootstrap():
    """Its end points scatter by the resampling: by less than 0.02 each for fifty points, and 2000 samples."""
    x, y = points(50, 11)
    expected = stats.bootstrap((x, y), lambda a, b, axis: stats.pearsonr(a, b, axis=axis).statistic, paired=True,
                               method="percentile", n_resamples=5000, vectorized=True, rng=np.random.default_rng(1))
    result = pearson(x, y, np.random.default_rng(0))
    np.testing.assert_allclose([result["low"], result["high"]], expected.confidence_interval, atol=0.04)


def test_the_same_generator_gives_the_same_numbers():
    x, y = points(12, 12)
    one, other = (spearman(x, y, np.random.default_rng(5)) for _ in range(2))
    assert one.equals(other) and one["n"] == 12


# -- refusals ------------------------------------------------------------------

@pytest.mark.parametrize("x, y, message", [
    ([1, 2, 3], [1, 2], r"x and y must be two rows of at least three numbers each; got shapes \(3,\) and \(2,\)"),
    ([1, 2], [1, 2], "at least three numbers"),
    ([[1, 2, 3]], [[1, 2, 3]], "two rows"),
    ([1, 1, 1], [1, 2, 3], "x must be finite and not all equal"),
    ([1, 2, 3], [1, np.nan, 3], "y must be finite"),
])
@pytest.mark.parametrize("measure", [pearson, spearman])
def test_bad_points_are_refused(measure, x, y, message):
    with pytest.raises(ValueError, match=message):
        measure(x, y, np.random.default_rng(0))


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match="rng"):
        pearson([1, 2, 3], [1, 2, 4], 0)
