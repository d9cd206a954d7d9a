"""Dense matrices: their symmetries, Haar measure, and the faults that are known to happen, planted and found.

Statistics are compared by z-scores over realisations: |z| < 4.42 fails once in 100 000, a little oftener for
skewed statistics of few realisations.
"""

import numpy as np
import pytest
import scipy.stats

from pse_helpers.circular import ENSEMBLES, beta_of, beta_or_zero, haar_unitary, sample_matrix

Z = 4.42


def check_unitary(matrix):
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(len(matrix)), atol=1e-12)


# -- the three ensembles -------------------------------------------------------

@pytest.mark.parametrize("n", [1, 2, 12])
@pytest.mark.parametrize("ensemble, order", [("COE", 1), ("CUE", 1), ("CSE", 2)])
def test_dense_matrices_are_unitary(ensemble, order, n):
    matrix = sample_matrix(ensemble, n, np.random.default_rng(1))
    assert matrix.shape == (order * n, order * n) and matrix.dtype == complex
    check_unitary(matrix)


def test_coe_is_symmetric_and_cse_self_dual(dual):
    coe, cue, cse = (sample_matrix(ensemble, 12, np.random.default_rng(2)) for ensemble in ("COE", "CUE", "CSE"))
    np.testing.assert_allclose(coe, coe.T, atol=1e-14)
    np.testing.assert_allclose(cse, dual(cse), atol=1e-14)
    assert abs(cue - cue.T).max() > 0.1 and abs(cue - dual(cue)).max() > 0.1


def test_cse_has_kramers_pairs(without_twins):
    rng = np.random.default_rng(3)
    for _ in range(20):
        phases = without_twins(np.angle(np.linalg.eigvals(sample_matrix("CSE", 7, rng))))
        assert len(phases) == 7 and np.diff(np.sort(phases)).min() > 1e-6


@pytest.mark.false_alarm(1e-4, detects="the matrix of another ensemble")
def test_names_and_matrices_belong_together(z_score):
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
    for function in (beta_of, beta_or_zero):
        assert function(name) == beta and type(function(name)) is float


@pytest.mark.parametrize("zero", [0, 0.0, np.float32(0), np.int64(0)])
def test_zero_is_a_beta_where_no_matrix_is_needed(zero):
    assert beta_or_zero(zero) == 0 and type(beta_or_zero(zero)) is float
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a positive number beta; got "):
        beta_of(zero)


# -- Haar measure, and planted faults ------------------------------------------

N, MATRICES = 6, 4000


@pytest.fixture(scope="module")
def check_traces(z_score):
    """E|tr U^k|^2 = min(k, n) for a dozen k: fails once in 5000."""
    def check(matrices):
        eigenvalues = np.linalg.eigvals(matrices)
        k = np.arange(1, 2 * N + 1)
        traces = np.abs((eigenvalues[:, :, None]**k).sum(axis=1))**2
        assert abs(z_score(traces, np.minimum(k, N))).max() < Z
    return check


def check_entries(matrices):
    """|U_ij|^2 of one entry in the first and the last column follows Beta(1, n-1): fails once in 5000."""
    for column in (0, -1):
        squares = np.abs(matrices[:, 2, column])**2
        assert scipy.stats.kstest(squares, scipy.stats.beta(1, N - 1).cdf).pvalue > 1e-4


class UniformNumbers(np.random.Generator):
    """Numbers between 0 and 1 where Gaussian ones are asked for, as in the published code."""
    standard_normal = np.random.Generator.random


def drawn(rng):
    return np.array([haar_unitary(N, rng) for _ in range(MATRICES)])


@pytest.mark.false_alarm(5e-4, detects="the two faults that are planted below")
def test_haar_measure(check_traces, check_realisations):
    matrices = drawn(np.random.default_rng(5))
    check_traces(matrices)
    check_entries(matrices)
    check_realisations(matrices)


def test_cue_is_haar_measure():
    expected = haar_unitary(N, np.random.default_rng(5))
    np.testing.assert_array_equal(sample_matrix("CUE", N, np.random.default_rng(5)), expected)


