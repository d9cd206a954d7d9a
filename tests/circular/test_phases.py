"""Counts and eigenphases without a matrix, against the matrix with the same coefficients and against exact laws.

Statistics are compared by z-scores over realisations: |z| < 4.42 fails once in 100 000, of thirty realisations
once in 8 000 (Student), and a little oftener for skewed statistics.
"""

import tracemalloc
from itertools import product

import numpy as np
import pytest
import scipy.stats

from pse_helpers.circular import (
    ENSEMBLES,
    eigenphase_counts,
    eigenphases,
    verblunsky_coefficients,
)
from pse_helpers.levels import GAP_RATIO, form_factor, form_factor_law, gap_ratios, number_variance, number_variance_law

Z = 4.42
CIRCLE = np.linspace(-np.pi, np.pi, 32)
IRREGULAR = np.array([0.9, 1.0, 1.7, 3.0, 3.3, 3.31, 5.6, 6.9])  # part of the circle, and across pi


def two_sample_z(a, b):
    error = np.hypot(a.std(axis=0, ddof=1) / len(a)**0.5, b.std(axis=0, ddof=1) / len(b)**0.5)
    return (a.mean(axis=0) - b.mean(axis=0)) / error


# -- bin by bin against the matrix with the same coefficients ------------------

@pytest.mark.parametrize("beta", [0.7, 1, 2, 4])
def test_counts_equal_those_of_the_matrix_in_every_bin(beta, cmv_phases, histograms, counts_from_coefficients):
    rng, bins = np.random.default_rng(int(10 * beta)), 0
    for n in (1, 2, 3, 16, 65):
        coefficients = verblunsky_coefficients(beta, n, 46, rng)
        phases = cmv_phases(coefficients)
        for edges in (CIRCLE, IRREGULAR, IRREGULAR - 7):
            counts = counts_from_coefficients(coefficients, edges)
            np.testing.assert_array_equal(counts, histograms(phases, edges))
            bins += counts.size
    assert bins >= 10_000


def test_a_slip_in_the_coefficients_would_be_seen(cmv_phases, histograms, counts_from_coefficients):
    """The comparison has power: conjugate coefficients, or one order of them reversed, give other counts."""
    coefficients = verblunsky_coefficients(2, 16, 70, np.random.default_rng(1))
    right = histograms(cmv_phases(coefficients), CIRCLE)
    backwards = np.hstack([coefficients[:, -2::-1], coefficients[:, -1:]])
    for wrong in (coefficients.conj(), backwards, -coefficients):
        assert (counts_from_coefficients(wrong, CIRCLE) != right).mean() > 0.1


def turned_to_zero(relative, last):
    """Coefficients of matrices, from what functions draw: coefficients relative to the phase at their first angle.

    That angle is 0 here: alpha_k = gamma_k exp(-i psi_k), with psi_k the phase at 0.
    """
    passed = np.cumsum(-2 * np.angle(1 - relative), axis=1)
    psi = np.hstack([np.zeros((len(relative), 1)), passed])
    return np.hstack([relative, last]) * np.exp(-1j * psi)


def coefficients_of_the_phases(beta, n, size, seed):
    """The coefficients of the very matrices whose phases eigenphases(beta, n, size, default_rng(seed)) gives.

    Both functions draw alike; eigenphases reads its coefficients backwards, from the angle -pi on.
    """
    drawn = verblunsky_coefficients(beta, n, size, np.random.default_rng(seed))
    return turned_to_zero(drawn[:, -2::-1] if n > 1 else drawn[:, :0], drawn[:, -1:])


def coefficients_of_the_counts(beta, n, size, seed):
    """The same for eigenphase_counts, which draws the last coefficient first, and reads from its first edge on."""
    rng = np.random.default_rng(seed)
    last = np.exp(2j * np.pi * rng.random((size, 1)))
    return turned_to_zero(verblunsky_coefficients(beta, n, size, rng)[:, :-1], last)


@pytest.mark.parametrize("beta, n, size", [*product([0.7, 1, 2, 3.7, 4], [1, 2, 3, 16, 65, 129], [5]),
                                           (0.7, 300, 2), (4, 300, 1)])  # 300: several blocks of coefficients
