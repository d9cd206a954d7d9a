"""Spectral ergodicity: the published definition, known values, and exact laws against simulation.

Means are compared by z-scores over ensembles: |z| < 4.42 fails once in 100 000, of sixty once in 20 000 (Student).
"""

import re

import numpy as np
import pytest
import scipy.special
import scipy.stats

from pse_helpers.circular import eigenphase_counts
from pse_helpers.ergodicity import (
    phase_edges,
    size_distance_law,
    sparse_distance_law,
    symmetric_kl,
    thirumalai_mountain,
    thirumalai_mountain_law,
)
from pse_helpers.levels import number_variance_law

Z = 4.42
SIZES = (64, 128, 256, 512, 768, 1024)
PAIRS = list(zip(SIZES, SIZES[1:]))
M = 40
EDGES = phase_edges(0.2)
DELTA = EDGES[1] - EDGES[0]


def z_score(samples, law):
    """How many standard errors the mean over the first axis is from the law."""
    return (samples.mean(axis=0) - law) / (samples.std(axis=0, ddof=1) / len(samples)**0.5)


def standard_error(samples):
    return samples.std(ddof=1) / len(samples)**0.5


def ensembles(beta, n, repeats, rng):
    """Counts of shape (repeats, M, bins); beta = 0 means independent phases."""
    bins = len(EDGES) - 1
    if beta == 0:
        return rng.multinomial(n, np.full(bins, 1 / bins), (repeats, M))
    return eigenphase_counts(beta, n, EDGES, repeats * M, rng).reshape(repeats, M, bins)


def metrics(beta, n, repeats, rng):
    return np.array([thirumalai_mountain(counts, n) for counts in ensembles(beta, n, repeats, rng)])


# -- edges ---------------------------------------------------------------------

@pytest.mark.parametrize("delta, bins", [(0.2, 31), (0.1, 63), (1e-4, 62832), (np.pi, 2), (2.0, 3)])
def test_edges_cover_the_circle_in_equal_bins(delta, bins):
    edges = phase_edges(delta)
    assert len(edges) == bins + 1 and edges[0] == -np.pi and edges[-1] == np.pi
    np.testing.assert_allclose(np.diff(edges), 2 * np.pi / bins, rtol=1e-9)


# -- the metric ----------------------------------------------------------------

def metric_in_loops(counts, n):
    size, bins = len(counts), len(counts[0])
    metric = []
    for k in range(bins):
        mean = sum(counts[j][k] for j in range(size)) / size
        metric.append(sum((counts[j][k] - mean)**2 for j in range(size)) / (size * n))
    return metric


def test_metric_equals_the_definition():
    rng = np.random.default_rng(1)
    for size, bins, n in ((1, 3, 5), (2, 1, 9), (40, 31, 64)):
        counts = rng.integers(0, 9, (size, bins))
        np.testing.assert_allclose(thirumalai_mountain(counts, n), metric_in_loops(counts.tolist(), n), rtol=1e-12)


def test_metric_by_hand():
    np.testing.assert_allclose(thirumalai_mountain([[2, 0, 1], [4, 0, 1], [0, 3, 1]], n=4), [8 / 12, 6 / 12, 0])


def test_metric_of_one_matrix_drawn_again_and_again_is_zero():
    counts = np.tile(eigenphase_counts("CUE", 64, EDGES, 1, np.random.default_rng(2)), (M, 1))
    np.testing.assert_array_equal(thirumalai_mountain(counts, 64), 0)


@pytest.mark.parametrize("delta, table", [
    (0.2, {1: (.009173, .005677, .003386, .001967, .001419, .001121),
           2: (.006521, .003813, .002181, .001228, .000872, .000682),
           4: (.004696, .002648, .001468, .000805, .000564, .000437)}),
    (0.1, {1: (.007029, .004588, .002840, .001694, .001236, .000984),
           2: (.005405, .003262, .001907, .001091, .000781, .000614),
           4: (.004059, .002349, .001324, .000734, .000517, .000403)}),
])
def test_known_values_of_the_law(delta, table):
    for beta, values in table.items():
        computed = [round(thirumalai_mountain_law(beta, n, delta, np.inf), 6) for n in SIZES]
        assert computed == list(values)


