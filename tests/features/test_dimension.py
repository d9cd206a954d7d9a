"""The effective dimension against scikit-learn's principal components and directions by hand."""

import numpy as np
import pytest
from scipy.stats import entropy
from sklearn.decomposition import PCA

from pse_helpers import features


@pytest.mark.parametrize("shape", [(40, 7), (7, 40), (6000, 5), (5, 6000)])
def test_effective_dimension_is_that_of_a_principal_component_analysis(shape):
    x = np.random.default_rng(17).standard_normal(shape) * np.geomspace(1, 50, shape[1]) + 1000
    ratios = PCA(svd_solver="full").fit(x).explained_variance_ratio_
    found = features.effective_dimension(x)
    assert found == pytest.approx(np.exp(entropy(ratios)))
    assert found <= min(shape[0] - 1, shape[1])
    turn = np.linalg.qr(np.random.default_rng(18).standard_normal((min(shape[1], 40),) * 2))[0]
    if len(turn) == shape[1]:
        assert features.effective_dimension(1e200 * (x @ turn - 5)) == pytest.approx(found)


def test_effective_dimension_of_constructed_directions():
    axes = np.vstack([np.eye(6), -np.eye(6)]) * 1e-170
    assert features.effective_dimension(axes) == pytest.approx(6)
    assert features.effective_dimension([[0, 0], [1, 2]]) == pytest.approx(1)
    little = np.eye(10)[:, :3] * 1e-17
    for grey in (0.1, 0.3, 0.7, 1.1):                           # the mean of equal numbers is not always that number
        for width in (3, 12):
            constant = np.hstack([little, np.full((10, width), grey)])
            assert features.effective_dimension(constant) == pytest.approx(features.effective_dimension(little))


def test_constant_features_have_no_dimension():
    with pytest.raises(ValueError, match="features must vary; all 5 samples are equal"):
        features.effective_dimension(np.full((5, 3), 0.1))
