"""Beta = 0 against the exact laws of independent, uniform points on a circle.

Statistics are compared by z-scores over realisations: |z| < 4.42 fails once in 100 000, a little oftener for
skewed statistics; p > 1e-4 fails once in 10 000.
"""

import numpy as np
import pytest
import scipy.stats

from pse_helpers.circular import eigenphase_counts, eigenphases
from pse_helpers.levels import form_factor, form_factor_law, gap_ratios, number_variance, number_variance_law, spacings

Z = 4.42
CIRCLE = np.linspace(-np.pi, np.pi, 6)
PART = np.array([0.9, 1.0, 1.7, 3.0, 5.6])
N, SIZE = 30, 4000


def moments(counts, edges, n):
    """Products of deviations from the exact mean n p, one row a realisation, and their expectation."""
    p = np.diff(edges) / (2 * np.pi)
    deviations = counts - n * p
    law = n * (np.diag(p) - np.outer(p, p))
    return deviations[:, :, None] * deviations[:, None, :], law


def largest_z(counts, edges, z_score):
    p = np.diff(edges) / (2 * np.pi)
    return max(abs(z_score(counts, N * p)).max(), abs(z_score(*moments(counts, edges, N))).max())


# -- counts --------------------------------------------------------------------

@pytest.mark.parametrize("edges", [CIRCLE, PART])
@pytest.mark.false_alarm(4e-4, detects="counts of a Poisson process, or of beta = 0.1 in place of 0")
def test_counts_have_the_moments_of_the_multinomial_law(edges, z_score):
    """Means n p, variances n p (1 - p), covariances -n p q: twenty of them."""
    counts = eigenphase_counts(0, N, edges, SIZE, np.random.default_rng(1))
    assert largest_z(counts, edges, z_score) < Z


@pytest.mark.parametrize("edges", [CIRCLE, PART])
@pytest.mark.false_alarm(4e-4, detects="counts of a Poisson process, or of beta = 0.1 in place of 0")
def test_counts_are_those_of_the_phases(edges, histograms, z_score):
    """The same moments from a histogram of phases, which are drawn in another way."""
    counts = histograms(eigenphases(0, N, SIZE, np.random.default_rng(2)), edges)
    assert largest_z(counts, edges, z_score) < Z


@pytest.mark.parametrize("edges, shares", [(np.linspace(-np.pi, np.pi, 4), [1 / 3, 1 / 3, 1 / 3]),
                                           ([0, np.pi / 2, np.pi], [1 / 4, 1 / 4, 1 / 2])])
@pytest.mark.false_alarm(1e-4, detects="one outcome in a hundred that is counted as another")
def test_every_outcome_of_a_few_phases_has_its_probability(edges, shares):
    """Four phases in two or three arcs: the chance of each of the fifteen outcomes, by a chi-square test."""
    drawn = eigenphase_counts(0, 4, edges, 6000, np.random.default_rng(3))
    drawn = np.column_stack([drawn, 4 - drawn.sum(axis=1)])[:, :3]
    outcomes = [(i, j, 4 - i - j) for i in range(5) for j in range(5 - i)]
    expected = 6000 * scipy.stats.multinomial(4, shares).pmf(outcomes)
    found = [(drawn == outcome).all(axis=1).sum() for outcome in outcomes]
    assert scipy.stats.chisquare(found, expected).pvalue > 1e-4


def test_other_laws_would_be_seen(z_score):
    """Counts of a Poisson process, and of an ensemble that repels a little: the comparison has power."""
    rng = np.random.default_rng(4)
    for counts in (rng.poisson(N / 5, (SIZE, 5)), eigenphase_counts(0.1, N, CIRCLE, SIZE, rng)):
        assert largest_z(counts, CIRCLE, z_score) > 2 * Z


@pytest.mark.parametrize("bins", range(1, 40, 3))
def test_no_phase_is_lost_on_the_whole_circle(bins):
    """So many phases that a rounding error in the shares of the circle would show as hundreds of them."""
    counts = eigenphase_counts(0, 10**18, np.linspace(-np.pi, np.pi, bins + 1), 20, np.random.default_rng(5))
    assert (counts.sum(axis=1) == 10**18).all()


