"""Circular ensembles against dense matrices and exact laws; each fault that is known to happen is planted and found.

Statistics are compared by z-scores over realisations with fixed seeds; |z| < 4.42
alone has a false-alarm rate of 1e-5, two-sided.
"""

import tracemalloc

import numpy as np
import pytest
import scipy.linalg
import scipy.stats

from pse_helpers.circular import (
    ENSEMBLES, beta_of, counts_from_coefficients, eigenphase_counts, eigenphases, five_diagonal_matrix, haar_unitary,
    prufer_phases, sample_matrix, verblunsky_coefficients)
from pse_helpers.levels import GAP_RATIO, form_factor, form_factor_law, gap_ratios, number_variance, number_variance_law

Z = 4.42
CIRCLE = np.linspace(-np.pi, np.pi, 32)
IRREGULAR = np.array([0.9, 1.0, 1.7, 3.0, 3.3, 3.31, 5.6, 6.9])  # part of the circle, and across pi


def z_score(samples, law):
    """How many standard errors the mean over the first axis is from the law."""
    return (samples.mean(axis=0) - law) / (samples.std(axis=0, ddof=1) / len(samples)**0.5)


def two_sample_z(a, b):
    error = np.hypot(a.std(axis=0, ddof=1) / len(a)**0.5, b.std(axis=0, ddof=1) / len(b)**0.5)
    return (a.mean(axis=0) - b.mean(axis=0)) / error


def histograms(phases, edges):
    """Counts of phases on the circle, whichever turn the edges lie on."""
    turned = (phases - edges[0]) % (2 * np.pi) + edges[0]
    return np.array([np.histogram(row, edges)[0] for row in turned])


# -- bin by bin against the matrix with the same coefficients ------------------

def cmv_matrix(alpha):
    """The five-diagonal matrix of Killip and Nenciu, as the product of its two block-diagonal factors."""
    rho = np.sqrt(np.maximum(1 - np.abs(alpha[:-1])**2, 0))
    reflections = [np.array([[a.conj(), r], [r, -a]]) for a, r in zip(alpha, rho)]
    blocks = [[[1]], *reflections, [[alpha[-1].conj()]]]
    return scipy.linalg.block_diag(*blocks[1::2]) @ scipy.linalg.block_diag(*blocks[0::2])


def cmv_phases(coefficients):
    return np.angle([np.linalg.eigvals(cmv_matrix(alpha)) for alpha in coefficients])


@pytest.mark.parametrize("n", [1, 2, 3, 8, 9])
def test_the_matrix_is_five_diagonal_and_unitary(n):
    coefficients, = verblunsky_coefficients(2, n, 1, np.random.default_rng(1))
    matrix = cmv_matrix(coefficients)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(n), atol=1e-14)
    assert np.allclose(np.triu(matrix, 3), 0) and np.allclose(np.tril(matrix, -3), 0)
    np.testing.assert_allclose(five_diagonal_matrix(coefficients), matrix, atol=1e-15)


@pytest.mark.parametrize("beta", [0.7, 1, 2, 4])
def test_counts_equal_those_of_the_matrix_in_every_bin(beta):
    rng, bins = np.random.default_rng(int(10 * beta)), 0
    for n in (1, 2, 3, 16, 65):
        coefficients = verblunsky_coefficients(beta, n, 46, rng)
        phases = cmv_phases(coefficients)
        for edges in (CIRCLE, IRREGULAR, IRREGULAR - 7):
            counts = counts_from_coefficients(coefficients, edges)
            np.testing.assert_array_equal(counts, histograms(phases, edges))
            bins += counts.size
    assert bins >= 10_000


def test_a_slip_in_the_coefficients_would_be_seen():
    """The comparison has power: conjugate coefficients, or one order of them reversed, give other counts."""
    coefficients = verblunsky_coefficients(2, 16, 70, np.random.default_rng(1))
    right = histograms(cmv_phases(coefficients), CIRCLE)
    backwards = np.hstack([coefficients[:, -2::-1], coefficients[:, -1:]])
    for wrong in (coefficients.conj(), backwards, -coefficients):
        assert (counts_from_coefficients(wrong, CIRCLE) != right).mean() > 0.1


@pytest.mark.parametrize("beta", [0.7, 1, 4])
def test_prufer_phases_give_the_same_counts(beta):
    """The plain recursion, one angle at a time: psi at the last step passes a whole turn at each eigenphase."""
    coefficients = verblunsky_coefficients(beta, 16, 30, np.random.default_rng(2))
    last = [list(prufer_phases(coefficients, edge))[-1] for edge in CIRCLE]
    turns = np.ceil((np.array(last).T + np.angle(coefficients[:, -1:])) / (2 * np.pi))
    np.testing.assert_array_equal(np.diff(turns), counts_from_coefficients(coefficients, CIRCLE))


