"""Samples beside their laws: every point in the colour of its line, with bars of two standard errors."""

import numpy as np
import pytest

from pse_helpers import plots

X, Y, ERRORS = np.array([1.0, 2]), np.array([3.0, 5]), [0.1, 0.2]


@pytest.mark.parametrize("figure", [
    plots.samples_beside_laws({"a": (X, Y, ERRORS), "b": (X, Y, ERRORS)}, {"a": (X, Y), "b": (X, Y)}, "x", "y"),
    plots.pairs_beside_laws({"a": (Y, ERRORS), "b": (Y, ERRORS)}, {"a": Y, "b": Y}, ["1-2", "2-4"], "distance")])
def test_points_have_the_colour_of_their_law(figure):
    axis, = figure.axes
    points, laws = axis.containers, [line for line in axis.lines if line.get_linestyle() == "-"]
    assert [one[0].get_color() for one in points] == [line.get_color() for line in laws]
    assert len({line.get_color() for line in laws}) == len({one[0].get_marker() for one in points}) == 2
    bars, = points[0][2]
    assert np.array(bars.get_segments())[:, :, 1] == pytest.approx(np.array([[2.8, 3.2], [4.6, 5.4]]))


def test_phases_stand_on_the_circle():
    figure = plots.on_circles({"a": [0.0, np.pi / 2], "b": [np.pi]})
    drawn = [axis.lines[1].get_xydata() for axis in figure.axes]
    assert drawn[0] == pytest.approx(np.array([[1, 0], [0, 1]])) and drawn[1] == pytest.approx(np.array([[-1, 0]]))
