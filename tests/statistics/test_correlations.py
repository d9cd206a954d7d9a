"""Correlations beside scipy's, exact p-values beside an enumeration, intervals by how often they hold the truth."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from pse_helpers.statistics import correlations, pearson, spearman, within_groups

PAIRS = [(pearson, stats.pearsonr), (spearman, stats.spearmanr)]


# -- the correlation -----------------------------------------------------------

@pytest.mark.parametrize("ours, scipys", PAIRS)
@pytest.mark.parametrize("n", [3, 5, 40])
def test_correlation_is_scipys(ours, scipys, n, points):
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
def test_p_of_four_and_five_points_by_enumeration(n, seed, points):
    x, y = points(n, seed)
    ranked = stats.rankdata(x), stats.rankdata(y)
    coefficient = lambda one, other: np.corrcoef(one, other)[0, 1]  # noqa: E731
    assert pearson(x, y, np.random.default_rng(0))["p"] == pytest.approx(enumerated_p(coefficient, x, y), abs=1e-12)
    assert spearman(x, y, np.random.default_rng(0))["p"] == pytest.approx(enumerated_p(coefficient, *ranked), abs=1e-12)


@pytest.mark.parametrize("n, smallest", [(4, 2 / 24), (5, 2 / 120), (6, 2 / 720), (7, 2 / 5040)])
def test_a_perfect_order_has_the_smallest_p_there_is(n, smallest):
    for y in (np.arange(n), -np.arange(n)):
        assert pearson(np.arange(n), y, np.random.default_rng(0))["p"] == pytest.approx(smallest)


def test_p_is_scipys_with_its_permutation_method(points):
    x, y = points(6, 8)
    expected = stats.pearsonr(x, y, method=stats.PermutationMethod(n_resamples=100_000)).pvalue
    assert pearson(x, y, np.random.default_rng(0))["p"] == pytest.approx(expected, abs=1e-12)


@pytest.mark.false_alarm(2e-5, detects="a p-value of one side, half of 0.22: eight standard errors away")
def test_random_orders_agree_with_scipys_p_of_many_points(points):
    """Forty points whose correlation is made 0.2; p, twice a share q of 1999 orders, scatters as p (2 - p) / 1999."""
    x, noise = points(40, 1, correlation=0)
    x, noise = x - x.mean(), noise - noise.mean()
    noise -= noise @ x / (x @ x) * x
    y = 0.2 * x / np.linalg.norm(x) + (1 - 0.2**2)**0.5 * noise / np.linalg.norm(noise)
    method = stats.PermutationMethod(n_resamples=49_999, rng=np.random.default_rng(2))
    expected = stats.pearsonr(x, y, method=method).pvalue
    error = np.sqrt(expected * (2 - expected) * (1 / 1999 + 1 / 49_999))
    assert abs(pearson(x, y, np.random.default_rng(0))["p"] - expected) < 4.42 * error


@pytest.mark.false_alarm(2e-4, detects="p-values that are small in a quarter of all cases")
def test_p_is_rarely_small_without_association(monkeypatch):
    """Exact: p of five points is at most 0.1 with a chance of 12 in 120. 300 trials, four standard deviations.

    All 120 orders are taken whatever the number of resamples, on which only the interval depends.
    """
    monkeypatch.setattr(correlations, "RESAMPLES", 10)
    x, y = np.random.default_rng(9).standard_normal((2, 300, 5))
    small = sum(pearson(a, b, np.random.default_rng(0))["p"] < 0.1 + 1e-9 for a, b in zip(x, y))
    assert abs(small - 30) < 4 * np.sqrt(300 * 0.1 * 0.9)


# -- the interval --------------------------------------------------------------

@pytest.fixture
def coverage(points, monkeypatch):
    """How often the interval holds the truth; the p-value, found after it, is left out."""
    monkeypatch.setattr(correlations, "_permutation_p", lambda *arguments: np.nan)

    def share(n, trials=200, truth=0.7):
        results = [pearson(*points(n, (10, trial), truth), np.random.default_rng(trial)) for trial in range(trials)]
        return np.mean([one.low <= truth <= one.high for one in results])
    return share


@pytest.mark.false_alarm(1e-4, detects="one that holds it in 0.75 of all cases, or in all of them")
def test_the_interval_of_thirty_points_holds_the_truth_about_as_often_as_it_says(coverage):
    """The percentile interval is a little short: 0.915 in 1500 trials, so of 200 between 165 and 197 (binomial)."""
    assert 0.825 <= coverage(30) <= 0.985


@pytest.mark.false_alarm(1e-4, detects="one that would hold it in 0.95 of all cases")
def test_the_interval_of_four_points_does_not(coverage):
    """0.81 in 1500 trials, so at most 181 of 200 (binomial)."""
    assert coverage(4) <= 0.905


@pytest.mark.false_alarm(1e-5, detects="an interval of 90 per cent: each end 0.3 standard errors away")
def test_the_interval_is_that_of_scipys_bootstrap(points, monkeypatch):
    """Ends of 10 000 samples each differ by 0.038 standard errors of the correlation, in the longer tail 0.047."""
    monkeypatch.setattr(correlations, "RESAMPLES", 10_000)
    monkeypatch.setattr(correlations, "_permutation_p", lambda *arguments: np.nan)
    x, y = points(50, 11)
    expected = stats.bootstrap((x, y), lambda a, b, axis: stats.pearsonr(a, b, axis=axis).statistic, paired=True,
                               method="percentile", n_resamples=10_000, vectorized=True, rng=np.random.default_rng(1))
    result = pearson(x, y, np.random.default_rng(0))
    np.testing.assert_allclose([result["low"], result["high"]], expected.confidence_interval,
                               atol=0.22 * expected.standard_error)


def test_the_same_generator_gives_the_same_numbers(points):
    x, y = points(12, 12)
    one, other = (spearman(x, y, np.random.default_rng(5)) for _ in range(2))
    assert one.equals(other) and one["n"] == 12


# -- within groups -------------------------------------------------------------

ROWS = pd.DataFrame({"depth": [20, 8, 8, 20, 8, 20, 8, 20, 20],
                     "norm": [3.0, 1, 4, 1, 3, 2, 2, 5, 4],
                     "tail": [0.1, 0.9, 0.3, 0.2, 0.3, 0.7, 0.2, 0.5, 0.6],
                     "error": [5.0, 9, 6, 8, 8, 1, 5, 2, 7], "name": list("abcdefghi")})


def test_correlations_within_groups_are_scipys_of_each_group():
    found = within_groups(ROWS, "depth", ["tail", "norm"], "error")
    assert found.index.tolist() == [8, 20] and found.index.name == "depth"
    assert found.columns.tolist() == ["tail", "norm"]
    for depth in (8, 20):
        chosen = (ROWS.depth == depth).to_numpy()
        for measure in ("tail", "norm"):
            expected = stats.spearmanr(ROWS[measure].to_numpy()[chosen], ROWS.error.to_numpy()[chosen]).statistic
            assert found.loc[depth, measure] == pytest.approx(expected, rel=1e-12)


def test_correlations_within_groups_by_hand():
    """Ranks 1 2 3 4 against 2 1 4 3: 1 - 6 * 4 / (4 * 15) = 0.6. The second group is far off, and falls."""
    rows = pd.DataFrame({"group": list("aaaabbb"), "x": [1, 2, 3, 4, 101, 102, 103], "y": [20, 10, 40, 30, -1, -2, -3]})
    assert within_groups(rows, "group", ["x"], "y").x.to_dict() == pytest.approx({"a": 0.6, "b": -1.0})


def test_a_row_that_lacks_a_value_is_left_out_for_this_measure_only():
    rows = ROWS.assign(norm=ROWS.norm.where(ROWS.name != "b"))
    kept = (ROWS.depth == 8) & (ROWS.name != "b")
    expected = stats.spearmanr(ROWS.norm[kept], ROWS.error[kept]).statistic
    found = within_groups(rows, "depth", ["norm", "tail"], "error")
    assert found.loc[8, "norm"] == pytest.approx(expected, rel=1e-12)
    assert found["tail"].equals(within_groups(ROWS, "depth", ["tail"], "error")["tail"])


def test_a_constant_measure_orders_nothing_and_says_nothing():
    """Warnings fail these tests, so this also shows that there is none."""
    found = within_groups(ROWS.assign(flat=1.0), "depth", ["flat", "tail"], "error")
    assert found.flat.isna().all() and found["tail"].notna().all()


# -- refusals ------------------------------------------------------------------

def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match="rng"):
        pearson([1, 2, 3], [1, 2, 4], 0)


# -- what was silent -----------------------------------------------------------

@pytest.mark.parametrize("scale", [1e-170, 1e-300, 1e170, 1e300])
def test_the_unit_of_a_measure_does_not_matter(scale, points):
    x, y = points(12, 1)
    one, other = (pearson(x * unit, y, np.random.default_rng(0)) for unit in (1.0, scale))
    assert other.tolist() == pytest.approx(one.tolist(), rel=1e-9)


@pytest.mark.parametrize("change, message", [
    ({"groups": "depht"}, "groups must be one of the table's columns, depth, norm, error; got 'depht'"),
    ({"measures": "norm"}, "measures must be a sequence of names of columns; got 'norm'"),
    ({"measures": [["norm"]]}, r"measures must be one of the table's columns, .*; got \['norm'\]"),
    ({"target": "depths"}, "target must be one of the table's columns"),
    ({"rows": [1, 2]}, "rows must be a pandas.DataFrame; got a list")])
def test_tables_and_columns_are_named(change, message):
    rows = pd.DataFrame({"depth": [8, 8, 8], "norm": [1, 2, 3], "error": [4, 5, 6]})
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        within_groups(**{"rows": rows, "groups": "depth", "measures": ["norm"], "target": "error"} | change)


@pytest.mark.parametrize("measure", [pearson, spearman])
def test_the_smallest_p_of_many_points_is_that_of_1999_random_orders_and_their_own(measure):
    assert measure(np.arange(30.0), np.arange(30.0), np.random.default_rng(1)).p == pytest.approx(2 / 2000)
