"""What the best of several measures reaches by chance: tables, a mean of groups, and how often it is exceeded."""

import numpy as np
import pytest
from scipy import stats

from pse_helpers.statistics import largest_by_chance, luck


@pytest.mark.false_alarm(1e-5, detects="that of one side, 0.378, or of the best of two, 0.50")
def test_the_best_of_one_has_scipys_critical_value(points):
    """Twenty points: |r| exceeds 0.447 in one case of twenty by tables; 2000 orders fix it to 0.0094."""
    x, y = points(20, 5)
    assert largest_by_chance(x[:, None], y, np.zeros(20), np.random.default_rng(0)) == pytest.approx(0.447, abs=0.045)


@pytest.mark.false_alarm(1e-5, detects="that of one side, 0.274, or of a single group, 0.63")
def test_the_best_of_one_in_groups_has_the_spread_of_a_mean(points):
    """Four groups of ten: near 1.96 / sqrt(9) / sqrt(4) = 0.327, fixed to 0.007."""
    x, y = points(40, 7)
    found = largest_by_chance(x[:, None], y, np.repeat(range(4), 10), np.random.default_rng(0))
    assert found == pytest.approx(0.327, abs=0.035)


def test_copies_of_a_measure_do_not_raise_what_chance_does(points):
    x, y = points(20, 6)
    one, many = (largest_by_chance(np.tile(x, (m, 1)).T, y, np.zeros(20), np.random.default_rng(1)) for m in (1, 16))
    assert one == pytest.approx(many, rel=1e-12)  # the sums of rows of one and of sixteen round otherwise


@pytest.mark.false_alarm(2e-4, detects="a share of 0.12, or the point of one measure for that of five")
def test_the_best_of_independent_measures_exceeds_it_in_one_case_of_twenty(monkeypatch):
    """600 trials in three groups, with 400 orders each: 30 expected, within four standard deviations, 5.3 each.

    The point of one measure for that of the best of five would be exceeded in more than a hundred.
    """
    monkeypatch.setattr(luck, "RESAMPLES", 400)
    rng, trials = np.random.default_rng(8), 600
    x, y = rng.standard_normal((trials, 3, 6, 5)), rng.standard_normal((trials, 3, 6, 1))
    steps = stats.rankdata(x, axis=2) - stats.rankdata(y, axis=2)
    found = 1 - 6 * (steps**2).sum(axis=2) / (6 * 35)  # Spearman's formula for six ranks without ties
    largest = [largest_by_chance(a.reshape(18, 5), b.ravel(), np.repeat([0, 1, 2], 6), rng) for a, b in zip(x, y)]
    assert abs((np.abs(found.mean(axis=1)).max(axis=1) > largest).sum() - 30) < 4 * 5.3


@pytest.mark.parametrize("measures, target, groups, message", [
    (np.ones((4, 2)), np.arange(4.0), np.zeros(4),
     "measures must be finite and not constant in any group; group .*0.0"),
    (np.eye(4), np.ones(4), np.zeros(4), "target must be finite and not constant"),
    (np.eye(4), np.arange(4.0), np.arange(4), "not constant in any group"),
    (np.eye(4), np.arange(3.0), np.zeros(3), r"got shapes \(4, 4\), \(3,\) and \(3,\)"),
    (np.full((4, 1), np.inf), np.arange(4.0), np.zeros(4), "measures must be finite"),
])
def test_chance_refuses_in_one_line(measures, target, groups, message):
    with pytest.raises(ValueError, match=message):
        largest_by_chance(measures, target, groups, np.random.default_rng(0))
