"""What a table could have detected, beside the textbook's power of a correlation and a simulation of its own."""

import numpy as np
import pytest
from scipy.stats import norm, spearmanr

from pse_helpers.chapters.side_by_side.power import detectable


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