def coefficients_of_the_phases(beta, n, size, seed):
    """The coefficients of the very matrices whose phases eigenphases(beta, n, size, default_rng(seed)) gives.

    Both functions draw alike; eigenphases reads its coefficients backwards and
    relative to the angle -pi, here turned to 0.
    """
    drawn = verblunsky_coefficients(beta, n, size, np.random.default_rng(seed))
    relative = drawn[:, -2::-1] if n > 1 else drawn[:, :0]
    passed = np.cumsum(-2 * np.angle(1 - relative), axis=1)
    psi = np.hstack([np.zeros((size, 1)), passed])
    return np.hstack([relative, drawn[:, -1:]]) * np.exp(-1j * psi)


@pytest.mark.parametrize("beta", [0.7, 1, 2, 3.7, 4])
@pytest.mark.parametrize("n", [1, 2, 3, 16, 65, 129])
def test_eigenphases_are_those_of_a_matrix(beta, n):
    dense = cmv_phases(coefficients_of_the_phases(beta, n, 5, seed=3))
    phases = eigenphases(beta, n, 5, np.random.default_rng(3))
    for row, expected in zip(phases, dense):
        np.testing.assert_allclose(row, np.sort(expected % (2 * np.pi)) - np.pi, atol=1e-12)


# -- dense matrices ------------------------------------------------------------

def dual(matrix):
    J = scipy.linalg.block_diag(*[[[0, 1], [-1, 0]]] * (len(matrix) // 2))
    return J @ matrix.T @ J.T


def without_twins(phases):
    """One phase of each Kramers pair; a pair may lie across -pi/pi."""
    phases = np.sort(phases)
    if np.ptp(phases.reshape(-1, 2), axis=1).max() > 1e-9:
        phases = np.append(phases[1:], phases[0] + 2 * np.pi)
    pairs = phases.reshape(-1, 2)
    assert np.ptp(pairs, axis=1).max() < 1e-9
    return np.angle(np.exp(1j * pairs.mean(axis=1)))


def dense_phases(ensemble, unitaries):
    """Phases of matrices made from Haar unitaries of order n, for CSE 2n, one matrix a row."""
    if ensemble == "COE":
        unitaries = unitaries.swapaxes(1, 2) @ unitaries
    if ensemble == "CSE":
        unitaries = np.array([dual(unitary) @ unitary for unitary in unitaries])
    phases = np.angle(np.linalg.eigvals(unitaries))
    return np.array([without_twins(row) for row in phases]) if ensemble == "CSE" else phases


def check_unitary(matrix):
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), atol=1e-12)


@pytest.mark.parametrize("n", [1, 2, 12])
@pytest.mark.parametrize("ensemble, order", [("COE", 1), ("CUE", 1), ("CSE", 2)])
def test_dense_matrices_are_unitary(ensemble, order, n):
    matrix = sample_matrix(ensemble, n, np.random.default_rng(1))
    assert matrix.shape == (order * n, order * n) and matrix.dtype == complex
    check_unitary(matrix)


def test_coe_is_symmetric_and_cse_self_dual():
    coe, cue, cse = (sample_matrix(ensemble, 12, np.random.default_rng(2)) for ensemble in ("COE", "CUE", "CSE"))
    np.testing.assert_allclose(coe, coe.T, atol=1e-14)
    np.testing.assert_allclose(cse, dual(cse), atol=1e-14)
    assert abs(cue - cue.T).max() > 0.1 and abs(cue - dual(cue)).max() > 0.1


def test_cse_has_kramers_pairs():
    rng = np.random.default_rng(3)
    for _ in range(20):
        phases = without_twins(np.angle(np.linalg.eigvals(sample_matrix("CSE", 7, rng))))
        assert len(phases) == 7 and np.diff(np.sort(phases)).min() > 1e-6


def test_names_and_matrices_belong_together():
    """E|sum exp(i theta)|^2 tells the ensembles apart: n / (1 + beta (n - 1) / 2)."""
    rng = np.random.default_rng(4)
    for ensemble, beta in ENSEMBLES.items():
        matrices = np.array([sample_matrix(ensemble, 6, rng) for _ in range(2000)])
        traces = np.abs(matrices.trace(axis1=1, axis2=2) / (2 if ensemble == "CSE" else 1))**2
        assert abs(z_score(traces, 6 / (1 + beta / 2 * 5))) < Z
        others = [6 / (1 + other / 2 * 5) for other in ENSEMBLES.values() if other != beta]
        assert all(abs(z_score(traces, law)) > 2 * Z for law in others)


