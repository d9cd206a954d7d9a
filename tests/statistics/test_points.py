"""Points that have no correlation are refused; the correlation of many rows is numpy's of each."""

import numpy as np
import pytest

from pse_helpers.statistics import pearson, spearman
from pse_helpers.statistics.points import correlation


def test_the_correlation_of_rows_is_numpys_of_each():
    x, y = np.random.default_rng(1).standard_normal((2, 3, 4, 9)) + 5
    expected = [[np.corrcoef(a, b)[0, 1] for a, b in zip(*rows)] for rows in zip(x, y)]
    np.testing.assert_allclose(correlation(x, y), expected, rtol=1e-12)


@pytest.mark.parametrize("x, y, message", [
    ([1, 2, 3], [1, 2], r"x and y must be two rows of at least three numbers each; got shapes \(3,\) and \(2,\)"),
    ([1, 2], [1, 2], "at least three numbers"),
    ([[1, 2, 3]], [[1, 2, 3]], "two rows"),
    ([1, 1, 1], [1, 2, 3], "x must be finite and not all equal"),
    ([1, 2, 3], [1, np.nan, 3], "y must be finite"),
])
@pytest.mark.parametrize("measure", [pearson, spearman])
def test_bad_points_are_refused(measure, x, y, message):
    with pytest.raises(ValueError, match=message):
        measure(x, y, np.random.default_rng(0))
