"""The depth from which a tolerance says that no further layer is needed."""

import numpy as np
import pytest

from pse_helpers.cascade import Cascade, stopping_depth


def cascade(distances, first=3):
    distances = np.asarray(distances, float)
    names = tuple(f"layer {index}" for index in range(len(distances)))
    return Cascade(0.0, distances, names, np.arange(first, first + len(distances)))


@pytest.mark.parametrize("tolerance, depth", [(0.5, 4), (0.05, 6), (2.0, 3), (0.001, None)])
def test_stopping_depth_is_the_first_below(tolerance, depth):
    assert stopping_depth(cascade([1.0, 0.4, 0.6, 0.01, 0.02]), tolerance) == depth


def test_a_distance_at_the_tolerance_is_not_below_it():
    assert stopping_depth(cascade([1.0, 0.5, 0.4]), 0.5) == 5


def test_the_depth_is_that_of_the_cascade():
    """Distances of other conventions begin at another depth."""
    assert stopping_depth(cascade([1.0, 0.4], first=2), 0.5) == 3


@pytest.mark.parametrize("tolerance", [0, -1.0, float("nan")])
def test_bad_tolerances(tolerance):
    with pytest.raises(ValueError, match="tolerance must be positive; got"):
        stopping_depth(cascade([1.0]), tolerance)