@pytest.mark.parametrize("name, beta", [*ENSEMBLES.items(), (0.5, 0.5), (np.float32(3), 3.0), (np.int64(4), 4.0)])
def test_betas_of_ensembles(name, beta):
    assert beta_of(name) == beta and type(beta_of(name)) is float


# -- Haar measure, and planted faults ------------------------------------------

N, MATRICES = 6, 4000


def check_traces(matrices):
    """E|tr U^k|^2 = min(k, n) for a dozen k: false-alarm rate 1.2e-4 in all."""
    eigenvalues = np.linalg.eigvals(matrices)
    k = np.arange(1, 2 * N + 1)
    traces = np.abs((eigenvalues[:, :, None]**k).sum(axis=1))**2
    assert abs(z_score(traces, np.minimum(k, N))).max() < Z


def check_entries(matrices):
    """|U_ij|^2 of one entry in the first and the last column follows Beta(1, n-1): false-alarm rate 2e-4."""
    for column in (0, -1):
        squares = np.abs(matrices[:, 2, column])**2
        assert scipy.stats.kstest(squares, scipy.stats.beta(1, N - 1).cdf).pvalue > 1e-4


def check_realisations(samples):
    """No realisation is drawn twice, and each entry varies between realisations."""
    flat = np.asarray(samples).reshape(len(samples), -1)
    assert len(np.unique(flat.round(9), axis=0)) == len(flat)
    assert (flat.std(axis=0) > 0).all()


def gaussian(rng, shape=(MATRICES, N, N)):
    return rng.standard_normal(shape) + 1j * rng.standard_normal(shape)


def uniform_hermitian(rng):
    """Entries between 0 and 1, as in the published code: their mean of 1/2 is an outlier."""
    real, imaginary = rng.random((2, MATRICES, N, N))
    entries = real + 1j * imaginary
    return entries + entries.conj().swapaxes(1, 2)


def test_haar_measure():
    rng = np.random.default_rng(5)
    for draw in (haar_unitary, lambda n, rng: sample_matrix("CUE", n, rng)):
        matrices = np.array([draw(N, rng) for _ in range(MATRICES)])
        check_traces(matrices)
        check_entries(matrices)
        check_realisations(matrices)


def test_planted_fault_qr_without_its_phases():
    matrices = np.linalg.qr(gaussian(np.random.default_rng(6)))[0]
    check_unitary(matrices[0])
    check_entries(matrices)  # blind to the phase of a column
    with pytest.raises(AssertionError):
        check_traces(matrices)


def test_planted_fault_eigenvectors_of_a_uniform_matrix():
    vectors = np.linalg.eigh(uniform_hermitian(np.random.default_rng(7)))[1]
    check_unitary(vectors[0])
    with pytest.raises(AssertionError):
        check_entries(vectors)


def test_planted_fault_coe_as_an_elementwise_product():
    unitary = haar_unitary(12, np.random.default_rng(8))
    check_unitary(unitary.T @ unitary)
    with pytest.raises(AssertionError):
        check_unitary(unitary.T * unitary)


@pytest.mark.parametrize("distinct", [1, 4])
def test_planted_fault_repeated_seeds(distinct):
    """One matrix drawn again and again, and the published slip: four matrices, each ten times."""
    matrices = np.array([haar_unitary(N, np.random.default_rng(seed % distinct)) for seed in range(40)])
    with pytest.raises(AssertionError):
        check_realisations(matrices)
    phases = np.array([eigenphases("CUE", N, 1, np.random.default_rng(seed % distinct))[0] for seed in range(40)])
    with pytest.raises(AssertionError):
        check_realisations(phases)


@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0.5])
def test_realisations_are_distinct(ensemble):
    rng = np.random.default_rng(9)
    check_realisations(eigenphases(ensemble, 100, 210, rng))  # in groups, as 210 do not fit at once
    check_realisations(verblunsky_coefficients(ensemble, 6, 60, rng))
    counts = eigenphase_counts(ensemble, 200, np.linspace(-np.pi, np.pi, 50), 60, rng)
    check_realisations(counts)
    if isinstance(ensemble, str):
        check_realisations([sample_matrix(ensemble, 6, rng) for _ in range(60)])


# -- in distribution -----------------------------------------------------------

ARC = 2 * np.pi / 8


def statistics(phases):
    """One value a realisation: gap ratio and number variance."""
    return np.column_stack([gap_ratios(phases).mean(axis=1), number_variance(phases, ARC, starts=8)])


