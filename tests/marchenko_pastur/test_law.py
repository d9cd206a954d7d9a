"""The law of Marchenko and Pastur against quadrature and its moments."""

import numpy as np
import pytest
from scipy.integrate import quad

from pse_helpers.marchenko_pastur import curve, density, distribution, support

RATIOS = [0.01, 1 / 9, 0.5, 0.999, 1, 2, 9]


def angle_integral(function, ratio, upper=np.inf):
    """The integral of function times density, with the square roots at the edges substituted away."""
    low, high = support(ratio)
    def inner(angle):
        x = (low + high) / 2 - (high - low) / 2 * np.cos(angle)
        return function(x) * density(x, ratio) * (high - low) / 2 * np.sin(angle)
    end = np.arccos(np.clip((low + high - 2 * upper) / (high - low), -1, 1))
    return quad(inner, 0, end, limit=200)[0]


@pytest.mark.parametrize("ratio", RATIOS)
def test_moments(ratio):
    """One, mean one, second moment 1 + q, third 1 + 3 q + q^2."""
    q = min(ratio, 1 / ratio)
    expected = [1, 1, 1 + q, 1 + 3 * q + q**2]
    assert [angle_integral(lambda x, k=k: x**k, ratio) for k in range(4)] == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("ratio", RATIOS)
def test_distribution_is_the_integral_of_the_density(ratio):
    low, high = support(ratio)
    for x in np.linspace(low, high, 9)[1:-1]:
        assert distribution(x, ratio) == pytest.approx(angle_integral(lambda _: 1, ratio, x), abs=1e-7)
    assert distribution([low - 1, low, high, high + 1], ratio).tolist() == pytest.approx([0, 0, 1, 1], abs=1e-6)


@pytest.mark.parametrize("ratio", RATIOS)
def test_a_ratio_and_its_inverse_have_one_law(ratio):
    x = np.linspace(0.01, 4.5, 50)
    for function in (density, distribution):
        np.testing.assert_allclose(function(x, ratio), function(x, 1 / ratio), atol=1e-7)


def test_density_at_the_hard_edge():
    assert density([0, -1, 5], 1).tolist() == [np.inf, 0, 0] and density(0, 0.5) == 0
    assert density(1.0, 1) == pytest.approx(np.sqrt(3) / (2 * np.pi))


@pytest.mark.parametrize("ratio", RATIOS)
def test_curve_is_finite_and_encloses_the_area_one(ratio):
    x, rho = curve(ratio, 2000)
    assert np.isfinite(rho).all() and np.trapezoid(rho, x) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("ratio", [0.04, 1 / 9, 0.25, 4])
def test_support_by_hand(ratio):
    """The squared extreme singular values of a large matrix, 1 -+ root of the ratio, in units of the mean."""
    root = {0.04: 0.2, 1 / 9: 1 / 3, 0.25: 0.5, 4: 0.5}[ratio]
    assert support(ratio) == pytest.approx(((1 - root)**2, (1 + root)**2), rel=1e-12)


# -- refusals ------------------------------------------------------------------

@pytest.mark.parametrize("ratio", [0, -1, np.inf, np.nan, "1", True, None])
def test_bad_ratio(ratio):
    for function in (support, curve, lambda r: density(1, r), lambda r: distribution(1, r)):
        with pytest.raises(ValueError, match="ratio must be positive and finite"):
            function(ratio)


@pytest.mark.parametrize("points", [1, 2.5, True])
def test_a_curve_has_two_ends(points):
    with pytest.raises(ValueError, match="points must be a whole number of at least 2"):
        curve(0.5, points)


def test_the_law_at_nan_is_refused_and_at_infinity_known():
    for function in (density, distribution):
        with pytest.raises(ValueError, match="^x must be numbers; got 1 of 2 that are NaN$"):
            function([np.nan, 1], 0.5)
    assert density([-np.inf, np.inf], 0.5).tolist() == [0, 0] == density([-1e200, 1e200], 0.5).tolist()
    assert distribution([-np.inf, np.inf], 0.5) == pytest.approx([0, 1], abs=1e-7)
