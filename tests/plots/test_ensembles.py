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


def test_laws_and_samples_are_those_that_were_given():
    figure = plots.samples_beside_laws({"a": (X, Y, ERRORS)}, {"a": (X, Y + 1)}, "x", "y", scale="log")
    law, points, *_ = figure.axes[0].lines
    assert (law.get_xydata() == np.column_stack([X, Y + 1])).all() and (points.get_xydata() == [[1, 3], [2, 5]]).all()
    assert figure.axes[0].get_xscale() == figure.axes[0].get_yscale() == "log"


def test_pairs_stand_above_their_names():
    axis, = plots.pairs_beside_laws({"a": (Y, ERRORS)}, {"a": Y}, ["1-2", "2-4"], "distance").axes
    names = dict(zip(axis.get_xticks(), [label.get_text() for label in axis.get_xticklabels()]))
    points = axis.containers[0][0]
    assert {names[x]: y for x, y in points.get_xydata()} == {"1-2": 3, "2-4": 5}


def test_a_floor_is_dashed_in_the_colour_of_its_ensemble():
    samples, laws = {"COE": (Y, ERRORS), "CUE": (Y, ERRORS)}, {"COE": Y, "CUE": Y}
    axis, = plots.pairs_beside_laws(samples, laws, ["1-2", "2-4"], "distance", {"CUE": Y / 4}).axes
    dashed, = [line for line in axis.lines if line.get_linestyle() == "--"]
    assert dashed.get_xydata().tolist() == [[0, 0.75], [1, 1.25]] and dashed.get_label() == "CUE, noise alone"
    assert dashed.get_color() == axis.containers[1][0].get_color()


def test_eigenvalues_stand_in_the_plane():
    axis, = plots.eigenvalues_in_the_plane({"a": [0.5 + 0.25j, -1j]}).axes
    assert axis.lines[1].get_xydata().tolist() == [[0.5, 0.25], [0, -1]]


@pytest.mark.parametrize("call, message", [
    (lambda: plots.on_circles([0.0, 1.0]), "phases must be a mapping of names to what is drawn; got a list"),
    (lambda: plots.on_circles({}), "phases must have one entry at least; got none"),
    (lambda: plots.on_circles({"a": [0.0, np.nan]}), r"phases\['a'\] must be finite; got 1 of 2"),
    (lambda: plots.eigenvalues_in_the_plane({"a": ["1j"]}), r"eigenvalues\['a'\] must be numbers; got <U2"),
    (lambda: plots.samples_beside_laws({"a": ([1], [1])}, {"a": ([1], [1])}, "x", "y"),
     r"samples\['a'\] must have 3 parts; got 2"),
    (lambda: plots.pairs_beside_laws({"a": ([1], [1])}, {}, ["1-2"], "y"), "laws must have one entry at least"),
    (lambda: plots.pairs_beside_laws({"a": ([1], [1])}, {"a": [1]}, ["1-2", "2-3"], "y"),
     r"each part of samples\['a'\] must have 2 numbers, as pairs has; got shape \(1,\)"),
    (lambda: plots.pairs_beside_laws({"a": ([1], [1])}, {"a": [1]}, ["1-2"], "y", {"a": [1, 2]}),
     r"floors\['a'\] must have 1 numbers, as pairs has; got shape \(2,\)")])
def test_what_cannot_be_drawn_is_named(call, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        call()
