"""Verblunsky coefficients: their law, their five-diagonal matrix in blocks, and the plain recursion through them."""

import numpy as np
import pytest
import scipy.stats

from pse_helpers.circular import ENSEMBLES, five_diagonal_matrix, verblunsky_coefficients

CIRCLE = np.linspace(-np.pi, np.pi, 32)


# -- their law -----------------------------------------------------------------

@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0.01, 0.5, 3.7])
@pytest.mark.parametrize("n, size", [(1, 1), (1, 4), (2, 3), (129, 2)])
def test_shapes_and_moduli(ensemble, n, size):
    """At beta 0.01 the law itself gives moduli that round to one."""
    coefficients = verblunsky_coefficients(ensemble, n, size, np.random.default_rng(12))
    assert coefficients.shape == (size, n)
    assert (np.abs(coefficients[:, :-1]) < 1).all()
    np.testing.assert_allclose(np.abs(coefficients[:, -1]), 1)


@pytest.mark.false_alarm(8e-4, detects="the law of the next coefficient, or arguments in half of the circle")
def test_moduli_of_coefficients_follow_their_law():
    """|alpha_k|^2 follows Beta(1, beta (n-1-k) / 2), arguments are uniform: eight comparisons."""
    coefficients = verblunsky_coefficients(3.7, 5, 3000, np.random.default_rng(13))
    for k in range(4):
        law = scipy.stats.beta(1, 3.7 * (4 - k) / 2)
        assert scipy.stats.kstest(np.abs(coefficients[:, k])**2, law.cdf).pvalue > 1e-4
        turns = np.angle(coefficients[:, k]) / (2 * np.pi) % 1
        assert scipy.stats.kstest(turns, "uniform").pvalue > 1e-4


@pytest.mark.false_alarm(1e-4, detects="a step with half or twice the mean, the law of beta = 1 or 4")
def test_moduli_follow_their_law_from_the_first_to_the_last():
    """-ln(1 - |alpha_k|^2) has mean 2 / (beta j), j = n-1-k, over 299 steps in three blocks.

    In units of its mean it is exponential, so a sum over 400 matrices follows Gamma(400): 0.77 to 1.28 a matrix.
    """
    coefficients = verblunsky_coefficients(2.5, 300, 400, np.random.default_rng(15))[:, :-1]
    units = -np.log(1 - np.abs(coefficients)**2) * 2.5 * np.arange(299, 0, -1) / 2
    low, high = scipy.stats.gamma(400).interval(1 - 1e-4 / 299)
    assert ((units.sum(axis=0) > low) & (units.sum(axis=0) < high)).all()


def test_coefficients_of_a_small_beta_are_accepted(cmv_phases, histograms, counts_from_coefficients):
    """At small beta a modulus may round to one."""
    coefficients = verblunsky_coefficients(0.1, 64, 100, np.random.default_rng(0))
    counts = counts_from_coefficients(coefficients, CIRCLE)
    np.testing.assert_array_equal(counts, histograms(cmv_phases(coefficients), CIRCLE))


@pytest.mark.parametrize("ensemble", [*ENSEMBLES, 0.5])
def test_realisations_are_distinct(ensemble, check_realisations):
    check_realisations(verblunsky_coefficients(ensemble, 6, 60, np.random.default_rng(9)))


def test_results_depend_on_the_generator_only(check_generator_alone):
    check_generator_alone(lambda rng: verblunsky_coefficients("COE", 300, 3, rng))


# -- their matrix, and the recursion -------------------------------------------

@pytest.mark.parametrize("n", [1, 2, 3, 8, 9])
def test_the_matrix_is_five_diagonal_and_unitary(n, cmv_matrix):
    coefficients, = verblunsky_coefficients(2, n, 1, np.random.default_rng(1))
    matrix = cmv_matrix(coefficients)
    np.testing.assert_allclose(matrix @ matrix.conj().T, np.eye(n), atol=1e-14)
    assert np.allclose(np.triu(matrix, 3), 0) and np.allclose(np.tril(matrix, -3), 0)
    np.testing.assert_allclose(five_diagonal_matrix(coefficients), matrix, atol=1e-15)


@pytest.mark.parametrize("beta", [0.7, 1, 4])
def test_prufer_phases_give_the_same_counts(beta, prufer_phases, counts_from_coefficients):
    """The plain recursion, one angle at a time: psi at the last step passes a whole turn at each eigenphase."""
    coefficients = verblunsky_coefficients(beta, 16, 30, np.random.default_rng(2))
    last = [list(prufer_phases(coefficients, edge))[-1] for edge in CIRCLE]
    turns = np.ceil((np.array(last).T + np.angle(coefficients[:, -1:])) / (2 * np.pi))
    np.testing.assert_array_equal(np.diff(turns), counts_from_coefficients(coefficients, CIRCLE))


# -- bad input -----------------------------------------------------------------

RNG = np.random.default_rng(0)


def test_bad_ensembles(no_ensemble):
    with pytest.raises(ValueError, match="^ensemble must be one of COE, CUE, CSE or a positive number beta; "
                                         f"got {no_ensemble!r}$"):
        verblunsky_coefficients(no_ensemble, 4, 2, RNG)


@pytest.mark.parametrize("beta", [0, 0.0])
def test_independent_phases_have_no_coefficients(beta):
    with pytest.raises(ValueError, match=f"^ensemble must be one of .* or a positive number beta; got {beta!r}$"):
        verblunsky_coefficients(beta, 4, 2, RNG)


def test_bad_orders(no_order):
    with pytest.raises(ValueError, match=f"^n must be a positive integer; got {no_order!r}$"):
        verblunsky_coefficients("CUE", no_order, 2, RNG)


def test_bad_sizes(no_size):
    with pytest.raises(ValueError, match="^size must be a positive integer; got "):
        verblunsky_coefficients("CUE", 4, no_size, RNG)


def test_bad_generators(no_generator):
    rng, got = no_generator
    with pytest.raises(TypeError, match=f"^rng must be a numpy.random.Generator; got a {got}$"):
        verblunsky_coefficients("CUE", 4, 2, rng)


@pytest.mark.parametrize("coefficients", [[0, 0.5], [0, 0.99], [0, 1.01], [1, 1], [1.5, 1], [np.nan, 1], [0, np.nan]])
def test_bad_coefficients(coefficients):
    with pytest.raises(ValueError, match=r"^coefficients must have shape \(size, n\), lie inside the unit disc"):
        five_diagonal_matrix(coefficients)


@pytest.mark.parametrize("coefficients, message", [
    ([], r"coefficients must have shape \(n,\), n at least 1; got shape \(0,\)"),
    ([[[0, 1]]], r"coefficients must have shape \(n,\), n at least 1; got shape \(1, 1, 2\)"),
    (np.ones((2, 2)), r"coefficients must have shape \(n,\), n at least 1; got shape \(2, 2\)"),
    (["a", "b"], r"coefficients must be numbers; got <U1"),
    (np.ma.masked_less([0.5, 1], 0.7), "coefficients must be numbers without a mask")])
def test_coefficients_that_make_no_matrix(coefficients, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        five_diagonal_matrix(coefficients)
