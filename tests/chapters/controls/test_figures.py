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


def test_networks_stand_at_their_depth():
    axis, = figures.networks_over_depth({"a": ([8, 9, 9], [-1, -2, -3])}, {"a": ([8, 14], [0, 0], [1, 1])},
                                        "cPSE").axes
    assert axis.lines[0].get_xydata().tolist() == [[8, -1], [9, -2], [9, -3]]
    assert axis.get_xticks().tolist() == [8, 9]


def test_errors_stand_above_measures_under_the_name_of_their_group():
    axis, = figures.measures_against_error({"a": [1, 2, 3]}, [5.0, 6.0, 7.0], [0.2, 0, 0.2], "test error (%)").axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in axis.lines}
    assert drawn == {"0": [[2, 6]], "0.2": [[1, 5], [3, 7]]} and axis.get_xlabel() == "a"


def test_one_channel_is_multiplied_before_it_and_divided_behind_it():
    drawing, spectra = figures.one_channel_rescaled([0.5, 1.5, 1.0], [0.1, 2.5]).axes
    assert [line.get_xdata().tolist() for line in spectra.lines] == [[0.5, 1.5, 1.0], [0.1, 2.5]]
    ticks = dict(zip([label.get_text() for label in spectra.get_yticklabels()], spectra.get_yticks()))
    assert [ticks[line.get_label()] for line in spectra.lines] == [line.get_ydata()[0] for line in spectra.lines]
    assert {text.get_text(): text.get_position()[0] < 1 for text in drawing.texts} == {
        r"$\times\, c$": True, r"$\div\, c$": False}
    into, out_of = ([line for line in drawing.lines if set(line.get_xdata()) == set(columns)]
                    for columns in ((0, 1), (1, 2)))
    assert len(into) == len(out_of) == 6
    assert sorted(line.get_linewidth() for line in into)[-2:] == [4, 4]
    assert sorted(line.get_linewidth() for line in out_of)[:2] == [0.7, 0.7]