def test_eigenphases_are_those_of_a_matrix(beta, n, size, cmv_phases):
    dense = cmv_phases(coefficients_of_the_phases(beta, n, size, seed=3))
    phases = eigenphases(beta, n, size, np.random.default_rng(3))
    for row, expected in zip(phases, dense):
        np.testing.assert_allclose(row, np.sort(expected % (2 * np.pi)) - np.pi, atol=1e-12)


@pytest.mark.parametrize("beta, n, size", [*product([0.7, 1, 4], [1, 2, 16, 129], [5]), (0.7, 300, 2), (4, 300, 1)])
def test_eigenphase_counts_are_those_of_a_matrix(beta, n, size, cmv_phases, histograms):
    dense = cmv_phases(coefficients_of_the_counts(beta, n, size, seed=4))
    for edges in (CIRCLE, IRREGULAR):
        counts = eigenphase_counts(beta, n, edges, size, np.random.default_rng(4))
        np.testing.assert_array_equal(counts, histograms(dense + edges[0], edges))


# -- realisations --------------------------------------------------------------

@pytest.mark.parametrize("distinct", [1, 4])
def test_planted_fault_repeated_seeds(distinct, check_realisations):
    """One matrix drawn again and again, and the published slip: four matrices, each ten times."""
    phases = np.array([eigenphases("CUE", 6, 1, np.random.default_rng(seed % distinct))[0] for seed in range(40)])
    with pytest.raises(AssertionError):
        check_realisations(phases)


@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0.5, 0])
def test_realisations_are_distinct(ensemble, check_realisations):
    rng = np.random.default_rng(9)
    check_realisations(eigenphases(ensemble, 100, 210, rng))  # in groups, as 210 do not fit at once
    check_realisations(eigenphase_counts(ensemble, 200, np.linspace(-np.pi, np.pi, 50), 60, rng))


# -- in distribution -----------------------------------------------------------

ARC = 2 * np.pi / 8


def statistics(phases):
    """One value a realisation: gap ratio and number variance."""
    return np.column_stack([gap_ratios(phases).mean(axis=1), number_variance(phases, ARC, starts=8)])


def arc_variance(counts, n):
    """The number variance of the eight arcs that cover the circle, for each realisation."""
    return ((counts - n / 8)**2).mean(axis=1)


@pytest.fixture(scope="module")
def dense_phases(dual, without_twins):
    """Phases of matrices made from Haar unitaries of order n, for CSE 2n, one matrix a row."""
    def phases(ensemble, unitaries):
        if ensemble == "COE":
            unitaries = unitaries.swapaxes(1, 2) @ unitaries
        if ensemble == "CSE":
            unitaries = np.array([dual(unitary) @ unitary for unitary in unitaries])
        angles = np.angle(np.linalg.eigvals(unitaries))
        return np.array([without_twins(row) for row in angles]) if ensemble == "CSE" else angles
    return phases


@pytest.fixture(scope="module", params=[("COE", 12, 400), ("CUE", 12, 400), ("CSE", 12, 400),
                                        ("COE", 64, 40), ("CUE", 128, 30), ("CSE", 32, 40)], ids=str)
def samples(request, dense_phases):
    """Phases without a matrix, counts without a matrix, and phases of independent dense matrices."""
    ensemble, n, size = request.param
    rng = np.random.default_rng(n)
    haar = scipy.stats.unitary_group(2 * n if ensemble == "CSE" else n, seed=np.random.default_rng(n + 1)).rvs(size)
    counts = eigenphase_counts(ensemble, n, np.linspace(-np.pi, np.pi, 9), 10 * size, rng)
    return ENSEMBLES[ensemble], n, eigenphases(ensemble, n, 4 * size, rng), counts, dense_phases(ensemble, haar)


@pytest.mark.false_alarm(3e-4, detects="the ensemble beside it, with 400 matrices")
def test_eigenphases_and_dense_matrices_have_one_law(samples):
    _, _, phases, _, dense = samples
    assert abs(two_sample_z(statistics(phases), statistics(dense))).max() < Z


@pytest.mark.false_alarm(3e-4, detects="the ensemble beside it, with 400 matrices")
def test_counts_and_dense_matrices_have_one_law(samples, histograms):
    _, n, _, counts, dense = samples
    other = histograms(dense, np.linspace(-np.pi, np.pi, 9))
    assert abs(two_sample_z(arc_variance(counts, n), arc_variance(other, n))) < Z


