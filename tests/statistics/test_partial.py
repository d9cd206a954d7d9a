"""Partial rank correlations: the textbook's formula, a theorem, scipy, and how often p and interval are wrong."""

from itertools import permutations

import numpy as np
import pytest
from scipy import stats

from pse_helpers.statistics import partial, partial_spearman, spearman


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


def test_partial_of_nothing_given_is_spearmans(points):
    """The interval too: both resample first, so from one seed they draw the same points."""
    x, y = points(12, 3)
    ours = partial_spearman(x, y, np.empty((12, 0)), np.random.default_rng(0))
    theirs = spearman(x, y, np.random.default_rng(0))
    shared = ["correlation", "low", "high", "n"]
    assert ours[shared].tolist() == pytest.approx(theirs[shared].tolist(), rel=1e-12)


@pytest.mark.parametrize("seed", [3, 4, 5])
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.false_alarm(5e-5, detects="a p-value of one side, where that of both is 0.2 and more")
def test_partial_p_of_nothing_given_is_scipys(seed, sign, points):
    """Forty points: p, twice a share of 2000 orders, scatters as p (2 - p) / 2000; scipy's has an error of 0.002."""
    x, y = points(40, seed, correlation=0.3)
    expected = stats.spearmanr(x, sign * y).pvalue
    found = partial_spearman(x, sign * y, np.empty((40, 0)), np.random.default_rng(0))
    assert abs(found.p - expected) < 4.42 * np.sqrt(expected * (2 - expected) / 2000) + 0.003


@pytest.mark.false_alarm(2e-5, detects="orders from which the columns are not taken out again: p is 0.1 less")
def test_partial_p_counts_what_is_taken_out_as_spent(monkeypatch):
    """Ten columns of thirty points: that of Student's t with 18 degrees of freedom, on average over eight cases.

    Of 500 orders p scatters as p (2 - p) / 500; ranks are not normal, which adds a tenth to that.
    """
    monkeypatch.setattr(partial, "RESAMPLES", 500)
    away, variance = 0, 0
    for seed in range(8):
        found = partial_spearman(*confounded(30, seed, 10), np.random.default_rng(seed))
        t = found.correlation * np.sqrt(18 / (1 - found.correlation**2))
        expected = 2 * stats.t(18).sf(abs(t))
        away, variance = away + found.p - expected, variance + expected * (2 - expected) / 500
    assert abs(away) < 1.1 * 4.42 * np.sqrt(variance)


@pytest.mark.false_alarm(1e-5, detects="z left in its old order: an interval around the correlation of 0.9")
def test_partial_interval_takes_out_what_belongs_to_the_resampled_points():
    """Its middle lies 0.02 +- 0.02 beside the correlation, its ends 0.52 +- 0.06 apart."""
    rng = np.random.default_rng(1)
    z = rng.standard_normal(80)
    x, y = z + 0.3 * rng.standard_normal((2, 80))
    found = partial_spearman(x, y, z[:, None], rng)
    assert spearman(x, y, rng).low > 0.6 and found.low < found.correlation < found.high < found.low + 0.9


def test_taking_out_a_group_compares_within_groups():
    """Two groups far apart: x and y fall together across groups, and rise within each."""
    x = np.concatenate([np.arange(10), 100 + np.arange(10)]).astype(float)
    y = np.concatenate([100 + np.arange(10), np.arange(10)]).astype(float)
    group = np.repeat([0.0, 1.0], 10)[:, None]
    assert spearman(x, y, np.random.default_rng(0)).correlation < -0.4
    assert partial_spearman(x, y, group, np.random.default_rng(0)).correlation == pytest.approx(1)


@pytest.mark.false_alarm(2e-4, detects="a p that is not doubled: small in 46, and passes in one case of twelve")
def test_partial_p_and_interval_without_association(monkeypatch):
    """400 trials at 5 per cent with 120 orders each: 20 expected, four standard deviations are 17.4.

    The interval held zero in 0.938 of 4000 trials; 400 scatter by 0.012, and 0.995 is four of them away.
    """
    monkeypatch.setattr(partial, "RESAMPLES", 120)
    rng = np.random.default_rng(7)
    results = [partial_spearman(*rng.standard_normal((2, 20)), rng.standard_normal((20, 2)), rng) for _ in range(400)]
    assert abs(sum(one.p <= 0.05 for one in results) - 20) < 17.4
    assert 0.86 < np.mean([one.low < 0 < one.high for one in results]) < 0.995


@pytest.mark.false_alarm(1e-5, detects="a correlation of 0.8 that is lost with what is given")
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


@pytest.mark.parametrize("order", list(permutations(range(4))), ids=str)
def test_the_fewest_points_give_numbers_without_a_warning(order):
    """Four points in every order; where it is that of what is given, or its reverse, nothing is left."""
    given = np.arange(4.0)[:, None]
    if order in ((0, 1, 2, 3), (3, 2, 1, 0)):
        with pytest.raises(ValueError, match="^given leaves nothing of x"):
            partial_spearman(order, [1, 3, 0, 2], given, np.random.default_rng(0))
    else:
        found = partial_spearman(order, [1, 3, 0, 2], given, np.random.default_rng(0))
        assert np.isfinite(found.to_numpy(float)).all()


def test_partial_p_is_at_most_one():
    """Five of six orders agree with y no less than the data's own do, and five no more: twice that is above one."""
    found = partial_spearman([0, 0, 1, 1], [0, 1, 0, 1], np.empty((4, 0)), np.random.default_rng(0))
    assert found.correlation == pytest.approx(0, abs=1e-12) and found.p == 1
