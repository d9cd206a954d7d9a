"""The figures of the chapter on feature complexity: bars of two standard errors, every line at its own numbers."""

import numpy as np
import pytest

from pse_helpers.chapters.feature_complexity import figures


def test_estimates_have_bars_of_two_standard_errors_beside_the_exact_value():
    found = {"bits": {"plug-in": ([10, 100], [1.5, 1.9], [0.1, 0.05])}}
    axis, = figures.estimates_over_samples(found, {"bits": 2}).axes
    bars, = axis.containers[0][2]
    assert np.array(bars.get_segments()) == pytest.approx(np.array([[[10, 1.3], [10, 1.7]], [[100, 1.8], [100, 2.0]]]))
    assert set(next(line for line in axis.lines if line.get_label() == "exact").get_ydata()) == {2}


def test_a_dotted_line_continues_the_untrained_network():
    curves = {"layer 1": {"true labels": [[3, 2, 1], [4, 3, 2]], "other labels": [[5, 6, 7]]}}
    axis, = figures.over_training([0, 1, 10], curves, "bits").axes
    lines, dotted = axis.lines[:3], axis.lines[3:]
    assert [line.get_ydata().tolist() for line in lines] == [[3, 2, 1], [4, 3, 2], [5, 6, 7]]
    assert all(line.get_xdata().tolist() == [0, 1, 10] for line in lines)
    assert [set(line.get_ydata()) for line in dotted] == [{3}, {4}]
    assert lines[0].get_color() == lines[1].get_color() != lines[2].get_color()


def test_trends_stand_beside_their_curve():
    axis, = figures.curves_beside_trends([250, 500], {"one": [3, 4]}, {"one": {"power law": [3.1, 3.9]}}, "bits").axes
    assert {line.get_label(): line.get_xydata().tolist() for line in axis.lines} == {
        "measured": [[250, 3], [500, 4]], "power law": [[250, 3.1], [500, 3.9]]}


def test_measures_stand_at_their_layers():
    found = {"trained": ([1, 2], [3, 4]), "untrained": ([1, 2], [5, 7])}
    figure = figures.measures_over_depth({"digits": {"bits": found, "dimension": {"trained": ([1, 2], [8, 9])}}})
    first, second = figure.axes
    assert [line.get_xydata().tolist() for line in first.lines] == [[[1, 3], [2, 4]], [[1, 5], [2, 7]]]
    assert second.get_title() == "digits: dimension" and second.lines[0].get_ydata().tolist() == [8, 9]
    assert first.lines[0].get_linewidth() > first.lines[1].get_linewidth()


def test_spikes_stand_at_their_time_and_neuron():
    axis, = figures.spike_rasters({"one": [[0, 0, 1], [1, 0, 0]]}).axes
    assert axis.lines[0].get_xydata().tolist() == [[0, 3], [1, 1]]  # neurons are numbered from one
