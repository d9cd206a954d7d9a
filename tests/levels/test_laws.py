"""Laws of levels against sums, integrals, kernels and dense matrices."""

import numpy as np
import pytest
import scipy.stats
from scipy.integrate import quad

from pse_helpers.circular import sample_matrix
from pse_helpers.levels import (
    GAP_RATIO,
    form_factor,
    form_factor_law,
    number_variance,
    number_variance_large_n,
    number_variance_law,
    spacing_surmise,
)


@pytest.fixture(scope="module", params=[(1, "COE"), (2, "CUE"), (4, "CSE")], ids=lambda param: param[1])
def dense(request):
    """Beta, and the sorted phases of 1500 dense matrices with twelve phases each; of a Kramers pair both."""
    beta, ensemble = request.param
    rng = np.random.default_rng(beta)
    matrices = np.array([sample_matrix(ensemble, 12, rng) for _ in range(1500)])
    return beta, np.sort(np.angle(np.linalg.eigvals(matrices)))


# -- gap ratios ----------------------------------------------------------------

def test_gap_ratios_are_those_of_many_levels():
    """Atas et al. (2013), table I: their simulations of large matrices, and not the surmise of three levels."""
    assert {beta: GAP_RATIO[beta] for beta in (1, 2, 4)} == {1: 0.5307, 2: 0.5996, 4: 0.6744}
    assert GAP_RATIO[0] == pytest.approx(2 * np.log(2) - 1)
    surmise = {1: 4 - 2 * 3**0.5, 2: 2 * 3**0.5 / np.pi - 1 / 2, 4: 32 * 3**0.5 / (15 * np.pi) - 1 / 2}
    assert all(0.001 < surmise[beta] - GAP_RATIO[beta] < 0.006 for beta in surmise)


# -- form factors --------------------------------------------------------------

@pytest.mark.false_alarm(5e-4, detects="the law of another beta")
def test_form_factors_are_those_of_dense_matrices(dense):
    """n = 12, thirty k; squared sums are skewed, which adds a half to the rate."""
    beta, phases = dense
    k, twins = np.arange(1, 31), 2 if beta == 4 else 1
    samples = form_factor(phases, k) / twins**2
    z = (samples.mean(axis=0) - form_factor_law(beta, 12, k)) / (samples.std(axis=0, ddof=1) / 1500**0.5)
    assert abs(z).max() < 4.42
    for other in {0, 1, 2, 4} - {beta}:
        error = samples.mean(axis=0) - form_factor_law(other, 12, k)
        assert abs(error / (samples.std(axis=0, ddof=1) / 1500**0.5)).max() > 8  # the comparison has power


def form_factor_in_sums(beta, n, k):
    if beta == 1 and k <= n:
        return 2 * k - k * sum(1 / (m + (n - 1) / 2) for m in range(1, k + 1))
    if beta == 1:
        return 2 * n - k * sum(1 / (m + k - (n + 1) / 2) for m in range(1, n + 1))
    if beta == 4:
        return k / 2 + k / 4 * sum(1 / (n + 1 / 2 - m) for m in range(1, k + 1)) if k <= 2 * n else n
    return min(k, n) if beta == 2 else n


@pytest.mark.parametrize("beta", [0, 1, 2, 4])
def test_form_factors_equal_their_sums(beta):
    for n in (1, 2, 3, 12, 65):
        k = np.arange(1, 4 * n + 2)
        expected = [form_factor_in_sums(beta, n, one) for one in k.tolist()]
        np.testing.assert_allclose(form_factor_law(beta, n, k), expected, rtol=1e-11)


@pytest.mark.parametrize("beta", [0, 1, 2, 4])
@pytest.mark.parametrize("n", [1, 2, 12, 1000])
def test_first_form_factor_and_limits(beta, n):
    first, zeroth = form_factor_law(beta, n, 1), form_factor_law(beta, n, 0)
    assert first == pytest.approx(n / (1 + beta / 2 * (n - 1)), rel=1e-11) and type(first) is float
    assert zeroth == n**2
    assert form_factor_law(beta, n, 10**6) == pytest.approx(n, rel=1e-4)
    np.testing.assert_allclose(form_factor_law(beta, n, [0, 1]), [zeroth, first])


def scaled_form_factor(beta, tau):
    """The limit of K(tau n) / n for many phases."""
    if beta == 1:
        return 2 * tau - tau * np.log(1 + 2 * tau) if tau <= 1 else 2 - tau * np.log((2 * tau + 1) / (2 * tau - 1))
    return min(tau, 1) if beta == 2 else tau / 2 - tau / 4 * np.log(abs(1 - tau)) if tau < 2 else 1


@pytest.mark.parametrize("beta", [1, 2, 4])
def test_form_factors_approach_their_scaling_limit(beta):
    taus = (0.25, 0.5, 0.75, 1.5, 1.75, 2.5)
    limit = [scaled_form_factor(beta, tau) for tau in taus]
    errors = [abs(form_factor_law(beta, n, (np.array(taus) * n).astype(int)) / n - limit).max() for n in (16, 64, 256)]
    assert errors[2] < 2e-4 and all(later <= earlier / 4 for earlier, later in zip(errors, errors[1:]))


