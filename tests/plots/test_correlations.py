"""Correlations stand in the row of their name: with intervals from low to high, or group by group."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers import plots


def test_every_interval_stands_beside_its_name():
    rows = pd.DataFrame({"correlation": [0.5, -0.2], "low": [0.1, -0.3], "high": [0.6, 0.3]}, index=["size", "depth"])
    axis, = plots.correlations_with_intervals({"alone": rows}, "rank correlation", 0.4).axes
    names = dict(zip([label.get_text() for label in axis.get_yticklabels()], axis.get_yticks()))
    bars, = axis.containers[0][2]
    for (name, row), segment in zip(rows.iterrows(), bars.get_segments()):
        assert segment == pytest.approx(np.array([[row.low, names[name]], [row.high, names[name]]]))
    assert names["size"] > names["depth"]  # the first row stands on top
    assert axis.patches[0].get_extents().transformed(axis.transData.inverted()).intervalx == pytest.approx([-0.4, 0.4])


def test_correlations_of_groups_and_their_mean_stand_beside_the_measure():
    table = pd.DataFrame({"norm": [0.9, 0.7], "score": [-0.2, 0.3]})
    axis, = plots.correlations_by_group({"one": table}, 0.5, "rank correlation").axes
    names = dict(zip([label.get_text() for label in axis.get_yticklabels()], axis.get_yticks()))
    means = next(line for line in axis.lines if line.get_marker() == "|")
    assert dict(zip(means.get_ydata(), means.get_xdata())) == {names[name]: table[name].mean() for name in table}


def test_the_label_stands_below_the_middle_of_the_panels():
    table = pd.DataFrame({"a measure with a long name": [0.9, 0.7]})
    figure = plots.correlations_by_group({"one": table, "two": table}, 0.5, "rank correlation")
    figure.draw_without_rendering()
    left, right = (axis.get_position() for axis in figure.axes)
    assert figure.get_supxlabel() == "rank correlation" and left.x0 > 0.2
    assert figure._supxlabel.get_position()[0] == pytest.approx((left.x0 + right.x1) / 2, abs=0.01)


def test_the_band_of_chance_is_as_wide_as_chance():
    axis, = plots.correlations_by_group({"one": pd.DataFrame({"norm": [0.9, 0.7, 0.1]})}, 0.5, "correlation").axes
    band = axis.patches[0]
    assert (band.get_x(), band.get_x() + band.get_width()) == (-0.5, 0.5)
    means = next(line for line in axis.lines if line.get_marker() == "|")
    assert means.get_xdata().tolist() == [pytest.approx(1.7 / 3)]  # not the median
