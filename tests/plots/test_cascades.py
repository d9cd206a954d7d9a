"""Figures of networks show what their legends say: whole ranges, two standard deviations, counts in their cells."""

from types import SimpleNamespace

import numpy as np
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