def test_peak_of_the_symplectic_form_factor():
    assert form_factor_law(4, 12, 12) == pytest.approx(19.35, abs=0.005)


# -- number variance -----------------------------------------------------------

def kernel_variance(n, arc):
    """For CUE the count is a sum of independent zeros and ones: its variance is tr A(1 - A)."""
    lag = np.subtract.outer(np.arange(n), np.arange(n))
    A = arc / (2 * np.pi) * np.sinc(lag * arc / (2 * np.pi))
    return np.trace(A - A @ A)


@pytest.mark.parametrize("arc", [1e-3, 0.2, 1.0, np.pi, 6.0])
@pytest.mark.parametrize("n", [1, 2, 12, 64, 300])
def test_unitary_number_variance_is_that_of_the_kernel(n, arc):
    assert number_variance_law(2, n, arc) == pytest.approx(kernel_variance(n, arc), rel=1e-9)


@pytest.mark.parametrize("beta", [0, 1, 2, 4])
@pytest.mark.parametrize("arc", [0.2, 1.0, np.pi])
def test_number_variance_of_one_phase_and_of_the_other_arc(beta, arc):
    p = arc / (2 * np.pi)
    assert number_variance_law(beta, 1, arc) == pytest.approx(p * (1 - p), abs=1e-9)
    assert number_variance_law(beta, 40, 2 * np.pi - arc) == pytest.approx(number_variance_law(beta, 40, arc), abs=1e-9)
    assert number_variance_law(0, 40, arc) == pytest.approx(40 * p * (1 - p))


@pytest.mark.parametrize("n", [1, 2, 12, 64, 256])
def test_the_cut_sum_of_beta_one_is_complete(n):
    """Ten times as many terms change nothing above 1e-9."""
    arc, k = 1.0, np.arange(1, 3000 * n + 1)
    p, missing = arc / (2 * np.pi), n - form_factor_law(1, n, k)
    longer = n * p * (1 - p) - 2 / np.pi**2 * (missing * np.sin(k * arc / 2)**2 / k.astype(float)**2).sum()
    assert number_variance_law(1, n, arc) == pytest.approx(longer, abs=1e-9)


@pytest.mark.false_alarm(1e-4, detects="a variance that is off by a fifth")
def test_number_variance_is_that_of_dense_matrices(dense):
    """n = 12, three arcs."""
    beta, phases = dense
    if beta == 4:
        first = np.where(np.isclose(phases[:, 0], phases[:, 1]), 0, 1)  # a pair may lie across -pi/pi
        phases = np.array([row[start::2] for row, start in zip(phases, first)])
    for arc in (0.2, 1.0, np.pi):
        samples = number_variance(phases, arc, starts=32)
        z = (samples.mean() - number_variance_law(beta, 12, arc)) / (samples.std(ddof=1) / 1500**0.5)
        assert abs(z) < 4.42


@pytest.mark.false_alarm(3e-5, detects="a variance that is off by a fifth")
def test_number_variance_of_independent_phases():
    samples = number_variance(np.random.default_rng(3).uniform(-np.pi, np.pi, (2000, 30)), 1.0)
    assert abs(samples.mean() - number_variance_law(0, 30, 1.0)) < 4.42 * samples.std(ddof=1) / 2000**0.5


@pytest.mark.parametrize("n, arc, exact, large", [
    (64, 1.0, (0.9039, 0.5769, 0.3856), (0.9039, 0.5769, 0.3861)),
    (1024, 1.0, (1.4657, 0.8579, 0.5265), (1.4657, 0.8579, 0.5265)),
    (1024, np.pi, (1.6147, 0.9323, 0.5637), (1.6147, 0.9323, 0.5637)),
])
def test_known_number_variances(n, arc, exact, large):
    np.testing.assert_allclose([number_variance_law(beta, n, arc) for beta in (1, 2, 4)], exact, atol=5.1e-5)
    np.testing.assert_allclose([number_variance_large_n(beta, n, arc) for beta in (1, 2, 4)], large, atol=3e-4)


@pytest.mark.parametrize("beta, order", [(1, 2), (2, 2), (4, 1)])
def test_the_form_for_many_phases_approaches_the_exact_one(beta, order):
    """The largest error over four arcs falls as 1/n^2, for beta = 4 as 1/n."""
    arcs = (0.7, 1.0, 2.0, np.pi)
    errors = [max(abs(number_variance_large_n(beta, n, arc) - number_variance_law(beta, n, arc)) for arc in arcs)
              for n in (16, 64, 256)]
    assert errors[2] < 5e-4 and all(later < 1.5 * earlier / 4**order for earlier, later in zip(errors, errors[1:]))


@pytest.mark.parametrize("beta, n, arc", [(1, 4, 1e-3), (2, 1, 0.2), (4, 64, 1e-4)])
def test_the_form_for_many_phases_is_refused_where_it_is_no_variance(beta, n, arc):
    with pytest.raises(ValueError, match=f"^arc must be wide enough to hold many phases; with n = {n} and arc = {arc}"):
        number_variance_large_n(beta, n, arc)
    assert 0 < number_variance_law(beta, n, arc) < number_variance_large_n(beta, 10**6, arc)


