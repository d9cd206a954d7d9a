"""Correlations beside scipy's, exact p-values beside an enumeration, intervals by how often they hold the truth."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from pse_helpers.statistics import largest_by_chance, partial_spearman, pearson, spearman

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


# -- what is left when others are taken out ------------------------------------

def confounded(n, seed, k=1):
    """x and y related through z only."""
    rng = np.random.default_rng(seed)
    z = rng.standard_normal((n, k))
    x, y = z.sum(axis=1) + rng.standard_normal((2, n))
    return x, y, z


@pytest.mark.parametrize("seed", range(5))
def test_partial_of_one_is_the_textbook_formula(seed):
    x, y, z = confounded(15, seed)
    xy, xz, yz = (stats.spearmanr(*pair).statistic for pair in ((x, y), (x, z[:, 0]), (y, z[:, 0])))
    expected = (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))
    assert partial_spearman(x, y, z, np.random.default_rng(0)).correlation == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_partial_is_read_off_the_inverse_of_the_correlation_matrix(k):
    """A theorem: -P_xy / sqrt(P_xx P_yy), with P the inverse of the matrix of all correlations."""
    x, y, z = confounded(30, k, k)
    inverse = np.linalg.inv(stats.spearmanr(np.column_stack([x, y, z])).statistic)
    expected = -inverse[0, 1] / np.sqrt(inverse[0, 0] * inverse[1, 1])
    assert partial_spearman(x, y, z, np.random.default_rng(0)).correlation == pytest.approx(expected, rel=1e-9)


def test_partial_of_nothing_given_is_spearmans():
    x, y = points(12, 3)
    ours = partial_spearman(x, y, np.empty((12, 0)), np.random.default_rng(0))
    assert ours.correlation == pytest.approx(spearman(x, y, np.random.default_rng(0)).correlation, rel=1e-12)
    assert ours.n == 12


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("sign", [1, -1])
def test_partial_p_of_nothing_given_is_scipys(seed, sign):
    """Forty points, |r| near 0.3: two sets of 2000 random orders agree within five standard errors, 0.03."""
    x, y = points(40, seed, correlation=0.3)
    expected = stats.spearmanr(x, sign * y).pvalue
    assert partial_spearman(x, sign * y, np.empty((40, 0)), np.random.default_rng(0)).p == pytest.approx(expected, abs=0.03)


def test_partial_interval_takes_out_what_belongs_to_the_resampled_points():
    rng = np.random.default_rng(1)
    z = rng.standard_normal(80)
    x, y = z + 0.3 * rng.standard_normal((2, 80))
    found = partial_spearman(x, y, z[:, None], rng)
    assert spearman(x, y, rng).low > 0.7 and found.low < 0 < found.high and found.high < 0.6


def test_taking_out_a_group_compares_within_groups():
    """Two groups far apart: x and y fall together across groups, and rise within each."""
    x = np.concatenate([np.arange(10), 100 + np.arange(10)]).astype(float)
    y = np.concatenate([100 + np.arange(10), np.arange(10)]).astype(float)
    group = np.repeat([0.0, 1.0], 10)[:, None]
    assert spearman(x, y, np.random.default_rng(0)).correlation < -0.4
    assert partial_spearman(x, y, group, np.random.default_rng(0)).correlation == pytest.approx(1)


def test_partial_p_and_interval_without_association():
    """200 trials at 5 per cent: 10 expected, four standard deviations are 12.3.

    The interval is nominal; that of twenty points is known to hold the truth somewhat less often.
    """
    rng = np.random.default_rng(7)
    results = [partial_spearman(*rng.standard_normal((2, 20)), rng.standard_normal((20, 2)), rng) for _ in range(200)]
    assert sum(one.p <= 0.05 for one in results) < 22.3
    assert 0.86 < np.mean([one.low < 0 < one.high for one in results]) < 0.995


def test_partial_sees_what_is_left():
    x, y, z = confounded(60, 1)
    shared = np.random.default_rng(2).standard_normal(60)
    found = partial_spearman(x + 2 * shared, y + 2 * shared, z, np.random.default_rng(0))
    assert found.low > 0.3 and found.p < 0.005


@pytest.mark.parametrize("given, message", [
    (np.arange(6.0), r"given must be finite, with a row for each of the 6 points .*got shape \(6,\)"),
    (np.ones((5, 1)), r"got shape \(5, 1\)"),
    (np.full((6, 1), np.nan), "given must be finite"),
    (np.random.default_rng(0).standard_normal((6, 4)), "x must have at least 7 points for 4 given; got 6"),
    (np.array([[1.0], [2], [3], [4], [5], [6]]), "given leaves nothing of x"),
])
def test_partial_refuses_in_one_line(given, message):
    with pytest.raises(ValueError, match=message):
        partial_spearman(np.arange(6.0), [3, 1, 2, 6, 5, 4], given, np.random.default_rng(0))


# -- the best of several -------------------------------------------------------

def test_the_best_of_one_has_scipys_critical_value():
    """Twenty points: |r| exceeds 0.447 in one case of twenty by tables; 2000 orders fix it to about 0.02."""
    x, y = points(20, 5)
    assert largest_by_chance(x[:, None], y, np.zeros(20), np.random.default_rng(0)) == pytest.approx(0.447, abs=0.03)


def test_the_best_of_one_in_groups_has_the_spread_of_a_mean():
    """Four groups of ten: near 1.96 / sqrt(9) / sqrt(4) = 0.327."""
    x, y = points(40, 7)
    found = largest_by_chance(x[:, None], y, np.repeat(range(4), 10), np.random.default_rng(0))
    assert found == pytest.approx(0.327, abs=0.03)


def test_copies_of_a_measure_do_not_raise_what_chance_does():
    x, y = points(20, 6)
    one, many = (largest_by_chance(np.tile(x, (m, 1)).T, y, np.zeros(20), np.random.default_rng(1)) for m in (1, 16))
    assert one == many


def test_the_best_of_independent_measures_exceeds_it_in_one_case_of_twenty():
    """300 trials in three groups: 15 expected, within four standard deviations, 3.8 each."""
    rng, groups = np.random.default_rng(8), np.repeat([0, 1, 2], 6)
    exceeded = 0
    for _ in range(300):
        x, y = rng.standard_normal((18, 5)), rng.standard_normal(18)
        found = np.mean([[stats.spearmanr(x[groups == g, j], y[groups == g]).statistic for j in range(5)] for g in range(3)],
                        axis=0)
        exceeded += np.abs(found).max() > largest_by_chance(x, y, groups, rng)
    assert abs(exceeded - 15) < 4 * 3.8


@pytest.mark.parametrize("measures, target, groups, message", [
    (np.ones((4, 2)), np.arange(4.0), np.zeros(4), "measures must be finite and not constant in any group; group .*0.0"),
    (np.eye(4), np.ones(4), np.zeros(4), "target must be finite and not constant"),
    (np.eye(4), np.arange(4.0), np.arange(4), "not constant in any group"),
    (np.eye(4), np.arange(3.0), np.zeros(3), r"got shapes \(4, 4\), \(3,\) and \(3,\)"),
    (np.full((4, 1), np.inf), np.arange(4.0), np.zeros(4), "measures must be finite"),
])
def test_chance_refuses_in_one_line(measures, target, groups, message):
    with pytest.raises(ValueError, match=message):
        largest_by_chance(measures, target, groups, np.random.default_rng(0))
