"""The figures of the chapter on all measures side by side: each pair once, under its own names, and true costs."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers.chapters.side_by_side import figures


def test_each_pair_is_shown_once_under_its_names():
    table = pd.DataFrame([[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]], list("abc"), list("abc"))
    axis = figures.correlation_matrix(table).axes[0]
    across, up = ([label.get_text() for label in one.get_ticklabels()] for one in (axis.xaxis, axis.yaxis))
    shown = np.ma.asarray(axis.collections[0].get_array()).reshape(2, 2)
    assert {(up[i], across[j]): shown[i, j] for i, j in np.argwhere(~shown.mask)} == {
        ("b", "a"): 0.1, ("c", "a"): 0.2, ("c", "b"): 0.3}


def test_correlations_of_groups_and_their_mean_stand_beside_the_measure():
    table = pd.DataFrame({"norm": [0.9, 0.7], "score": [-0.2, 0.3]})
    axis, = figures.correlations_by_group({"one": table}, 0.5, "rank correlation").axes
    names = dict(zip([label.get_text() for label in axis.get_yticklabels()], axis.get_yticks()))
    means = next(line for line in axis.lines if line.get_marker() == "|")
    assert dict(zip(means.get_ydata(), means.get_xdata())) == {names[name]: table[name].mean() for name in table}


def test_a_measure_stands_at_its_cost():
    seconds = pd.Series({"sharpness": 2.0, "norm": 0.001})
    axis, = figures.costs(seconds, {"weights": ["norm"], "data": ["sharpness"]}, 9.0).axes
    names = [label.get_text() for label in axis.get_yticklabels()]
    for line, name in zip(axis.lines, ("norm", "sharpness")):
        assert (line.get_xdata()[0], line.get_ydata()[0]) == (seconds[name], names.index(name))


def test_the_band_of_chance_is_as_wide_as_chance():
    axis, = figures.correlations_by_group({"one": pd.DataFrame({"norm": [0.9, 0.7, 0.1]})}, 0.5, "correlation").axes
    band = axis.patches[0]
    assert (band.get_x(), band.get_x() + band.get_width()) == (-0.5, 0.5)
    means = next(line for line in axis.lines if line.get_marker() == "|")
    assert means.get_xdata().tolist() == [pytest.approx(1.7 / 3)]  # not the median