@pytest.mark.false_alarm(3e-4, detects="entries that are not those of Haar measure")
def test_planted_fault_qr_without_its_phases(check_traces, monkeypatch):
    """The function with the phases of a QR decomposition left as they are: those of r are taken as 1."""
    qr = np.linalg.qr
    monkeypatch.setattr(np.linalg, "qr", lambda matrix: (qr(matrix)[0], np.eye(len(matrix))))
    matrices = drawn(np.random.default_rng(6))
    check_unitary(matrices[0])
    check_entries(matrices)  # blind to the phase of a column
    with pytest.raises(AssertionError):
        check_traces(matrices)


def test_planted_fault_eigenvectors_of_a_uniform_matrix(monkeypatch):
    """The published slip: eigenvectors of a Hermitian matrix of numbers whose mean of 1/2 is an outlier."""
    monkeypatch.setattr(np.linalg, "qr", lambda matrix: (np.linalg.eigh(matrix + matrix.conj().T)[1], np.eye(N)))
    matrices = drawn(UniformNumbers(np.random.default_rng(7).bit_generator))
    check_unitary(matrices[0])
    with pytest.raises(AssertionError):
        check_entries(matrices)


def test_planted_fault_coe_as_an_elementwise_product():
    unitary = haar_unitary(12, np.random.default_rng(8))
    check_unitary(unitary.T @ unitary)
    with pytest.raises(AssertionError):
        check_unitary(unitary.T * unitary)


@pytest.mark.parametrize("distinct", [1, 4])
def test_planted_fault_repeated_seeds(distinct, check_realisations):
    """One matrix drawn again and again, and the published slip: four matrices, each ten times."""
    matrices = np.array([haar_unitary(N, np.random.default_rng(seed % distinct)) for seed in range(40)])
    with pytest.raises(AssertionError):
        check_realisations(matrices)


@pytest.mark.parametrize("ensemble", ENSEMBLES)
def test_realisations_are_distinct(ensemble, check_realisations):
    rng = np.random.default_rng(9)
    check_realisations([sample_matrix(ensemble, 6, rng) for _ in range(60)])


@pytest.mark.parametrize("draw", [lambda rng: sample_matrix("CSE", 5, rng), lambda rng: haar_unitary(5, rng)])
def test_results_depend_on_the_generator_only(draw, check_generator_alone):
    check_generator_alone(draw)


# -- bad input -----------------------------------------------------------------

RNG = np.random.default_rng(0)
BY_ORDER = [lambda n=4, rng=RNG: sample_matrix("COE", n, rng), lambda n=4, rng=RNG: haar_unitary(n, rng)]


def test_bad_betas(no_ensemble):
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a positive number beta; "
                                         f"got {no_ensemble!r}$"):
        beta_of(no_ensemble)
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a finite number beta of at least "
                                         f"0; got {no_ensemble!r}$"):
        beta_or_zero(no_ensemble)


@pytest.mark.parametrize("function", [beta_of, beta_or_zero])
def test_a_beta_beyond_all_floating_point_numbers(function):
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a .* got 1000"):
        function(10**400)


@pytest.mark.parametrize("ensemble", ["GOE", 2, 0, None])
def test_matrices_go_by_name(ensemble):
    with pytest.raises(ValueError, match=f"^ensemble must be one of COE, CUE, CSE; got {ensemble!r}$"):
        sample_matrix(ensemble, 4, RNG)


@pytest.mark.parametrize("function", BY_ORDER)
def test_bad_orders(function, no_order):
    with pytest.raises(ValueError, match=f"^n must be a positive integer; got {no_order!r}$"):
        function(n=no_order)


@pytest.mark.parametrize("function", BY_ORDER)
def test_bad_generators(function, no_generator):
    rng, got = no_generator
    with pytest.raises(TypeError, match=f"^rng must be a numpy.random.Generator; got a {got}$"):
        function(rng=rng)