def test_law_of_independent_phases_knows_no_order():
    assert [round(thirumalai_mountain_law(0, n, 0.2, np.inf), 5) for n in SIZES] == [.03082] * 6


def test_law_with_few_matrices():
    full = number_variance_law(2, 64, 0.2) / 64
    assert thirumalai_mountain_law(2, 64, 0.2, np.inf) == pytest.approx(full)
    assert thirumalai_mountain_law(2, 64, 0.2, M) == pytest.approx(39 / 40 * full)
    assert thirumalai_mountain_law(2, 64, 0.2, 1) == 0


@pytest.mark.parametrize("beta", [0, 1, 2, 4])
@pytest.mark.parametrize("n", [1, 20, 64, 128])
@pytest.mark.false_alarm(1e-4, detects="a metric that is off by 0.04 on average, by 0.25 in one bin")
def test_metric_follows_its_law(beta, n):
    """Sixty ensembles of 40 matrices: the mean over the bins, and every bin; 31 of them, so six standard errors."""
    samples = metrics(beta, n, 60, np.random.default_rng(100 * beta + n))
    law = thirumalai_mountain_law(beta, n, DELTA, M)
    assert abs(z_score(samples.mean(axis=1), law)) < Z
    assert abs(z_score(samples, law)).max() < 6


@pytest.mark.parametrize("beta, other", [(1, 2), (2, 4), (4, 2), (0, 1)])
def test_the_wrong_law_would_be_seen(beta, other):
    samples = metrics(beta, 64, 60, np.random.default_rng(beta)).mean(axis=1)
    assert abs(z_score(samples, thirumalai_mountain_law(other, 64, DELTA, M))) > 2 * Z
    assert abs(z_score(samples, thirumalai_mountain_law(beta, 64, DELTA, 10))) > Z  # four matrices of ten, say


# -- the distance of two vectors -----------------------------------------------

def test_symmetric_kl_is_the_sum_of_both_entropies():
    p, q = np.random.default_rng(3).dirichlet(np.ones(9), size=2)
    both = scipy.stats.entropy(p, q, base=2) + scipy.stats.entropy(q, p, base=2)
    assert symmetric_kl(p, q, shift=1e-15) == pytest.approx(both, rel=1e-9)


def test_symmetric_kl_of_shifted_vectors_that_do_not_sum_to_one():
    p, q = np.array([0.0, 2.0, 0.5, 7.0]), np.array([3.0, 0.0, 0.5, 1.0])
    for shift in (1e-9, 0.1):
        both = scipy.special.rel_entr(p + shift, q + shift) + scipy.special.rel_entr(q + shift, p + shift)
        for one, other in ((p, q), (q, p)):
            assert symmetric_kl(one, other, shift) == pytest.approx(both.sum() / np.log(2), rel=1e-12)
    assert symmetric_kl(p, p) == 0


# -- distance between orders ---------------------------------------------------

@pytest.mark.parametrize("beta, logarithms", [
    (1, (-1.125, -1.276, -1.463, -2.095, -2.504)),
    (2, (-1.187, -1.390, -1.611, -2.264, -2.682)),
    (4, (-1.280, -1.507, -1.749, -2.415, -2.840)),
])
def test_known_distances_between_ideal_ensembles(beta, logarithms):
    distances = [size_distance_law(beta, pair, 0.2, np.inf) for pair in PAIRS]
    assert np.log10(distances).round(3).tolist() == list(logarithms)


