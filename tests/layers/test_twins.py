"""Gaussian twins against dense Gaussian matrices, and the bidiagonal matrices that they are drawn from."""

import numpy as np
import pytest
import scipy.stats

from pse_helpers.conjugate import sturm
from pse_helpers.layers import LayerSpectra, gaussian_spectra, gaussian_twins, layer_spectra
from pse_helpers.layers.twins import squared_bidiagonal

SHAPES = [(6, 6), (5, 20), (20, 5)]


def layers():
    rng = np.random.default_rng(11)
    return layer_spectra([scale * rng.standard_normal(shape) for scale, shape in zip((1, 10, 0.1), SHAPES)])


def dense_spectra(shape, size, rng):
    return np.linalg.svd(rng.standard_normal((size, *shape)), compute_uv=False)**2


def test_a_twin_is_cut_at_the_resolution_of_its_source():
    """Or a measure of logarithms would see more of the twin than of the network that it stands beside."""
    halved = layer_spectra([np.random.default_rng(1).standard_normal((4, 9)).astype(np.float16)])
    assert gaussian_spectra(halved, np.random.default_rng(2)).epsilons == halved.epsilons == (2.0**-10,)


# -- the law -------------------------------------------------------------------

@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.false_alarm(1e-4, detects="16 columns in place of 20, see below")
def test_gaussian_spectra_have_the_law_of_gaussian_matrices(shape):
    """Largest and smallest eigenvalue against dense matrices."""
    rng, size = np.random.default_rng(7), 2000
    frame = LayerSpectra(("w",), (shape,), (np.ones(min(shape)),))
    drawn = np.array([gaussian_spectra(frame, rng).values[0] for _ in range(size)])
    dense = dense_spectra(shape, size, rng)
    dense *= min(shape) / dense.sum(axis=1, keepdims=True)
    for index in (0, -1):
        assert scipy.stats.ks_2samp(drawn[:, index], dense[:, index]).pvalue > 3e-5


def test_a_wrong_null_would_be_seen():
    """The test above has power: layers of sixteen columns in place of twenty are found."""
    rng, size = np.random.default_rng(7), 2000
    frame = LayerSpectra(("w",), ((5, 16),), (np.ones(5),))
    drawn = np.array([gaussian_spectra(frame, rng).values[0] for _ in range(size)])
    dense = dense_spectra((5, 20), size, rng)
    dense *= 5 / dense.sum(axis=1, keepdims=True)
    assert scipy.stats.ks_2samp(drawn[:, 0], dense[:, 0]).pvalue < 3e-5


def test_names_shapes_and_norms_are_kept():
    spectra = layers()
    drawn = gaussian_spectra(spectra, np.random.default_rng(1))
    assert (drawn.names, drawn.shapes) == (spectra.names, spectra.shapes)
    np.testing.assert_allclose([v.sum() for v in drawn.values], [v.sum() for v in spectra.values], rtol=1e-12)
    assert all((np.diff(values) < 0).all() for values in drawn.values)


# -- several twins -------------------------------------------------------------

def assert_same(one, other):
    for a, b in zip(one.values, other.values, strict=True):
        np.testing.assert_array_equal(a, b)


def test_a_twin_is_one_draw_of_its_own_child():
    spectra = layers()
    children = np.random.default_rng(5).spawn(4)
    for twin, child in zip(gaussian_twins(spectra, 4, np.random.default_rng(5)), children, strict=True):
        assert twin.names == spectra.names
        assert_same(twin, gaussian_spectra(spectra, child))


def test_a_twin_is_the_same_however_many_are_drawn():
    few, many = (gaussian_twins(layers(), size, np.random.default_rng(5)) for size in (2, 6))
    assert len(few) == 2 and len(many) == 6
    for twin, again in zip(few, many):
        assert_same(twin, again)


def test_twins_differ_within_a_call_and_from_call_to_call():
    rng = np.random.default_rng(5)
    largest = [twin.values[0][0] for _ in range(2) for twin in gaussian_twins(layers(), 3, rng)]
    assert len(set(largest)) == 6


# -- the bidiagonal matrices ---------------------------------------------------

def solved(on, below):
    """The squared singular values of dense bidiagonal matrices, a row for each."""
    matrices = np.array([np.diag(a) + np.diag(b, -1) for a, b in zip(np.sqrt(on).T, np.sqrt(below).T)])
    return np.linalg.svd(matrices, compute_uv=False)**2


@pytest.mark.parametrize("n, m", [(1, 4), (6, 6), (5, 20)])
def test_eigenvalues_solved_agree_with_eigenvalues_counted(n, m):
    on, below = squared_bidiagonal(n, m, 50, np.random.default_rng(8))
    assert on.shape == (n, 50) and below.shape == (n - 1, 50)
    thresholds = np.array([0.01, 1.0, m / 2, m, 2.0 * m])
    expected = [np.histogram(values, [0, *thresholds, np.inf])[0] for values in solved(on, below)]
    np.testing.assert_array_equal(sturm.counts(on, below, np.tile(thresholds, (50, 1))), expected)


@pytest.mark.parametrize("n, m", [(1, 4), (6, 6), (5, 20)])
@pytest.mark.false_alarm(1e-4, detects="one degree of freedom less on the diagonal, see below")
def test_bidiagonal_matrices_have_the_law_of_gaussian_ones(n, m):
    """Largest and smallest eigenvalue and their sum, chi-squared in law."""
    rng, size = np.random.default_rng(9), 4000
    drawn, dense = solved(*squared_bidiagonal(n, m, size, rng)), dense_spectra((n, m), size, rng)
    for index in (0, -1):
        assert scipy.stats.ks_2samp(drawn[:, index], dense[:, index]).pvalue > 3e-5
    assert scipy.stats.kstest(drawn.sum(axis=1), scipy.stats.chi2(n * m).cdf).pvalue > 3e-5


def test_a_wrong_bidiagonal_law_would_be_seen():
    """One degree of freedom less on the diagonal: in 60 of 60 such pairs of samples p was below 1e-7."""
    rng, size = np.random.default_rng(9), 4000
    drawn, dense = solved(*squared_bidiagonal(5, 19, size, rng)), dense_spectra((5, 20), size, rng)
    assert scipy.stats.ks_2samp(drawn[:, 0], dense[:, 0]).pvalue < 3e-5


# -- refusals ------------------------------------------------------------------

@pytest.mark.parametrize("rng", [None, 3, np.random])
def test_bad_generators(rng):
    for function in (lambda: gaussian_spectra([np.eye(3)], rng), lambda: gaussian_twins([np.eye(3)], 2, rng)):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a"):
            function()


@pytest.mark.parametrize("size", [0, -3, 2.5, True, "20"])
def test_bad_sizes(size):
    with pytest.raises(ValueError, match="size must be a positive integer; got"):
        gaussian_twins([np.eye(3)], size, np.random.default_rng(0))
