"""Every value of a spectrum is shown beside the law, every layer's distance over the band of its own draws."""

from types import SimpleNamespace

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from pse_helpers import plots
from pse_helpers.marchenko_pastur import curve, law_test
from pse_helpers.plots.style import TRAINED, UNTRAINED


def test_layers_are_numbered_from_one():
    test = SimpleNamespace(distance=np.array([0.3, 0.2]), low=np.array([0.05, 0.1]), high=np.array([0.15, 0.25]))
    axis, = plots.distances_to_law({"trained": test}).axes
    assert axis.lines[0].get_xydata().tolist() == [[1, 0.3], [2, 0.2]]
    for layer, band in zip((1, 2), axis.collections):
        corners = band.get_paths()[0].vertices
        assert corners.min(axis=0).tolist() == [layer - 0.5, test.low[layer - 1]]
        assert corners.max(axis=0).tolist() == [layer + 0.5, test.high[layer - 1]]


def test_figure_of_spectra_shows_every_value_and_the_law():
    line = curve(0.5)
    figure = plots.spectra_beside_law({"a": {"trained": [6.0, 1, 1], "untrained": [1, 2, 3.0]}, "b": {"own": [2.0, 1]},
                                       "c": {"own": [2.0, 1]}}, dict.fromkeys("abc", line))
    marks = figure.axes[0].lines
    np.testing.assert_allclose(marks[0].get_xdata(), [2.25, 0.375, 0.375])
    np.testing.assert_allclose(marks[2].get_xdata(), line[0])
    assert to_rgb(marks[0].get_color()) == TRAINED and to_rgb(marks[1].get_color()) == UNTRAINED
    shown = [text.get_text() for text in figure.legends[0].get_texts()]
    assert shown == ["trained", "untrained", "law", "own"] and not figure.axes[3].get_visible()


def test_a_gaussian_twin_has_the_colour_of_untrained_layers():
    axis, = plots.spectra_beside_law({"a": {"Gaussian twin": [1, 2.0], "own": [2.0, 1]}}, {"a": curve(0.5)}).axes
    twin, own = (to_rgb(line.get_color()) for line in axis.lines[:2])
    assert twin == UNTRAINED and own not in (TRAINED, UNTRAINED)


def test_figure_of_distances_shows_every_layer():
    test = law_test([np.eye(6), np.eye(5, 9)], 19, np.random.default_rng(1))
    figure = plots.distances_to_law({"trained": test, "untrained": test})
    np.testing.assert_allclose(figure.axes[0].lines[0].get_ydata(), test.distance)
    band = figure.axes[0].collections[0].get_paths()[0].vertices[:, 1]
    assert band.min() == pytest.approx(test.low[0]) and band.max() == pytest.approx(test.high[0])


def test_histograms_of_spectra_are_densities():
    axis, = plots.spectra_beside_law({"a": {"trained": [6.0, 1, 1, 3]}}, {"a": curve(0.5)}).axes
    assert sum(bar.get_width() * bar.get_height() for bar in axis.patches) == pytest.approx(1)
