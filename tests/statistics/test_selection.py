"""Choosing by a signal: regret by hand, random search by simulation and by all its subsets, and the table of all."""

from itertools import combinations

import numpy as np
import pytest
from scipy import stats

from pse_helpers.statistics import compared, random_search_regret, regret

ERRORS = np.array([3.0, 1.0, 2.5, 1.75, 4.0, 1.25])


def test_regret_of_perfect_worst_and_blind_signals():
    assert regret(ERRORS, ERRORS) == 0
    assert regret(-ERRORS, ERRORS) == 3
    assert regret(np.ones(6), ERRORS) == pytest.approx(ERRORS.mean() - 1)
    assert regret([np.nan, np.nan, 1, 2, 3, 4], ERRORS) == 1.5


@pytest.mark.parametrize("signal", [[1, 2], [np.nan] * 6])
def test_bad_signals(signal):
    with pytest.raises(ValueError, match="signal and errors must have one number a candidate; got"):
        regret(signal, ERRORS)


@pytest.mark.parametrize("tries", range(1, 7))
def test_random_search_by_simulation(tries):
    """The mean of 4000 searches lies within 4 standard errors: false alarm 6e-5 for each number of tries."""
    rng = np.random.default_rng(tries)
    signal = np.array([2.0, 0.5, 3.0, 1.0, 2.5, 1.5])
    draws = [rng.permutation(6)[:tries] for _ in range(4000)]
    lost = np.array([ERRORS[draw[signal[draw].argmin()]] for draw in draws]) - ERRORS.min()
    assert abs(lost.mean() - random_search_regret(signal, ERRORS, tries)) <= 4 * lost.std() / 4000**0.5 + 1e-12


@pytest.mark.parametrize("tries", range(1, 7))
def test_random_search_with_equal_signals_takes_the_mean_over_their_orders(tries):
    """All searches: every subset, and among its equal best candidates each with the same chance."""
    signal = np.array([1.0, 2.0, 1.0, 2.0, 2.0, 0.5])
    lost = [np.mean([ERRORS[one] for one in draw if signal[one] == min(signal[list(draw)])]) - ERRORS.min()
            for draw in combinations(range(6), tries)]
    assert random_search_regret(signal, ERRORS, tries) == pytest.approx(np.mean(lost))


@pytest.mark.parametrize("signal", [[1, 2], [np.nan, 1, 2, 3, 4, 5]])
def test_bad_signals_of_a_random_search(signal):
    with pytest.raises(ValueError, match="signal and errors must have one number a candidate; got"):
        random_search_regret(signal, ERRORS, 2)


@pytest.mark.parametrize("tries, message", [(7, "at most the number of candidates, 6; got 7"),
                                            (0, "tries must be .*; got 0")])
def test_bad_numbers_of_tries(tries, message):
    with pytest.raises(ValueError, match=message):
        random_search_regret(ERRORS, ERRORS, tries)


def test_compared_leaves_candidates_without_a_signal_out_of_the_correlation_only():
    signals = {"good": ERRORS + 0.1, "partly": np.array([np.nan, 1.1, 2.6, 1.9, 4.1, 1.2])}
    table = compared(signals, ERRORS, np.random.default_rng(0))
    assert table.n.tolist() == [6, 5] and table.regret.tolist() == [0, 0]
    has = ~np.isnan(signals["partly"])
    assert table.correlation["partly"] == pytest.approx(stats.spearmanr(signals["partly"][has], ERRORS[has]).statistic)
