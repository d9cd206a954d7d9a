"""Figures of networks show what their legends say: whole ranges, two standard deviations, counts in their cells."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from pse_helpers import plots


def test_histograms_stand_layer_by_layer():
    counts = np.arange(6.0).reshape(3, 2)
    figure = plots.histograms_over_depth({"one": counts}, [0.1, 1, 10])
    mesh, = figure.axes[0].collections
    assert (np.asarray(mesh.get_array()).reshape(2, 3) == counts.T).all()
    assert mesh.get_coordinates()[0, :, 0].tolist() == [0.5, 1.5, 2.5, 3.5]  # layers are numbered from 1


def test_the_band_of_untrained_distances_is_their_range():
    trained = SimpleNamespace(depths=np.array([3, 4]), distances=np.array([0.2, 0.1]))
    draws = [SimpleNamespace(distances=np.array(one)) for one in ([0.3, 0.2], [0.5, 0.1], [0.4, 0.15], [0.35, 0.12])]
    figure = plots.distances_over_depth({"net": trained}, {"net": draws})
    band, = figure.axes[0].collections
    corners = np.concatenate([path.vertices for path in band.get_paths()])
    for depth, low, high in ((3, 0.3, 0.5), (4, 0.1, 0.2)):
        heights = corners[corners[:, 0] == depth, 1]
        assert (heights.min(), heights.max()) == pytest.approx((low, high))


def test_bars_of_untrained_networks_are_two_standard_deviations_long():
    figure = plots.measure_against_error({"net": -1.0}, {"net": 8.0}, {"net": [-2.0, -1.0, -3.0]}, "cPSE")
    axis, = figure.axes
    bars, = axis.containers[0][2]
    assert bars.get_segments()[0] == pytest.approx(np.array([[8.0, -4.0], [8.0, 0.0]]))  # -2 and 2 times 1


def test_panels_of_histograms_share_their_colours():
    figure = plots.histograms_over_depth({"low": np.eye(3, 2), "high": 7 * np.eye(3, 2)}, [0.1, 1, 10])
    assert [axis.collections[0].get_clim() for axis in figure.axes[:2]] == [(0, 7), (0, 7)]


def test_distances_stand_at_their_depths():
    cascade = SimpleNamespace(depths=np.array([3, 4]), distances=np.array([0.2, 0.1]))
    axis, = plots.distances_over_depth({"net": cascade}, {"net": [cascade, cascade]}, label="mine").axes
    assert axis.lines[0].get_xydata().tolist() == [[3, 0.2], [4, 0.1]] and axis.lines[0].get_label() == "mine"


def test_a_trained_network_stands_at_its_measure_and_error_with_its_name():
    values, errors = {"a": -1.0, "b": -2.0}, {"b": 9.0, "a": 8.0}
    axis, = plots.measure_against_error(values, errors, {"a": [-3.0, -3.5], "b": [-4.0, -4.5]}, "cPSE").axes
    points = next(line for line in axis.lines if line.get_label() == "trained")
    assert points.get_xydata().tolist() == [[8, -1], [9, -2]]
    assert {text.get_text(): text.xy for text in axis.texts} == {"a": (8, -1), "b": (9, -2)}


def test_a_series_is_as_good_as_a_mapping():
    values, errors = pd.Series({"a": -1.0, "b": -2.0}), pd.Series({"b": 7.0, "a": 8.0})
    axis, = plots.measure_against_error(values, errors, {"a": [-2.1, -1.9], "b": [-3.0, -2.8]}, "cPSE").axes
    trained, = (line for line in axis.lines if line.get_label() == "trained")
    assert trained.get_xydata().tolist() == [[8.0, -1.0], [7.0, -2.0]]