def arc_variance(counts, n):
    """The number variance of the eight arcs that cover the circle, for each realisation."""
    return ((counts - n / 8)**2).mean(axis=1)


@pytest.fixture(scope="module", params=[("COE", 12, 400), ("CUE", 12, 400), ("CSE", 12, 400),
                                        ("COE", 64, 40), ("CUE", 128, 30), ("CSE", 32, 40)], ids=str)
def samples(request):
    """Phases without a matrix, counts without a matrix, and phases of independent dense matrices."""
    ensemble, n, size = request.param
    rng = np.random.default_rng(n)
    haar = scipy.stats.unitary_group(2 * n if ensemble == "CSE" else n, seed=np.random.default_rng(n + 1)).rvs(size)
    counts = eigenphase_counts(ensemble, n, np.linspace(-np.pi, np.pi, 9), 10 * size, rng)
    return ENSEMBLES[ensemble], n, eigenphases(ensemble, n, 4 * size, rng), counts, dense_phases(ensemble, haar)


def test_eigenphases_and_dense_matrices_have_one_law(samples):
    _, _, phases, _, dense = samples
    assert abs(two_sample_z(statistics(phases), statistics(dense))).max() < Z


def test_counts_and_dense_matrices_have_one_law(samples):
    _, n, _, counts, dense = samples
    other = histograms(dense, np.linspace(-np.pi, np.pi, 9))
    assert abs(two_sample_z(arc_variance(counts, n), arc_variance(other, n))) < Z


def test_number_variance_is_exact(samples):
    beta, n, phases, counts, dense = samples
    law = number_variance_law(beta, n, ARC)
    for sample in (arc_variance(counts, n), number_variance(phases, ARC, 8), number_variance(dense, ARC, 8)):
        assert abs(z_score(sample, law)) < Z


def test_form_factors_are_exact(samples):
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
def test_gap_ratio_of_many_phases(beta):
    ratios = gap_ratios(eigenphases(beta, 512, 39, np.random.default_rng(11))).mean(axis=1)
    assert abs(z_score(ratios, GAP_RATIO[beta])) < 3
    assert ratios.std(ddof=1) / 39**0.5 < 0.0025


# -- promises ------------------------------------------------------------------

@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0.5, 3.7])
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
    coefficients = verblunsky_coefficients(ensemble, n, size, rng)
    assert coefficients.shape == (size, n)
    np.testing.assert_allclose(np.abs(coefficients[:, -1]), 1)


def test_moduli_of_coefficients_follow_their_law():
    """|alpha_k|^2 follows Beta(1, beta (n-1-k) / 2), arguments are uniform: false-alarm rate 1e-4 for each of eight."""
    coefficients = verblunsky_coefficients(3.7, 5, 3000, np.random.default_rng(13))
    for k in range(4):
        law = scipy.stats.beta(1, 3.7 * (4 - k) / 2)
        assert scipy.stats.kstest(np.abs(coefficients[:, k])**2, law.cdf).pvalue > 1e-4
        turns = np.angle(coefficients[:, k]) / (2 * np.pi) % 1
        assert scipy.stats.kstest(turns, "uniform").pvalue > 1e-4


def test_mean_counts_are_those_of_a_uniform_density():
    counts = eigenphase_counts(1, 40, IRREGULAR, 4000, np.random.default_rng(14))
    assert abs(z_score(counts, 40 * np.diff(IRREGULAR) / (2 * np.pi))).max() < Z


