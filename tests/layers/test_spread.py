"""Stable rank and participation number by hand, and their limits for large untrained layers."""

import numpy as np
import pytest

from pse_helpers.layers import layer_spectra, participation_number, stable_rank


def test_ranks_by_hand():
    assert stable_rank([1.0, 0, 0]) == participation_number([1.0, 0, 0]) == 1
    assert stable_rank([5, 5, 5]) == participation_number([5, 5, 5]) == 3
    assert stable_rank([4, 2, 2]) == 2 and participation_number([4, 2, 2]) == pytest.approx(64 / 24)


@pytest.mark.parametrize("shape", [(400, 1600), (1600, 400), (400, 400)])
def test_limits_of_a_large_gaussian_matrix(shape):
    """Over draws they deviate by 0.2 and by 1.4 per cent, and the second lies 1.2 per cent above its limit."""
    weights = np.random.default_rng(3).standard_normal(shape)
    values = np.linalg.svd(weights, compute_uv=False)**2
    q = min(shape) / max(shape)
    assert participation_number(values) == pytest.approx(400 / (1 + q), rel=0.02)
    assert stable_rank(values) == pytest.approx(400 / (1 + np.sqrt(q))**2, rel=0.1)


@pytest.mark.parametrize("function", [stable_rank, participation_number])
@pytest.mark.parametrize("precision, seen", [(np.float64, 1e-12), (np.float32, 1e-12), (np.float16, 1e-6)])
def test_rounding_noise_is_not_seen(function, precision, seen):
    """Every value counts with its size: cut at the resolution or not, a layer of rank 4 has the same spread."""
    rng = np.random.default_rng(6)
    layer = rng.standard_normal((64, 4)) @ rng.standard_normal((4, 576))
    spectra = layer_spectra([layer.astype(precision)])
    assert len(spectra.resolved_values[0]) == 4 and (spectra.values[0][4:10] > 0).all()
    assert function(spectra.values[0]) == pytest.approx(function(spectra.resolved_values[0]), rel=seen)


@pytest.mark.parametrize("function", [stable_rank, participation_number])
def test_neither_unit_nor_order_matters(function):
    values = np.random.default_rng(5).exponential(size=20)
    assert function(7e-9 * values[::-1]) == pytest.approx(function(values), rel=1e-12)


@pytest.mark.parametrize("values", [[], [0.0, 0], [-1.0, 2], [np.nan], [[1.0]]])
def test_bad_values(values):
    for function in (stable_rank, participation_number):
        with pytest.raises(ValueError, match="values must be a row of finite non-negative numbers"):
            function(values)
