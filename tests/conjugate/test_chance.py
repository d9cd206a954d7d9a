"""What chance does: bootstraps against their exact moments, permutations against scipy and by hand, and coverage."""

from itertools import product

import numpy as np
import pytest
from scipy import stats

from pse_helpers.conjugate import chance, equivalence
from pse_helpers.layers import LayerSpectra


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.false_alarm(5e-5, detects="a covariance without its divisor, or with 4 in place of 5 rows")
def test_a_bootstrap_has_the_covariance_of_the_mean_of_independent_rows():
    rows = rng(1).standard_normal((5, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0], [0, 0.3, 2]])
    found = chance.resampled(rows, rng(2))
    expected = np.cov(rows.T) / 5
    assert found.value == pytest.approx(rows.mean(axis=0))
    assert (abs(found.deviations.mean(axis=0)) < 5 * np.sqrt(expected.diagonal() / chance.RESAMPLES)).all()
    assert np.cov(found.deviations.T) == pytest.approx(expected, abs=5 * expected.max() * np.sqrt(2 / chance.RESAMPLES))


def test_a_single_row_moves_as_its_draws_do():
    row, draws = np.array([[7.0, 1.0]]), rng(1).standard_normal((8, 2)) + 3
    found = chance.drawn_again(row, draws, rng(2))
    assert found.value.tolist() == [7, 1] and found.number == 8
    assert {tuple(one) for one in found.deviations} == {
        tuple(one) for one in (draws - draws.mean(axis=0)) * np.sqrt(8 / 7)}


def test_a_shared_reference_cancels_and_the_smaller_number_stays():
    one, two = (chance.resampled(rng(k).standard_normal((k, 4)), rng(k)) for k in (5, 3))
    reference = chance.resampled(rng(9).standard_normal((50, 4)), rng(9))
    assert one.less(reference).deviations - two.less(reference).deviations == pytest.approx(
        one.deviations - two.deviations, abs=1e-12)
    assert [each.less(reference).number for each in (one, two)] == [5, 3]
    assert one.less(chance.Estimate.exact(np.ones(4))).value == pytest.approx(one.value - 1)


@pytest.mark.parametrize("sizes", [(5, 5), (3, 6), (2, 4)])
def test_the_exact_permutation_test_is_that_of_scipy(sizes):
    one, two = (rng([3, k]).standard_normal((size, 6)) + k / 3 for k, size in enumerate(sizes))

    def distance(a, b):
        return np.abs(a.mean(axis=0) - b.mean(axis=0)).sum() / 2

    # scipy deals scalars: let it deal the numbers of the rows.
    rows = np.concatenate([one, two])
    places = np.split(np.arange(sum(sizes)), [sizes[0]])
    expected = stats.permutation_test(places, lambda a, b: distance(rows[a.astype(int)], rows[b.astype(int)]),
                                      vectorized=False, n_resamples=np.inf, alternative="greater").pvalue
    assert chance.permutation_p_value(one, two, rng(1)) == pytest.approx(expected)


@pytest.mark.false_alarm(5e-5, detects="a p-value of one side, or one that is off by 0.08")
def test_with_many_rows_the_permutations_are_drawn_and_agree_with_the_exact_test(monkeypatch):
    one, two = rng(1).standard_normal((6, 4)), rng(2).standard_normal((7, 4)) + 0.5
    exact = chance.permutation_p_value(one, two, rng(3))  # 1716 ways
    monkeypatch.setattr(chance, "RESAMPLES", 1500)
    drawn = chance.permutation_p_value(one, two, rng(3))
    assert drawn != exact and abs(drawn - exact) < 4.42 * np.sqrt(exact * (1 - exact) / 1500) + 3 / 1500


def test_the_least_p_value_is_that_of_the_real_way_alone():
    """Five beside five, as far apart as can be: the real way and its mirror image, of 252."""
    far = chance.permutation_p_value(rng(1).standard_normal((5, 3)), rng(2).standard_normal((5, 3)) + 100, rng(3))
    assert far == pytest.approx(2 / 252)


EDGES = [0, 0.5, 1.5, 2]


