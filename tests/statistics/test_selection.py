"""Choosing by a signal: regret by hand, searches by simulation and by all their orders, and the table of all."""

from itertools import combinations, permutations

import numpy as np
import pytest
from scipy import stats

from pse_helpers.statistics import compared, filtered_search_regret, random_search_regret, regret

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
@pytest.mark.false_alarm(7e-5, detects="a mean that is off by 0.1")
def test_random_search_by_simulation(tries):
    """The mean of 4000 searches lies within four standard errors, each below 0.02."""
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


# -- a filter before the search ---------------------------------------------------

SEEN = np.array([2.0, 0.5, 2.0, 0.5, 2.5, 1.5])
SIGNALS = {"apart": [3, 1, 6, 2, 5, 4], "in two halves": [1, 2, 1, 2, 1, 2], "in widths": [1, 1, 2, 2, 2, 3],
           "one apart": [7, 7, 7, 7, 1, 7], "blind": [4, 4, 4, 4, 4, 4]}


def lost_in_every_order(signal, seen, errors, tries):
    """One search after the other: every order of the candidates for the filter, another for what is seen."""
    orders = list(permutations(range(len(errors))))
    passed = {}
    for order in orders:
        chosen = frozenset(sorted(order, key=lambda one: signal[one])[:tries])  # equal signals: as they stand in it
        passed[chosen] = passed.get(chosen, 0) + 1
    best = {chosen: [errors[min((one for one in order if one in chosen), key=lambda one: seen[one])]
                     for order in orders] for chosen in passed}
    return sum(count * np.mean(best[chosen]) for chosen, count in passed.items()) / len(orders) - min(errors)


@pytest.mark.parametrize("tries", range(1, 7))
@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)
def test_a_filtered_search_is_the_mean_over_all_orders_of_equals(signal, tries):
    """720 orders for the filter, each with 720 for the errors seen."""
    expected = lost_in_every_order(signal, SEEN, ERRORS, tries)
    assert filtered_search_regret(signal, SEEN, ERRORS, tries) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("tries", range(1, 7))
def test_a_blind_filter_is_a_random_search(tries):
    for seen in (SEEN, ERRORS):
        assert filtered_search_regret(np.zeros(6), seen, ERRORS, tries) == pytest.approx(
            random_search_regret(seen, ERRORS, tries))


@pytest.mark.parametrize("signal", SIGNALS.values(), ids=SIGNALS)
def test_a_filter_that_passes_one_or_all(signal):
    assert filtered_search_regret(signal, SEEN, ERRORS, 1) == pytest.approx(regret(signal, ERRORS))
    assert filtered_search_regret(signal, SEEN, ERRORS, 6) == pytest.approx(regret(SEEN, ERRORS))


def test_the_order_in_which_equals_are_given_does_not_matter():
    order = np.random.default_rng(1).permutation(6)
    for signal in map(np.array, SIGNALS.values()):
        assert filtered_search_regret(signal[order], SEEN[order], ERRORS[order], 3) == pytest.approx(
            filtered_search_regret(signal, SEEN, ERRORS, 3))


def test_many_equals_take_no_time():
    """Of 200 equal signals 100 pass: 9e58 choices."""
    errors = np.arange(200.0)
    expected = random_search_regret(errors, errors, 100)
    assert filtered_search_regret(np.ones(200), errors, errors, 100) == pytest.approx(expected)


@pytest.mark.parametrize("signal, seen, tries, message", [
    ([1, 2], ERRORS, 2, "signal and errors must have one number a candidate; got"),
    ([np.nan, 1, 2, 3, 4, 5], ERRORS, 2, "signal and errors must have one number a candidate; got 5"),
    (ERRORS, [np.nan, 1, 2, 3, 4, 5], 2, "seen and errors must have one number a candidate; got 5"),
    (ERRORS, [1.0], 2, "seen and errors must"),
    (ERRORS, ERRORS, 7, "tries must be at most the number of candidates, 6; got 7"),
    (ERRORS, ERRORS, 0, "tries must be a positive integer; got 0")])
def test_a_filter_refuses_in_one_line(signal, seen, tries, message):
    with pytest.raises(ValueError, match=message):
        filtered_search_regret(signal, seen, ERRORS, tries)


# -- the table of all signals -------------------------------------------------------

def test_compared_leaves_candidates_without_a_signal_out_of_the_correlation_only():
    signals = {"good": ERRORS + 0.1, "partly": np.array([np.nan, 1.1, 2.6, 1.9, 4.1, 1.2])}
    table = compared(signals, ERRORS, np.random.default_rng(0))
    assert table.n.tolist() == [6, 5] and table.regret.tolist() == [0, 0]
    has = ~np.isnan(signals["partly"])
    assert table.correlation["partly"] == pytest.approx(stats.spearmanr(signals["partly"][has], ERRORS[has]).statistic)


# -- what was silent -----------------------------------------------------------------

def test_no_regret_comes_of_errors_that_are_missing():
    broken = np.array([3.0, 1.0, np.nan, 1.75, 4.0, 1.25])
    for call in (lambda: regret(ERRORS, broken), lambda: random_search_regret(ERRORS, broken, 2),
                 lambda: filtered_search_regret(ERRORS, ERRORS, broken, 2)):
        with pytest.raises(ValueError, match="^errors must be finite; got 1 that are not$"):
            call()


def test_the_table_names_the_signal_that_is_wrong():
    with pytest.raises(ValueError, match=r"^signals\['flat'\] must be finite and not all equal; got "):
        compared({"flat": np.ones(6)}, ERRORS, np.random.default_rng(0))
