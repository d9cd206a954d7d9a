"""The figures of the chapter on circular ensembles: what bars add up to, and where the phase passes whole turns."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from pse_helpers.chapters.circular_ensembles.figures import (
    form_factors_beside_laws,
    histograms_of_phases,
    spacings_beside_surmises,
    staircase,
)
from pse_helpers.plots.style import ENSEMBLES


def test_a_histogram_of_spacings_is_a_density_of_all_of_them():
    """Of four spacings one lies beyond the axis; the bars hold three quarters of the mass."""
    figure = spacings_beside_surmises({"a": [[0.5, 1.5], [2.5, 4.0]]}, {"a": lambda s: np.exp(-s)})
    area = sum(bar.get_width() * bar.get_height() for bar in figure.axes[0].patches)
    assert area == pytest.approx(0.75)


def test_the_law_is_drawn_as_it_is():
    line, = spacings_beside_surmises({"a": [0.5, 1.5]}, {"a": lambda s: np.exp(-s)}).axes[0].lines
    assert line.get_ydata() == pytest.approx(np.exp(-line.get_xdata())) and line.get_xdata()[-1] == 3.5


def test_a_histogram_has_the_colour_of_its_ensemble():
    axis, = spacings_beside_surmises({"CSE": [0.5, 1.5]}, {"CSE": lambda s: np.exp(-s)}).axes
    assert axis.patches[0].get_facecolor()[:3] == pytest.approx(ENSEMBLES["CSE"][0])


def test_a_form_factor_stands_on_its_own_law_before_all_of_them():
    """In each panel the laws of all in grey, then its own in colour, then its points with two errors to each side."""
    laws = {"COE": ([1, 2], [3.0, 4.0]), "CSE": ([1, 2], [5.0, 6.0])}
    figure = form_factors_beside_laws({"COE": ([2], [4.5], [0.5]), "CSE": ([1], [5.5], [0.25])}, laws)
    for axis, name, bar in zip(figure.axes, laws, ([3.5, 5.5], [5.0, 6.0])):
        *grey, own, points = axis.lines[:4]
        assert axis.get_title() == name and [line.get_ydata().tolist() for line in grey] == [[3, 4], [5, 6]]
        assert own.get_ydata().tolist() == laws[name][1] and to_rgb(own.get_color()) == to_rgb(ENSEMBLES[name][0])
        assert len(points.get_xdata()) == 1
        assert axis.containers[0].lines[2][0].get_segments()[0][:, 1].tolist() == bar


def test_the_phase_stands_on_whole_turns_at_eigenphases_and_counts_stand_in_their_bins():
    theta = np.array([-3.0, -1.0, 1.0, 3.0])
    axis, = staircase(theta, [-0.5, 0.5, 1.5, 2.5], [-2.0, 0.0, 2.0], [-3.0, -1.0, 3.0], [1, 2]).axes
    rounded, phase, passed = axis.lines
    assert rounded.get_ydata().tolist() == [0, 1, 2, 3] and phase.get_ydata().tolist() == [-0.5, 0.5, 1.5, 2.5]
    assert passed.get_xydata().tolist() == [[-2, 0], [0, 1], [2, 2]]
    assert [(text.get_position()[0], text.get_text()) for text in axis.texts] == [(-2, "1"), (1, "2")]
    dropped, edges = [np.array(lines.get_segments()) for lines in axis.collections]
    assert dropped[:, 1].tolist() == passed.get_xydata().tolist() and edges[:, 0, 0].tolist() == [-3, -1, 3]


def test_bars_of_phases_are_shares_over_those_of_an_even_spread():
    """Two phases in the first of 32 bins and one in the last but one, of four."""
    axis, = histograms_of_phases({"a": [[-3.1, -3.0], [0.1, 2.9]]}).axes
    bars = axis.patches[0].get_data()
    assert bars.values[[0, 16, 30]].tolist() == [16, 8, 8] and bars.values.sum() == 32
    assert bars.edges[[0, 16, 32]] == pytest.approx([-np.pi, 0, np.pi]) and set(axis.lines[0].get_ydata()) == {1}