@pytest.mark.parametrize("draw", [
    lambda rng: sample_matrix("CSE", 5, rng),
    lambda rng: haar_unitary(5, rng),
    lambda rng: verblunsky_coefficients("COE", 300, 3, rng),
    lambda rng: eigenphases("COE", 30, 3, rng),
    lambda rng: eigenphase_counts("COE", 300, CIRCLE, 3, rng),
])
def test_results_depend_on_the_generator_only(draw):
    state = np.random.get_state()[1].copy()
    first, again, other = (draw(np.random.default_rng(seed)) for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()
    np.testing.assert_array_equal(np.random.get_state()[1], state)


def peak_memory(n):
    tracemalloc.start()
    try:
        eigenphase_counts("CUE", n, CIRCLE, 10, np.random.default_rng(1))
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_memory_of_counts_does_not_grow_with_n():
    assert peak_memory(20_000) < 1.5 * peak_memory(2_000)


# -- bad input -----------------------------------------------------------------

RNG = np.random.default_rng(0)
BY_BETA = [lambda ensemble="CUE", n=4, size=2, rng=RNG: verblunsky_coefficients(ensemble, n, size, rng),
           lambda ensemble="CUE", n=4, size=2, rng=RNG: eigenphases(ensemble, n, size, rng),
           lambda ensemble="CUE", n=4, size=2, rng=RNG: eigenphase_counts(ensemble, n, CIRCLE, size, rng)]
BY_ORDER = [*BY_BETA, lambda n=4, rng=RNG: sample_matrix("COE", n, rng), lambda n=4, rng=RNG: haar_unitary(n, rng)]
WITH_EDGES = [lambda edges: eigenphase_counts("CUE", 4, edges, 2, RNG),
              lambda edges: counts_from_coefficients([[0, 1]], edges)]


@pytest.mark.parametrize("function", BY_BETA)
@pytest.mark.parametrize("ensemble, got", [
    ("GOE", "'GOE'"), ("cue", "'cue'"), (0, "0"), (-1.5, "-1.5"), (float("nan"), "nan"), (float("inf"), "inf"),
    (True, "True"), (None, "None"), (2j, "2j")])
def test_bad_ensembles(function, ensemble, got):
    with pytest.raises(ValueError, match=f"^ensemble must be one of COE, CUE, CSE or a positive number beta; got {got}$"):
        function(ensemble=ensemble)


@pytest.mark.parametrize("ensemble", ["GOE", 2, None])
def test_matrices_go_by_name(ensemble):
    with pytest.raises(ValueError, match=f"^ensemble must be one of COE, CUE, CSE; got {ensemble!r}$"):
        sample_matrix(ensemble, 4, RNG)


@pytest.mark.parametrize("function", BY_ORDER)
@pytest.mark.parametrize("n", [0, -3, 2.5, 4.0, "4", True, None])
def test_bad_orders(function, n):
    with pytest.raises(ValueError, match=f"^n must be a positive integer; got {n!r}$"):
        function(n=n)


@pytest.mark.parametrize("function", BY_BETA)
@pytest.mark.parametrize("size", [0, -1, 1.5, True, (2, 3)])
def test_bad_sizes(function, size):
    with pytest.raises(ValueError, match="^size must be a positive integer; got "):
        function(size=size)


@pytest.mark.parametrize("function", BY_ORDER)
@pytest.mark.parametrize("rng, got", [(None, "NoneType"), (3, "int"), (np.random, "module"),
                                      (np.random.RandomState(1), "RandomState")])
def test_bad_generators(function, rng, got):
    with pytest.raises(TypeError, match=f"^rng must be a numpy.random.Generator; got a {got}$"):
        function(rng=rng)


@pytest.mark.parametrize("function", WITH_EDGES)
@pytest.mark.parametrize("edges, message", [
    ([0.0], r"at least 2 finite, rising numbers; got \[0.\]"),
    ([], r"at least 2 finite, rising numbers; got \[\]"),
    (1.0, "at least 2 finite, rising numbers; got 1.0"),
    ([[0.0, 1.0]], r"at least 2 finite, rising numbers; got \[\[0. 1.\]\]"),
    ([0, 2, 1], r"at least 2 finite, rising numbers; got \[0. 2. 1.\]"),
    ([0, 1, 1], r"at least 2 finite, rising numbers; got \[0. 1. 1.\]"),
    ([0, np.nan], r"at least 2 finite, rising numbers; got \[ ?0. nan\]"),
    ([0, np.inf], r"at least 2 finite, rising numbers; got \[ ?0. inf\]"),
    ([0, 1, 6.5], "span at most 2 pi; they span 6.5"),
    ([-4, 4], "span at most 2 pi; they span 8"),
])
def test_bad_edges(function, edges, message):
    with pytest.raises(ValueError, match=f"^edges must (be )?{message}"):
        function(edges)


@pytest.mark.parametrize("coefficients", [[0, 1], [[0, 0.5]], [[1, 1]], [[1.5, 1]], [[np.nan, 1]], [[0, np.nan]], 1.0])
def test_bad_coefficients(coefficients):
    with pytest.raises(ValueError, match=r"^coefficients must have shape \(size, n\), lie inside the unit disc"):
        counts_from_coefficients(coefficients, CIRCLE)


def test_coefficients_of_a_small_beta_are_accepted():
    """At small beta a modulus may round to one."""
    coefficients = verblunsky_coefficients(0.1, 64, 100, np.random.default_rng(0))
    counts = counts_from_coefficients(coefficients, CIRCLE)
    np.testing.assert_array_equal(counts, histograms(cmv_phases(coefficients), CIRCLE))