def test_distance_law_is_the_distance_of_the_laws_and_a_noise_floor():
    a, b = (thirumalai_mountain_law(2, n, DELTA, np.inf) for n in (64, 128))
    ideal = symmetric_kl(np.full(31, a), np.full(31, b), shift=1e-15)
    assert size_distance_law(2, (64, 128), DELTA, np.inf) == pytest.approx(ideal, rel=1e-9)
    noise = 31 * (a + b) * 2 / (39 * np.log(2))
    assert size_distance_law(2, (64, 128), DELTA, M) == pytest.approx(39 / 40 * (ideal + noise), rel=1e-9)
    assert size_distance_law(2, (64, 64), DELTA, M) == pytest.approx(31 * 4 * a / (40 * np.log(2)))
    assert size_distance_law(2, (128, 64), DELTA, M) == pytest.approx(size_distance_law(2, (64, 128), DELTA, M))


@pytest.mark.parametrize("size", [3, 5, 40])
@pytest.mark.false_alarm(2e-5, detects="a law that is off by a twelfth")
def test_distance_law_holds_exactly_for_gamma_laws(size):
    """Variances of M Gaussian numbers about their own mean, without any matrix: what the formula rests on."""
    rng, ideal = np.random.default_rng(size), [thirumalai_mountain_law(2, n, DELTA, np.inf) for n in (64, 128)]
    a, b = (omega * rng.chisquare(size - 1, 40_000) / size for omega in ideal)
    samples = 31 * (a - b) * np.log2(a / b)
    assert abs(z_score(samples, size_distance_law(2, (64, 128), DELTA, size))) < Z


@pytest.mark.parametrize("beta", [1, 2, 4])
@pytest.mark.parametrize("sizes", [(64, 128), (128, 128)])
@pytest.mark.false_alarm(2e-5, detects="a distance that is off by a quarter, or a law without its noise floor")
def test_distance_follows_its_law(beta, sizes):
    """160 pairs of ensembles; counts are not quite Gaussian, which costs up to eight per cent, for beta = 4."""
    rng = np.random.default_rng(10 * beta + sizes[0])
    pairs = zip(*(metrics(beta, n, 160, rng) for n in sizes))
    samples = np.array([symmetric_kl(*pair) for pair in pairs])
    law = size_distance_law(beta, sizes, DELTA, M)
    assert abs(samples.mean() - law) < Z * standard_error(samples) + 0.08 * law
    ideal = size_distance_law(beta, sizes, DELTA, np.inf)
    assert abs(z_score(samples, ideal)) > Z  # the noise floor is needed


@pytest.mark.parametrize("sizes, excess", [((64, 128), 0.137), ((512, 1024), 0.021)])
@pytest.mark.false_alarm(2e-5, detects="a distance that is off by a sixth")
def test_independent_phases_are_at_the_noise_floor(sizes, excess):
    """With two phases in a bin the counts are Poisson rather than Gaussian, and the law an eighth low.

    By 0.137 and 0.021, each +- 0.004, in 6000 pairs; 200 scatter by 0.02.
    """
    rng = np.random.default_rng(3)
    samples = np.array([symmetric_kl(*pair) for pair in zip(*(metrics(0, n, 200, rng) for n in sizes))])
    law = size_distance_law(0, sizes, DELTA, M)
    assert abs(samples.mean() - (1 + excess) * law) < Z * standard_error(samples) + 0.01 * law
    assert size_distance_law(0, sizes, DELTA, np.inf) == pytest.approx(0, abs=1e-12)


# -- nearly empty bins ---------------------------------------------------------

def test_known_distances_where_bins_are_empty():
    logarithms = np.log10([sparse_distance_law(pair, 1e-4, M) for pair in PAIRS])
    np.testing.assert_allclose(logarithms, [1.521, 1.471, 1.395, 1.306, 1.224], atol=1e-3)


@pytest.mark.parametrize("shift, first, last", [(1e-12, 1.711, 1.441), (1e-6, 1.174, 0.774)])
def test_known_distances_with_other_shifts(shift, first, last):
    logarithms = np.log10([sparse_distance_law(pair, 1e-4, M, shift) for pair in (PAIRS[0], PAIRS[-1])])
    np.testing.assert_allclose(logarithms, [first, last], atol=1e-3)


