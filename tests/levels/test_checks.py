"""Arcs and numbers of Fourier sums, which samples and laws refuse alike."""

import numpy as np
import pytest

from pse_helpers.levels import (
    form_factor,
    form_factor_law,
    number_variance,
    number_variance_large_n,
    number_variance_law,
)


@pytest.mark.parametrize("arc", [0, -1.0, 2 * np.pi, 7, float("nan"), float("inf"), True, None, "1"])
def test_bad_arcs(arc):
    for function in (lambda: number_variance([0.0], arc), lambda: number_variance_law(2, 4, arc),
                     lambda: number_variance_large_n(2, 4, arc)):
        with pytest.raises(ValueError, match=f"^arc must be above 0 and below 2 pi; got {arc!r}"):
            function()


@pytest.mark.parametrize("k", [-1, 1.0, [0, -2], [1.5], [[1, 2]]])
def test_bad_k(k):
    for function in (lambda: form_factor([0.0, 1.0], k), lambda: form_factor_law(2, 4, k)):
        with pytest.raises(ValueError, match="^k must be a whole number from 0 on, or a vector of them; got "):
            function()
    with pytest.raises(TypeError, match="^k must be real numbers; got "):
        form_factor_law(2, 4, [True])
