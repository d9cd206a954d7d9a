"""The figures of the chapter on feature complexity: bold means over single runs, every line at its own numbers."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers.chapters.feature_complexity import figures


def test_estimates_show_every_draw_and_a_bold_mean_beside_the_exact_value():
    found = {"bits": {"plug-in": ([10, 100], [[1.5, 1.9], [1.1, 1.8]])}}
    axis, = figures.estimates_over_samples(found, {"bits": 2}).axes
    exact, *draws, mean = axis.lines
    assert set(exact.get_ydata()) == {2} and exact.get_label() == "exact"
    assert np.transpose([line.get_ydata() for line in draws]).tolist() == [[1.5, 1.1], [1.9, 1.8]]
    assert mean.get_ydata() == pytest.approx([1.3, 1.85]) and mean.get_label() == "plug-in"


def test_estimates_of_one_size_stand_beside_one_another():
    two = {"a": ([10, 100], [[1, 2]]), "b": ([10, 100], [[1, 2]])}
    axis, = figures.estimates_over_samples({"bits": two}, {"bits": 2}).axes
    means = [line.get_xdata() for line in axis.lines if line.get_label() in two]
    assert (means[0] < [10, 100]).all() and (means[1] > [10, 100]).all()


def test_draws_need_a_value_at_each_size():
    with pytest.raises(ValueError, match="each of 2 places"):
        figures.estimates_over_samples({"bits": {"a": ([10, 100], [[1, 2, 3]])}}, {"bits": 2})


def test_means_over_training_are_bold_over_thin_networks():
    curves = {"layer 1": {"true labels": [[3, 2, 1], [5, 3, 2]], "other labels": [[5, 6, 7]]}}
    axis, = figures.over_training([0, 1, 10], curves, "bits").axes
    thin, other, dotted = axis.lines[:3], axis.lines[3:5], axis.lines[5]
    assert [line.get_ydata().tolist() for line in thin] == [[3, 2, 1], [5, 3, 2], [4, 2.5, 1.5]]
    assert [line.get_ydata().tolist() for line in other] == [[5, 6, 7]] * 2
    assert all(line.get_xdata().tolist() == [0, 1, 10] for line in [*thin, *other])
    assert thin[2].get_linewidth() > 2 * thin[0].get_linewidth() and thin[2].get_label() == "true labels"
    assert set(dotted.get_ydata()) == {4}
    assert thin[0].get_color() == thin[2].get_color() != other[0].get_color()


def test_shares_have_a_bold_mean_in_a_band_of_two_standard_errors():
    axis, = figures.over_shares([0, 10, 50], [[0, 1, 2], [0, 3, 6]], "bits").axes
    *thin, mean = axis.lines
    assert [line.get_ydata().tolist() for line in thin] == [[0, 1, 2], [0, 3, 6]]
    assert mean.get_ydata().tolist() == [0, 2, 4] and mean.get_linewidth() == 3
    band = axis.collections[0].get_paths()[0].vertices
    assert [band[band[:, 0] == share, 1].min() for share in (10, 50)] == pytest.approx([0, 0])
    assert [band[band[:, 0] == share, 1].max() for share in (10, 50)] == pytest.approx([4, 8])


def test_a_pattern_has_its_colour_on_its_side_of_every_line():
    cloud = [[2.0, 1.0], [-1.0, 0.5]]
    axis, = figures.switches_on_data([[1, 0], [0, 2]], [-1, 0], {"one": cloud}).axes
    colours, *lines = axis.collections
    x, y = np.moveaxis(np.asarray(colours.get_coordinates())[:-1, :-1], -1, 0)  # lower left corners of the cells
    patterns = np.reshape(colours.get_array(), x.shape)
    found = [set(patterns[np.hypot(x - a, y - b) < 0.5]) for a, b in ((2, 2), (0, 2), (2, -2), (0, -2))]
    assert found == [{3}, {2}, {1}, {0}]
    first, second = (line.get_paths()[0].vertices for line in lines)
    assert first[:, 0] == pytest.approx(1) and second[:, 1] == pytest.approx(0)
    assert axis.lines[0].get_xydata().tolist() == cloud


def test_exponents_of_rejected_laws_are_hollow():
    table = pd.DataFrame({"rate": [0.1, 0.3], "low": [0.0, 0.2], "high": [0.15, 0.5], "p_winding": [0.04, 0.06]},
                         index=["one", "two"])
    axis, = figures.exponents(table).axes
    drawn = {box.get_label(): box for box in axis.containers}
    kept, rejected = drawn["power law not rejected"], drawn["rejected"]
    assert rejected[0].get_xydata().tolist() == [[0.1, 0]] and rejected[0].get_markerfacecolor() == "white"
    assert kept[0].get_xydata().tolist() == [[0.3, 1]] and kept[0].get_markerfacecolor() != "white"
    assert np.array(kept[2][0].get_segments()) == pytest.approx(np.array([[[0.2, 1], [0.5, 1]]]))
    assert [tick.get_text() for tick in axis.get_yticklabels()] == ["one", "two"]


def test_measures_stand_at_their_layers_with_bars_of_one_standard_deviation():
    depths = {"digits": {"trained": [[[3, 4], [8, 9]], [[5, 4], [6, 9]]], "untrained": [[[5, 7], [1, 2]]]}}
    bits, dimension = figures.measures_over_depth(depths, {"digits": 12}).axes
    assert [line.get_ydata().tolist() for line in bits.lines] == [[4, 4], [5, 7]]
    assert [line.get_xdata().round().tolist() for line in bits.lines] == [[1, 2], [1, 2]]
    bars = bits.containers[0][2][0].get_segments()
    assert [sorted(bar[:, 1].tolist()) for bar in bars] == [[3, 5], [4, 4]]
    assert dimension.get_title() == "digits: dimension"
    assert [line.get_ydata().tolist() for line in dimension.lines] == [[12, 7, 9], [12, 1, 2]]
    assert [line.get_xdata().round().tolist() for line in dimension.lines] == [[0, 1, 2], [0, 1, 2]]
    assert bits.lines[0].get_linewidth() > bits.lines[1].get_linewidth()


def test_every_data_set_has_a_row_and_its_own_inputs():
    one = {"trained": [[[3, 4], [8, 9]]]}
    axes = figures.measures_over_depth({"cancer": one, "wine": one}, {"cancer": 12, "wine": 10}).axes
    assert [axis.get_title() for axis in axes] == ["cancer: bits", "cancer: dimension", "wine: bits", "wine: dimension"]
    assert [axes[k].lines[0].get_ydata()[0] for k in (1, 3)] == [12, 10]


def test_networks_over_depth_need_two_measures():
    with pytest.raises(ValueError, match=r"\(networks, 2, layers\); got \(1, 3, 2\)"):
        figures.measures_over_depth({"wine": {"trained": [[[3, 4], [8, 9], [1, 1]]]}}, {"wine": 10})


def test_spikes_stand_at_their_time_and_neuron():
    axis, = figures.spike_rasters({"one": [[0, 0, 1], [1, 0, 0]]}).axes
    assert axis.lines[0].get_xydata().tolist() == [[0, 3], [1, 1]]  # neurons are numbered from one