def metric_of_independent_phases(n, bins, rng):
    """Bins that M matrices leave empty have a metric of zero, and are not counted."""
    drawn = rng.integers(bins, size=(M, n))
    occupied, place = np.unique(drawn, return_inverse=True)
    counts = np.zeros((M, len(occupied)))
    np.add.at(counts, (np.arange(M)[:, None], place.reshape(M, n)), 1)
    metric = np.zeros(bins)
    metric[occupied] = thirumalai_mountain(counts, n)
    return metric


def distances_of_independent_phases(sizes, repeats):
    """At the published width of 1e-4."""
    rng = np.random.default_rng(sizes[0])
    return np.array([symmetric_kl(*(metric_of_independent_phases(n, 62_832, rng) for n in sizes))
                     for _ in range(repeats)])


@pytest.mark.false_alarm(1e-4, detects="a law that is off by 0.015")
def test_sparse_law_against_independent_phases():
    """Wrong by at most the filling of a bin, 0.004, see below; 20 distances scatter by 0.001 (Student, 1 in 10 000)."""
    samples, law = distances_of_independent_phases((64, 128), 20), sparse_distance_law((64, 128), 1e-4, M)
    assert abs(samples.mean() - law) < 4.9 * standard_error(samples) + 2 * 128e-4 / (2 * np.pi) * law


@pytest.mark.false_alarm(1e-6, detects="a law that is lower by 0.02")
def test_error_of_the_sparse_law_is_the_filling_of_a_bin():
    """A bin of 1e-4 holds 1024 phases of one matrix with probability 0.016: by so much the law is wrong there.

    The mean was 0.021 above the law in 16 cases, and a mean of eight scatters by 0.0015.
    """
    samples, law = distances_of_independent_phases((768, 1024), 8), sparse_distance_law((768, 1024), 1e-4, M)
    assert samples.mean() == pytest.approx(law, rel=2 * 1024e-4 / (2 * np.pi))


@pytest.mark.false_alarm(3e-4, detects="a law that is off by a tenth")
def test_sparse_law_holds_for_the_unitary_ensemble_too():
    """Where bins are empty, repulsion of levels is not seen: twenty distances, by Student's test."""
    rng, edges = np.random.default_rng(4), np.linspace(0, 0.2, 1001)
    samples = np.array([symmetric_kl(*(thirumalai_mountain(eigenphase_counts("CUE", n, edges, M, rng), n)
                                       for n in (32, 64))) for _ in range(20)])
    share = 1000 / round(2 * np.pi / 2e-4)
    assert scipy.stats.ttest_1samp(samples, share * sparse_distance_law((32, 64), 2e-4, M)).pvalue > 1e-4


# -- bad input -----------------------------------------------------------------

@pytest.mark.parametrize("delta", [0, -0.1, 3.2, 7, float("nan"), float("inf")])
def test_bad_widths(delta):
    with pytest.raises(ValueError, match=f"^delta must be above 0 and at most pi; got {delta}"):
        phase_edges(delta)


@pytest.mark.parametrize("counts, shape", [
    ([1, 2, 3], r"\(3,\)"), (5, r"\(\)"), ([[]], r"\(1, 0\)"), (np.zeros((0, 3)), r"\(0, 3\)"),
    ([[[1]]], r"\(1, 1, 1\)")])
def test_bad_counts(counts, shape):
    with pytest.raises(ValueError, match=rf"^counts must be finite, of shape \(size, bins\); got shape {shape}"):
        thirumalai_mountain(counts, 4)


@pytest.mark.parametrize("counts, message", [
    ([[1, np.nan]], "be finite; got 1 of 2"), ([[1, 1e200]], "lie between"),
    ([[True, False]], "be real numbers; got bool"),
    (np.ma.masked_less([[1, 2]], 2), "be numbers without a mask")])
