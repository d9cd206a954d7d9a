"""The bias of the effective dimension against a law for Gaussian samples, hand-made samples, and exact spectra.

A bound of four standard errors fails once in 16 000.
"""

import numpy as np
import pytest
from scipy.stats import entropy

from pse_helpers import features

# -- the law -------------------------------------------------------------------

def gaussian_law(variances, samples):
    """Half the mean second derivative of the entropy S under Wishart's covariances, with Q = sum_i p_i^2:

    (2 Q - 1 - sum_ij p_i p_j (ln p_i - ln p_j) / (p_i - p_j) + 4 sum_i p_i^2 (ln p_i + S)) / 2 (n - 1)
    """
    variances = np.asarray(variances, dtype=float)
    p = variances[variances > 0] / variances.sum()
    excess = p[:, None] / p - 1                                 # ln p_i - ln p_j is log1p of it, to the last digit
    quotients = np.where(excess == 0, 1, np.log1p(excess) / np.where(excess == 0, 1, excess)) / p
    bracket = 2 * p @ p - 1 - p @ quotients @ p + 4 * (p**2 * (np.log(p) + entropy(p))).sum()
    return bracket / (2 * (samples - 1))


def test_the_law_of_the_bias_is_half_the_mean_second_derivative():
    """Entries of a Gaussian sample covariance are uncorrelated, of variance a_i a_j / (n - 1), twice that for i = j."""
    variances, n, step = np.array([5.0, 2.0, 1.0, 0.3]), 101, 1e-3

    def second_derivative(i, j):
        turn = np.zeros((4, 4))
        turn[i, j] = turn[j, i] = step
        values = [entropy(np.linalg.eigvalsh(np.diag(variances) + sign * turn)) for sign in (-1, 0, 1)]
        return (values[0] - 2 * values[1] + values[2]) / step**2
    pairs = [(i, j) for i in range(4) for j in range(i, 4)]
    sums = [variances[i] * variances[j] * (1 + (i == j)) * second_derivative(i, j) for i, j in pairs]
    assert gaussian_law(variances, n) == pytest.approx(sum(sums) / (2 * (n - 1)), rel=1e-4)


def test_the_law_for_equal_variances_is_minus_d_over_2n():
    for d, n in ((1, 10), (2, 50), (20, 401)):
        law = -(d - 1) * (d + 2) / d / (2 * (n - 1))
        assert gaussian_law([3.0] * d, n) == pytest.approx(law)
    nearly = gaussian_law(1 + 1e-7 * np.arange(20), 401)
    assert nearly == pytest.approx(gaussian_law([1] * 20, 401), rel=1e-6)
    assert gaussian_law([1, 2, 0], 9) == gaussian_law([1, 2], 9)


# -- estimates from samples ----------------------------------------------------

SPECTRA = {"equal": np.ones(10), "power": 1 / np.arange(1, 16), "geometric": 0.7**np.arange(20)}


@pytest.mark.parametrize("name", SPECTRA)
@pytest.mark.false_alarm(2e-4, detects="a bias that is off by a quarter")
def test_the_law_of_the_bias_is_that_of_gaussian_samples(name):
    variances, n = SPECTRA[name], 200
    exact, law = entropy(variances / variances.sum()), gaussian_law(variances, n)
    children = np.random.default_rng(19).spawn(600)
    draws = [child.standard_normal((n, len(variances))) * np.sqrt(variances) for child in children]
    errors = np.log([features.effective_dimension(x) for x in draws]) - exact
    standard_error = errors.std() / 600**0.5
    assert abs(errors.mean() - law) < 4 * standard_error + 0.05 * abs(law)       # second order: d / n is 0.1 at most
    estimated = np.mean([features.effective_dimension_bias(x) for x in draws[:100]])
    assert estimated == pytest.approx(law, rel=0.15)
    corrected = np.log([features.corrected_effective_dimension(x) for x in draws[:100]]) - exact
    assert abs(corrected.mean()) < 0.25 * abs(law) + 4 * corrected.std() / 10
    stated = np.mean([features.effective_dimension_error(x) for x in draws[:100]])
    assert stated == pytest.approx(errors.std(), rel=0.15) or name == "equal" and stated > errors.std()


@pytest.mark.parametrize("d", [2, 6])
def test_the_bias_of_samples_on_their_own_axes_by_hand(d):
    """Each sample is plus or minus an axis; at equal shares D^2 S of its Delta is 1 - d, so the bias (1 - d) / 2 n."""
    axes = np.vstack([np.eye(d), -np.eye(d)])
    turn = np.linalg.qr(np.random.default_rng(26).standard_normal((d, d)))[0]
    for samples in (axes, 7 * axes @ turn + 3):                 # turned, the shares are equal up to rounding
        assert features.effective_dimension_bias(samples) == pytest.approx(-(d - 1) / (4 * d))
        assert features.corrected_effective_dimension(np.tile(samples, (9, 1))) == pytest.approx(
            d * np.exp((d - 1) / (36 * d)))
        assert features.effective_dimension_error(samples) == pytest.approx(0, abs=1e-12)
    nearly = axes * (1 + 1e-8 * np.arange(d))
    assert features.effective_dimension_bias(nearly) == pytest.approx(-(d - 1) / (4 * d), rel=1e-6)


def test_the_bias_of_sparse_samples_is_not_the_gaussian_one():
    draws = [child.random((300, 10)) < 0.1 for child in np.random.default_rng(20).spawn(200)]
    errors = np.log([features.effective_dimension(x) for x in draws]) - np.log(10)
    estimated = np.mean([features.effective_dimension_bias(x) for x in draws])
    assert estimated == pytest.approx(errors.mean(), rel=0.1)
    assert gaussian_law(np.ones(10), 300) > 0.8 * errors.mean()


@pytest.mark.false_alarm(7e-5, detects="a dimension that is off by a tenth")
def test_the_dimension_of_a_spike_raster_follows_from_its_covariance(raster):
    """Neurons under a common drive have variance v and covariance c: one eigenvalue v + (m - 1) c, the others v - c."""
    m, share, rate, driven = 8, 0.3, 0.05, 0.5
    mean = share * driven + (1 - share) * rate
    variance, covariance = mean * (1 - mean), share * (1 - share) * (driven - rate)**2
    exact = np.exp(entropy([variance + (m - 1) * covariance] + [variance - covariance] * (m - 1)))
    z = raster(16, 5000, m, share, rate, driven)
    found = np.log(features.corrected_effective_dimension(z) / exact)
    assert abs(found) < 4 * features.effective_dimension_error(z)
    assert features.effective_dimension(z.astype(bool)) == features.effective_dimension(z.astype(np.uint8))


def test_no_correction_where_samples_are_few():
    x = np.random.default_rng(21).standard_normal((40, 40))
    with pytest.raises(ValueError, match="features must have more samples for a correction: ln d_eff of these 40"):
        features.corrected_effective_dimension(x)
    stated = int(2 * 40 * abs(features.effective_dimension_bias(x)) / 0.2) + 1
    enough = np.random.default_rng(22).standard_normal((stated, 40))
    assert features.corrected_effective_dimension(enough) == pytest.approx(40, rel=0.05)


@pytest.mark.parametrize("measure", [features.effective_dimension_bias, features.corrected_effective_dimension,
                                     features.effective_dimension_error])
def test_constant_features_have_no_dimension(measure):
    with pytest.raises(ValueError, match="features must vary; all 5 samples are equal"):
        measure(np.full((5, 3), 0.1))
