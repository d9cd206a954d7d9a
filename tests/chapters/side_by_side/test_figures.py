"""The figures of the chapter on all measures side by side: each pair once, under its own names, and true costs."""

import numpy as np
import pandas as pd

from pse_helpers.chapters.side_by_side import figures


def test_each_pair_is_shown_once_under_its_names():
    table = pd.DataFrame([[1, 0.1, 0.2], [0.1, 1, 0.3], [0.2, 0.3, 1]], list("abc"), list("abc"))
    axis = figures.correlation_matrix(table).axes[0]
    across, up = ([label.get_text() for label in one.get_ticklabels()] for one in (axis.xaxis, axis.yaxis))
    shown = np.ma.asarray(axis.collections[0].get_array()).reshape(2, 2)
    assert {(up[i], across[j]): shown[i, j] for i, j in np.argwhere(~shown.mask)} == {
        ("b", "a"): 0.1, ("c", "a"): 0.2, ("c", "b"): 0.3}


def test_either_way_of_comparing_has_its_own_luck():
    rows = pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=["size"])
    axis, = figures.correlations_beside_luck({"alone": rows, "given": 0.5 * rows}, (0.4, 0.6), "correlation").axes
    band, = axis.patches
    assert (band.get_x(), band.get_width()) == (-0.4, 0.8)
    assert axis.get_xlim() == (-1.05, 1.05)  # whatever the values are
    dashed = [line for line in axis.lines if line.get_linestyle() == "--"]
    assert [line.get_xdata()[0] for line in dashed] == [-0.6, 0.6]
    assert {line.get_color() for line in dashed} == {axis.containers[1][0].get_color()} != {
        axis.containers[0][0].get_color()}


def test_a_measure_stands_at_its_cost():
    seconds = pd.Series({"sharpness": 2.0, "norm": 0.001})
    axis, = figures.costs(seconds, {"weights": ["norm"], "data": ["sharpness"]}, 9.0).axes
    names = [label.get_text() for label in axis.get_yticklabels()]
    for line, name in zip(axis.lines, ("norm", "sharpness")):
        assert (line.get_xdata()[0], line.get_ydata()[0]) == (seconds[name], names.index(name))


def test_what_accounts_for_both_stands_at_its_arrow():
    axis, = figures.what_accounts_for_both("path norm", (0.9, 0.7), 0.84, -0.27).axes
    of_measure, of_error = ({text.get_text(): text.get_position() for text in axis.texts if text.get_text()}[share]
                            for share in ("90 % of the\nvariance of\nits ranks", "70 % of the\nvariance of\nits ranks"))
    places = {text.get_text(): text.get_position() for text in axis.texts}
    assert (of_measure[0] < 0.5) == (places["path norm"][0] < 0.5) and of_error[0] > 0.5 < places["test error"][0]
    assert "together 0.84,\nleft −0.27" in places
    widths = [text.arrow_patch.get_linewidth() for text in axis.texts if getattr(text, "arrow_patch", None)]
    assert widths == [3.6, 2.8]
