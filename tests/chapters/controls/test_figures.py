"""The figures of the chapter on controls: bands are two standard deviations wide to each side, as their legend says."""

import numpy as np
import pytest

from pse_helpers.chapters.controls import figures


def test_the_band_over_depth():
    axis, = figures.networks_over_depth({"a": ([8], [-1])}, {"a": ([8, 14], [-1.5, -2], [0.2, 0.1])}, "cPSE").axes
    corners = np.concatenate([path.vertices for path in axis.collections[0].get_paths()])
    for depth, low, high in ((8, -1.9, -1.1), (14, -2.2, -1.8)):
        heights = corners[corners[:, 0] == depth, 1]
        assert (heights.min(), heights.max()) == pytest.approx((low, high))


def test_the_band_beside_changes():
    axis, = figures.changes_beside_band({"as trained": [-1.0], "shuffled": [-2.0]}, (-1.2, 0.1), "cPSE").axes
    band = axis.patches[0]
    assert (band.get_x(), band.get_x() + band.get_width()) == pytest.approx((-1.4, -1.0))
    assert [line.get_ydata()[0] for line in axis.lines] == [0, 1] and axis.yaxis_inverted()