def test_counts_that_are_none(counts, message):
    with pytest.raises((ValueError, TypeError), match=f"^counts must {message}"):
        thirumalai_mountain(counts, 4)


@pytest.mark.parametrize("p, q, options, message", [
    ([1.0], [1.0, 2.0], {}, "p and q must be vectors of one length"),
    ([[1.0]], [[1.0]], {}, "p and q must be vectors of one length"),
    ([-1.0], [1.0], {}, "p must be finite and not negative"),
    ([1.0], [np.nan], {}, "q must be finite and not negative"),
    ([1.0], [1.0], {"shift": 0}, "shift must be a positive number; got 0"),
    ([1.0], [1.0], {"shift": float("nan")}, "shift must be a positive number; got nan"),
])
def test_bad_distances(p, q, options, message):
    with pytest.raises(ValueError, match=message):
        symmetric_kl(p, q, **options)


@pytest.mark.parametrize("n", [0, -1, 2.5, 4.0, True, "4", None])
def test_bad_orders(n):
    for function in (lambda: thirumalai_mountain([[1, 2]], n), lambda: thirumalai_mountain_law(2, n, 0.2, 40)):
        with pytest.raises(ValueError, match=f"^n must be a positive integer; got {n!r}"):
            function()
    for function in (lambda: sparse_distance_law((64, n), 1e-4, 40), lambda: size_distance_law(2, (64, n), 0.2, 40)):
        with pytest.raises(ValueError, match=f"^each number of sizes must be a positive integer; got {n!r}"):
            function()


@pytest.mark.parametrize("size", [0, -1, 2.5, True, float("nan"), "40", None])
def test_bad_sizes(size):
    for function in (lambda: thirumalai_mountain_law(2, 64, 0.2, size),
                     lambda: sparse_distance_law((64, 128), 1e-4, size)):
        with pytest.raises(ValueError, match=f"^size must be a positive integer; got {size!r}"):
            function()


def test_sizes_that_one_law_does_not_take():
    for size in (1, True, None):
        with pytest.raises(ValueError, match=f"^size must be a whole number of at least 2; got {size}"):
            size_distance_law(2, (64, 128), 0.2, size)
    with pytest.raises(ValueError, match="^size must be a positive integer; got inf"):
        sparse_distance_law((64, 128), 1e-4, np.inf)


@pytest.mark.parametrize("sizes", [64, (64,), (64, 128, 256), None])
def test_sizes_that_are_no_pair(sizes):
    for function in (lambda: size_distance_law(2, sizes, 0.2, 40), lambda: sparse_distance_law(sizes, 1e-4, 40)):
        with pytest.raises((ValueError, TypeError), match=f"^sizes must be .*; got {re.escape(repr(sizes))}$"):
            function()


@pytest.mark.parametrize("beta", [3, -1, True, "CUE", None])
def test_bad_betas(beta):
    for function in (lambda: thirumalai_mountain_law(beta, 64, 0.2, 40),
                     lambda: size_distance_law(beta, (64, 128), 0.2, 40)):
        with pytest.raises(ValueError, match=f"^beta must be one of 0, 1, 2, 4; got {beta!r}"):
            function()


@pytest.mark.parametrize("delta", [0, -1.0, 7, float("nan")])
def test_bad_bins_of_the_laws(delta):
    for function in (lambda: thirumalai_mountain_law(2, 64, delta, 40),
                     lambda: size_distance_law(2, (64, 128), delta, 40)):
        with pytest.raises(ValueError, match=f"^delta must be positive, below 2 pi; got {delta}"):
            function()


@pytest.mark.parametrize("delta, shift", [(0, 1e-9), (-1e-4, 1e-9), (float("nan"), 1e-9),
                                          (1e-4, 0), (1e-4, -1.0), (1e-4, float("nan"))])
def test_bad_sparse_bins_and_shifts(delta, shift):
    with pytest.raises(ValueError, match="^(delta|shift) must be (positive|a positive number)"):
        sparse_distance_law((64, 128), delta, 40, shift)