# -- phases --------------------------------------------------------------------

@pytest.fixture(scope="module")
def phases():
    return eigenphases(0, N, SIZE, np.random.default_rng(6))


@pytest.mark.false_alarm(1e-4, detects="one phase in fifteen that lies in the wrong half")
def test_phases_are_sorted_and_uniform(phases):
    """A row's points, picked regardless of order, are uniform: one of each row, since a row's are not independent."""
    assert (np.diff(phases) >= 0).all() and (phases >= -np.pi).all() and (phases < np.pi).all()
    picked = np.random.default_rng(7).permuted(phases, axis=1)[:, 0]
    assert scipy.stats.kstest(picked, scipy.stats.uniform(-np.pi, 2 * np.pi).cdf).pvalue > 1e-4


@pytest.mark.parametrize("j", [0, 1, N // 2, N - 1])
@pytest.mark.false_alarm(1e-4, detects="the law of the next point")
def test_order_statistics_are_those_of_the_uniform_law(phases, j):
    """The j-th of n sorted points, in units of the circle, follows Beta(j + 1, n - j)."""
    share = (phases[:, j] + np.pi) / (2 * np.pi)
    assert scipy.stats.kstest(share, scipy.stats.beta(j + 1, N - j).cdf).pvalue > 1e-4


@pytest.mark.parametrize("n", [2, 3, 30])
@pytest.mark.false_alarm(2e-4, detects="the law of n + 1 points for n = 2 and 3, of n + 6 for 30")
def test_gaps_follow_their_exact_laws(n):
    """Of n points on a circle, in units of the circle: any gap follows Beta(1, n - 1), exponential for large n.

    The gap that holds a given point, here pi, is seen in proportion to its length: Beta(2, n - 1).
    """
    gaps = spacings(eigenphases(0, n, SIZE, np.random.default_rng(8))) / n
    any_gap = np.random.default_rng(9).permuted(gaps, axis=1)[:, 0]
    assert scipy.stats.kstest(any_gap, scipy.stats.beta(1, n - 1).cdf).pvalue > 1e-4
    assert scipy.stats.kstest(gaps[:, -1], scipy.stats.beta(2, n - 1).cdf).pvalue > 1e-4


@pytest.mark.false_alarm(1e-4, detects="the law of n + 3 points")
def test_the_smallest_gap_follows_its_exact_law(phases):
    """P(all gaps > s) = (1 - n s)^(n - 1), in units of the circle: no repulsion, so close pairs are common."""
    smallest = spacings(phases).min(axis=1) / N
    assert scipy.stats.kstest(smallest, lambda s: 1 - (1 - N * s)**(N - 1)).pvalue > 1e-4


@pytest.mark.parametrize("arc", [0.3, 1.0, 4.0])
@pytest.mark.false_alarm(3e-4, detects="a variance that is off by a sixth")
def test_number_variance_is_that_of_independent_phases(phases, arc, z_score):
    assert abs(z_score(number_variance(phases, arc, starts=8), number_variance_law(0, N, arc))) < Z


@pytest.mark.false_alarm(2e-4, detects="a form factor that is off by an eighth")
def test_form_factors_are_n(phases, z_score):
    k = [1, 2, N // 2, N, 2 * N, 3 * N]
    np.testing.assert_array_equal(form_factor_law(0, N, k), N)
    assert abs(z_score(form_factor(phases, k), N)).max() < Z


@pytest.mark.false_alarm(3e-5, detects="a mean that is off by 0.04 for two phases, 0.01 for many")
def test_the_gap_ratio_of_two_and_of_many_phases(phases, z_score):
    """Gaps g and 1 - g with g uniform: the mean of min / max is 2 ln 2 - 1, and so for any number of phases."""
    for sample in (gap_ratios(eigenphases(0, 2, SIZE, np.random.default_rng(10)))[:, :1], gap_ratios(phases)):
        assert abs(z_score(sample.mean(axis=1), 2 * np.log(2) - 1)) < Z
