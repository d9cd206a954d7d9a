"""What a table could have detected, beside the textbook's power of a correlation and a simulation of its own."""

import numpy as np
import pytest
from scipy.stats import norm, spearmanr
from scipy.stats import t as student

from pse_helpers.chapters.side_by_side.power import detectable, luck_given
from pse_helpers.statistics import partial_spearman


# The simulation has a standard error of 0.013 in its share, and of about 0.01 in the correlation.
@pytest.mark.false_alarm(1e-4, detects="a wrong share of tables, or ranks that are none")
def test_many_points_go_by_fishers_formula():
    """For large n, arctanh of Spearman's correlation is normal with variance (1 + r^2 / 2) / (n - 3)."""
    chance, size = 0.3, 120
    true = detectable([size], chance, np.random.default_rng(1))
    mean = 6 / np.pi * np.arcsin(true / 2)  # Spearman's correlation of bell-shaped pairs
    spread = np.sqrt((1 + mean**2 / 2) / (size - 3))
    assert norm.sf((np.arctanh(chance) - np.arctanh(mean)) / spread) == pytest.approx(0.8, abs=0.07)


@pytest.mark.false_alarm(1e-4, detects="groups pooled, or one counted for another")
def test_means_over_groups_of_several_sizes():
    sizes, chance, rng = [5] * 6 + [3] * 2, 0.4, np.random.default_rng(2)
    true = detectable(sizes, chance, np.random.default_rng(3))

    def one_table():
        pairs = [rng.multivariate_normal([0, 0], [[1, true], [true, 1]], size) for size in sizes]
        return np.mean([spearmanr(pair).statistic for pair in pairs])
    assert np.mean([one_table() > chance for _ in range(800)]) == pytest.approx(0.8, abs=0.09)


def test_more_networks_show_weaker_relations():
    rng = np.random.default_rng(4)
    assert detectable([40], 0.4, rng) < detectable([20], 0.4, rng) < detectable([20], 0.6, rng)


@pytest.mark.parametrize("arguments, name", [
    (([2], 0.5, np.random.default_rng(0)), "sizes"), (([5], 1.0, np.random.default_rng(0)), "chance"),
    (([5], 0.5, 3), "rng")])
def test_bad_arguments_are_named(arguments, name):
    with pytest.raises((TypeError, ValueError), match=name):
        detectable(*arguments)


# The 95 per cent point of 2000 orders has a standard error of 0.01, and Student's law is that of normal numbers.
@pytest.mark.false_alarm(1e-4, detects="what is taken out of one of the two only, or not again after shuffling")
def test_luck_of_one_measure_is_that_of_students_law_with_fewer_degrees_of_freedom():
    rng = np.random.default_rng(5)
    measure, target, given = rng.standard_normal((60, 1)), rng.standard_normal(60), rng.standard_normal((60, 30))
    limit = student.ppf(0.975, 60 - 2 - 30)
    assert luck_given(measure, target, given, rng) == pytest.approx(limit / np.sqrt(limit**2 + 28), abs=0.05)


@pytest.mark.false_alarm(1e-4, detects="a correlation other than the partial one")
def test_luck_exceeds_what_unrelated_measures_have_given_the_rest():
    rng = np.random.default_rng(6)
    given = rng.standard_normal((400, 2))
    measures = given[:, :1] + rng.standard_normal((400, 5))
    target = given[:, 0] + rng.standard_normal(400)
    lucky = luck_given(measures, target, given, rng)
    partial = [partial_spearman(column, target, given, rng).correlation for column in measures.T]
    assert max(np.abs(partial)) < 2 * lucky < 0.4


@pytest.mark.parametrize("arguments, name", [
    ((np.zeros(5), np.zeros(5), np.zeros((5, 1))), "measures"),
    ((np.zeros((5, 1)), np.zeros(4), np.zeros((5, 1))), "given"),
    ((np.zeros((5, 1)), np.zeros(5), np.zeros((5, 3))), "target"),
    ((np.arange(5)[:, None], np.array([2, 1, 4, 3, 5]), np.arange(5)[:, None]), "given leaves nothing")])
def test_bad_tables_are_named(arguments, name):
    with pytest.raises(ValueError, match=name):
        luck_given(*arguments, np.random.default_rng(0))