def with_ends(share, eigenvalues=5_000):
    """A network of one layer with that share of its eigenvalues at 0.2 and at 1.8, the rest at their mean, 1."""
    number = round(share * eigenvalues)
    values = np.repeat([1.8, 1.0, 0.2], [number, eigenvalues - 2 * number, number])
    return LayerSpectra(("layer",), ((eigenvalues, eigenvalues),), (values,))


@pytest.mark.parametrize("apart", [0.02, 0.05, 0.12])
@pytest.mark.false_alarm(1e-4, detects="a bound at which it lies below in 0.75 of all cases")
def test_the_true_distance_lies_below_its_bound_at_least_as_often_as_stated(apart):
    """Five seeds of each of two networks whose mean spectra are known, 150 times: at least 131 (binomial)."""
    below = []
    for child in rng(4).spawn(150):  # the distance is twice the difference in share, the mass at both ends
        seeds = {name: [with_ends(share + child.normal(0, 0.0075)) for _ in range(5)]
                 for name, share in (("a", 0.2), ("b", 0.2 + apart / 2))}
        below.append(equivalence(seeds, "CUE", child, edges=EDGES).upper_bound[0] >= apart)
    assert sum(below) >= 131


def test_noisier_networks_are_told_apart_less_and_are_equivalent_less():
    """The trap of a test without a margin: five quiet and five noisy seeds at the same distance."""
    def table(noise):
        seeds = {name: [with_ends(share + part * noise) for part in (-1, -0.5, 0, 0.5, 1)]
                 for name, share in (("a", 0.2), ("b", 0.225))}
        return equivalence(seeds, "CUE", rng(1), edges=EDGES).iloc[0]

    quiet, noisy = table(0.005), table(0.05)
    assert quiet.distance == pytest.approx(0.05, abs=0.001) and noisy.distance == pytest.approx(0.05, abs=0.001)
    assert noisy.z < 3 < quiet.z and quiet.p_value < 0.01 and noisy.p_value > 0.2
    assert quiet.upper_bound < 0.08 < noisy.upper_bound


def test_the_bound_is_that_of_student(network):
    """From its columns and the quantile, by hand; of single networks with the number of their Gaussian draws."""
    seeds = {"a": [network(1), network(2), network(3)], "b": [network(k) for k in range(4, 9)]}
    found = equivalence(seeds, "CUE", rng(1), confidence=0.9).iloc[0]
    assert found.upper_bound == pytest.approx(found.distance + stats.t(2).ppf(0.9) * found.standard_error)
    found = equivalence({"a": network(1), "b": network(2)}, "CUE", rng(1), size=30).iloc[0]
    assert found.upper_bound == pytest.approx(found.distance + stats.t(29).ppf(0.95) * found.standard_error)


def test_beside_the_circle_the_ensemble_cancels_exactly(network):
    """Proposition: the mean mass in a bin is the same for all ensembles and orders, so nothing is drawn."""
    sources = {"a": [network(1), network(2)], "b": [network(3, [(9, 30), (20, 20)]), network(4, [(9, 30), (20, 20)])]}
    tables = [equivalence(sources, ensemble, rng(5), size=size)
              for ensemble, size in product(("COE", 4, 0.5, 0), (2, 50))]
    assert all(table.equals(tables[0]) for table in tables)


@pytest.mark.false_alarm(2e-4, detects="p-values that are cubes of uniform ones, or always in one half")
def test_p_of_single_networks_is_their_share_of_chance(network):
    """Nearly uniform where both are alike: 60 pairs, against the uniform law."""
    p = [equivalence({"a": network([k, 0]), "b": network([k, 1])}, "CUE", rng(k), size=60).p_value[0]
         for k in range(60)]
    assert stats.kstest(p, "uniform").pvalue > 1e-4 and min(p) >= 1 / 61


def test_single_networks_far_apart_have_the_least_p(network):
    thin, thick = network(1, [(32, 64)] * 8), network(2, [(32, 512)] * 8)
    far = equivalence({"thin": thin, "thick": thick}, "CUE", rng(3), size=50)
    assert far.p_value[0] == pytest.approx(1 / 51) and far.z[0] > 10