# -- Wigner's surmise ----------------------------------------------------------

@pytest.mark.parametrize("beta", [400, 1e4, 1e6])
def test_surmises_of_a_large_beta_are_narrow_gaussians(beta):
    """Of standard deviation 1 / sqrt(2 beta) about one, but for a correction of the order of 1 / sqrt(beta)."""
    x = np.array([-1.5, -0.5, 0, 0.5, 1.5])
    density = spacing_surmise(beta, 1 + x / np.sqrt(2 * beta)) / np.sqrt(2 * beta)
    np.testing.assert_allclose(density, scipy.stats.norm.pdf(x), rtol=1.5 / beta**0.5)


@pytest.mark.parametrize("beta", [0, 1, 2, 4, 2.5])
def test_surmise_has_unit_mass_and_mean(beta):
    for power in (0, 1):
        integral, _ = quad(lambda s: s**power * spacing_surmise(beta, s), 0, np.inf)
        assert integral == pytest.approx(1, abs=1e-7)


def test_surmises_in_their_known_forms():
    s = np.linspace(0, 4, 41)
    known = {0: np.exp(-s), 1: np.pi / 2 * s * np.exp(-np.pi * s**2 / 4),
             2: 32 / np.pi**2 * s**2 * np.exp(-4 * s**2 / np.pi),
             4: 2**18 / (3**6 * np.pi**3) * s**4 * np.exp(-64 * s**2 / (9 * np.pi))}
    for beta, density in known.items():
        np.testing.assert_allclose(spacing_surmise(beta, s), density, rtol=1e-12, atol=1e-15)


@pytest.mark.false_alarm(1e-4, detects="the surmise of beta = 2")
def test_surmise_is_exact_for_two_levels():
    """The two levels of a real symmetric Gaussian matrix."""
    a, b, c = np.random.default_rng(4).standard_normal((3, 500))
    gap = np.hypot((a - b), np.sqrt(2) * c)  # variances 1 on the diagonal, 1/2 beside it
    cdf = np.vectorize(lambda s: quad(lambda t: spacing_surmise(1, t), 0, s)[0])
    assert scipy.stats.kstest(gap / np.sqrt(np.pi), cdf).pvalue > 1e-4


# -- bad input -----------------------------------------------------------------

@pytest.mark.parametrize("beta", [3, -1, 0.5, float("nan"), True, False, "CUE", None, 1j])
def test_bad_betas(beta):
    for function in (lambda: form_factor_law(beta, 4, 1), lambda: number_variance_law(beta, 4, 1.0)):
        with pytest.raises(ValueError, match=f"^beta must be one of 0, 1, 2, 4; got {beta!r}"):
            function()
    with pytest.raises(ValueError, match=f"^beta must be 1, 2 or 4; got {beta!r}"):
        number_variance_large_n(beta, 4, 1.0)


def test_independent_phases_have_no_form_for_many():
    with pytest.raises(ValueError, match="^beta must be 1, 2 or 4; got 0"):
        number_variance_large_n(0, 4, 1.0)


@pytest.mark.parametrize("n", [0, -1, 2.5, 4.0, True, "4", None])
def test_bad_orders(n):
    for function in (lambda: form_factor_law(2, n, 1), lambda: number_variance_law(2, n, 1.0),
                     lambda: number_variance_large_n(2, n, 1.0)):
        with pytest.raises(ValueError, match=f"^n must be a positive integer; got {n!r}"):
            function()


@pytest.mark.parametrize("beta, s, message", [
    (-1, 1.0, "beta must be 0 or positive, and at most 1e8; got -1"),
    (float("nan"), 1.0, "beta must be 0 or positive, and at most 1e8; got nan"),
    (float("inf"), 1.0, "beta must be 0 or positive, and at most 1e8; got inf"),
    (True, 1.0, "beta must be 0 or positive, and at most 1e8; got True"),
    ("CUE", 1.0, "beta must be 0 or positive, and at most 1e8; got 'CUE'"),
    (1, -0.5, "s must not be negative or infinite; got values from -0.5 to -0.5"),
    (1, [1.0, float("nan")], "s must not be negative or infinite; got values from nan"),
    (1, [1.0, float("inf")], "s must not be negative or infinite; got values from 1.0 to inf"),
    (0, float("inf"), "s must not be negative or infinite; got values from inf"),
])
def test_bad_spacings(beta, s, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        spacing_surmise(beta, s)


def test_far_out_the_surmise_is_zero():
    assert [float(spacing_surmise(beta, 1e200)) for beta in (0, 1, 2, 4)] == [0, 0, 0, 0]


def test_a_surmise_of_which_only_rounding_is_left():
    with pytest.raises(ValueError, match="^beta must be 0 or positive, and at most 1e8; got 1e[+]16"):
        spacing_surmise(1e16, 1.0)
