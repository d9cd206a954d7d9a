"""What is no samples by columns is refused alike by every measure of features."""

import numpy as np
import pytest
import torch

from pse_helpers import features
from pse_helpers.features.samples import samples_by_columns

ENTROPIES = [features.entropic_complexity, features.switch_entropies, features.plug_in_complexity,
             features.chain_rule_complexity, features.unseen_share, features.miller_madow_correction]
DIMENSIONS = [features.effective_dimension, features.effective_dimension_bias, features.corrected_effective_dimension,
              features.effective_dimension_error]


def test_values_come_back_as_they_are():
    for kind in (bool, np.uint8, np.int64, np.float16, np.float64):
        values = np.ones((3, 2), dtype=kind)
        assert samples_by_columns(values, "features", 3) is values
    tensor = torch.tensor([[1.0, 2], [3, 4]], requires_grad=True)
    assert samples_by_columns(tensor, "features", 2).tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize("measure", ENTROPIES + DIMENSIONS)
@pytest.mark.parametrize("values, error, words", [
    (np.ones((1, 4)), ValueError, r"s must have at least \d+ samples; got 1"),
    (np.ones((20, 4)) * 1j, TypeError, "s must be real numbers or booleans; got complex128 of shape"),
    (np.full((20, 4), "on"), TypeError, "s must be real numbers or booleans; got"),
    (np.ones(20), ValueError, r"s must have two dimensions, samples and at least one column; got shape \(20,\)"),
    (np.ones((20, 2, 2)), ValueError, r"got shape \(20, 2, 2\)"),
    (np.ones((20, 0)), ValueError, r"got shape \(20, 0\)"),
    (np.array([[1.0, np.nan], [np.inf, 2]] * 10), ValueError, "s must be finite; 20 of 40 values are not")])
def test_measures_refuse(measure, values, error, words):
    with pytest.raises(error, match=words) as caught:
        measure(values)
    assert str(caught.value).startswith("activations" if measure in ENTROPIES else "features")
    assert "\n" not in str(caught.value)


def test_brain_floats_with_gradients_are_samples():
    values = torch.randn(20, 4, generator=torch.Generator().manual_seed(0)).bfloat16().requires_grad_()
    assert features.effective_dimension(values) == features.effective_dimension(values.detach().float().numpy())