@pytest.mark.false_alarm(5e-4, detects="the ensemble beside it, with 400 matrices")
def test_number_variance_is_exact(samples, z_score):
    beta, n, phases, counts, dense = samples
    law = number_variance_law(beta, n, ARC)
    for sample in (arc_variance(counts, n), number_variance(phases, ARC, 8), number_variance(dense, ARC, 8)):
        assert abs(z_score(sample, law)) < Z


@pytest.mark.false_alarm(5e-4, detects="the ensemble beside it")
def test_form_factors_are_exact(samples, z_score):
    beta, n, phases, _, _ = samples
    k = np.array([1, 2, n // 2, n - 1, n, 2 * n, 3 * n])
    assert abs(z_score(form_factor(phases, k), form_factor_law(beta, n, k))).max() < Z


def test_the_wrong_ensemble_would_be_seen():
    """The comparisons have power, with as many realisations: each beta is told from its neighbour."""
    rng = np.random.default_rng(10)
    orthogonal, unitary, symplectic = (eigenphases(beta, 12, 400, rng) for beta in (1, 2, 4))
    for a, b in ((orthogonal, unitary), (unitary, symplectic)):
        assert abs(two_sample_z(statistics(a), statistics(b))).min() > Z


@pytest.mark.parametrize("beta", [1, 2, 4])
@pytest.mark.false_alarm(2e-5, detects="the ensemble beside it: 0.07, 40 standard errors, away")
def test_gap_ratio_of_many_phases(beta):
    """20 000 ratios have a standard error near 0.0017; from n = 16 on their mean is within 0.0005 of its limit.
    """
    ratios = gap_ratios(eigenphases(beta, 128, 156, np.random.default_rng(11))).mean(axis=1)
    error = ratios.std(ddof=1) / 156**0.5
    assert abs(ratios.mean() - GAP_RATIO[beta]) < Z * error + 0.0005 and error < 0.0025


@pytest.mark.parametrize("beta", [1e-3, 1e-8, 5e-324])
@pytest.mark.false_alarm(1e-4, detects="beta = 0.05 in place of a thousandth and less")
def test_a_small_beta_approaches_independent_phases(beta, z_score):
    """More steps than the vector stands without a new length; E|sum exp(i theta)|^2 is n / (1 + beta (n - 1) / 2).

    For the phases also beyond the first form factor, where the law at beta = 0 is n.
    """
    rng = np.random.default_rng(16)
    phases = eigenphases(beta, 150, 120, rng)
    assert np.isfinite(phases).all()
    assert abs(z_score(form_factor(phases, 1), 150 / (1 + beta / 2 * 149))) < Z
    counts = eigenphase_counts(beta, 150, np.linspace(-np.pi, np.pi, 9), 600, rng)
    if beta < 1e-6:
        assert abs(z_score(form_factor(phases, [2, 3]), 150)).max() < Z
        assert abs(z_score(arc_variance(counts, 150), number_variance_law(0, 150, ARC))) < Z


@pytest.mark.parametrize("beta", [1e12, 1e100, 1.7e308])
def test_a_large_beta_spaces_phases_evenly(beta):
    phases = eigenphases(beta, 10, 20, np.random.default_rng(17))
    np.testing.assert_allclose(np.diff(phases), 2 * np.pi / 10, atol=1e-5)


# -- promises ------------------------------------------------------------------

@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0, 0.5, 3.7])
@pytest.mark.parametrize("n, size", [(1, 1), (1, 4), (2, 3), (129, 2)])
def test_shapes_ranges_and_sums(ensemble, n, size):
    rng = np.random.default_rng(12)
    phases = eigenphases(ensemble, n, size, rng)
    assert phases.shape == (size, n) and (phases >= -np.pi).all() and (phases < np.pi).all()
    assert (np.diff(phases) > 0).all()
    for edges in (CIRCLE, np.linspace(0, 2 * np.pi, 3), np.array([1.0, 1.0 + 2 * np.pi])):
        counts = eigenphase_counts(ensemble, n, edges, size, rng)
        assert counts.shape == (size, len(edges) - 1) and np.issubdtype(counts.dtype, np.integer)
        assert (counts >= 0).all() and (counts.sum(axis=1) == n).all()
    part = eigenphase_counts(ensemble, n, IRREGULAR, size, rng)
    assert part.shape == (size, 7) and (part >= 0).all() and (part.sum(axis=1) <= n).all()


@pytest.mark.parametrize("beta", [0, 1])
@pytest.mark.false_alarm(1e-4, detects="a density that is off by a tenth in an arc of 0.7 and more")
def test_mean_counts_are_those_of_a_uniform_density(beta, z_score):
    counts = eigenphase_counts(beta, 40, IRREGULAR, 4000, np.random.default_rng(14))
    assert abs(z_score(counts, 40 * np.diff(IRREGULAR) / (2 * np.pi))).max() < Z


@pytest.mark.parametrize("draw", [
    lambda rng: eigenphases("COE", 30, 3, rng),
    lambda rng: eigenphase_counts("COE", 300, CIRCLE, 3, rng),
    lambda rng: eigenphases(0, 30, 3, rng),
    lambda rng: eigenphase_counts(0, 300, CIRCLE, 3, rng),
])
def test_results_depend_on_the_generator_only(draw, check_generator_alone):
    check_generator_alone(draw)


def peak_memory(n):
    tracemalloc.start()
    try:
        eigenphase_counts("CUE", n, CIRCLE, 10, np.random.default_rng(1))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_of_counts_does_not_grow_with_n():
    """Both are many blocks of 128 coefficients. To hold all of them would take ten times as much, not 1.5."""
    assert peak_memory(10_000) < 1.5 * peak_memory(1_000)


# -- bad input -----------------------------------------------------------------

RNG = np.random.default_rng(0)
BY_BETA = [lambda ensemble="CUE", n=4, size=2, rng=RNG: eigenphases(ensemble, n, size, rng),
           lambda ensemble="CUE", n=4, size=2, rng=RNG: eigenphase_counts(ensemble, n, CIRCLE, size, rng)]


@pytest.mark.parametrize("function", BY_BETA)
def test_bad_ensembles(function, no_ensemble):
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a finite number beta of at least "
                                         f"0; got {no_ensemble!r}$"):
        function(ensemble=no_ensemble)


@pytest.mark.parametrize("function", BY_BETA)
def test_bad_orders(function, no_order):
    with pytest.raises(ValueError, match=f"^n must be a positive integer; got {no_order!r}$"):
        function(n=no_order)


@pytest.mark.parametrize("function", BY_BETA)
def test_bad_sizes(function, no_size):
    with pytest.raises(ValueError, match="^size must be a positive integer; got "):
        function(size=no_size)


@pytest.mark.parametrize("function", BY_BETA)
def test_bad_generators(function, no_generator):
    rng, got = no_generator
    with pytest.raises(TypeError, match=f"^rng must be a numpy.random.Generator; got a {got}$"):
        function(rng=rng)


@pytest.mark.parametrize("edges, message", [
    ([0.0], r"at least 2 finite, rising numbers; got \[0.0\]"),
    ([], r"at least 2 finite, rising numbers; got \[\]"),
    (1.0, "at least 2 finite, rising numbers; got 1.0"),
    ([[0.0, 1.0]], r"at least 2 finite, rising numbers; got \[\[0.0, 1.0\]\]"),
    ([0, 2, 1], r"at least 2 finite, rising numbers; got \[0.0, 2.0, 1.0\]"),
    ([0, 1, 1], r"at least 2 finite, rising numbers; got \[0.0, 1.0, 1.0\]"),
    ([0, np.nan], r"at least 2 finite, rising numbers; got \[0.0, nan\]"),
    ([0, np.inf], r"at least 2 finite, rising numbers; got \[0.0, inf\]"),
    ([0, 1, 6.5], "span at most 2 pi; they span 6.5"),
    ([-4, 4], "span at most 2 pi; they span 8"),
    ([0, 2 * np.pi + 1e-9], "span at most 2 pi; they span 6.28318530"),
])
def test_bad_edges(edges, message):
    with pytest.raises(ValueError, match=f"^edges must (be )?{message}"):
        eigenphase_counts("CUE", 4, edges, 2, RNG)
