"""The figures of the chapter on feature complexity: bold means over single runs, every line at its own numbers."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

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


def judged(verdicts):
    rates = np.array([0.1, 0.2, 0.3])
    return pd.DataFrame({"rate": rates, "low": rates - 0.1, "high": rates + 0.2, "verdict": verdicts})


def test_exponents_are_crosses_circles_or_diamonds_by_their_verdict():
    axis, = figures.exponents(judged(["another law as good", "rejected", "power law"])).axes
    drawn = {box.get_label(): box for box in axis.containers}
    places = {name: box[0].get_xydata() for name, box in drawn.items()}
    assert places["rejected"] == pytest.approx(np.array([[0.2, 1]]))
    assert places["another law as good"] == pytest.approx(np.array([[0.1, 0]]))
    assert places["power law"] == pytest.approx(np.array([[0.3, 2]]))
    assert np.array(drawn["power law"][2][0].get_segments()) == pytest.approx(np.array([[[0.2, 2], [0.5, 2]]]))
    shapes = {name: box[0].get_marker() for name, box in drawn.items()}
    assert shapes == {"rejected": "x", "another law as good": "o", "power law": "D"}
    assert to_rgb(drawn["another law as good"][0].get_markerfacecolor()) == (1, 1, 1)
    assert to_rgb(drawn["power law"][0].get_markerfacecolor()) == to_rgb(drawn["power law"][0].get_color())
    low, high = axis.get_ylim()
    assert low > 2 and high < 0  # the first row on top


def test_a_verdict_that_is_not_drawn_is_refused():
    known = "rejected, another law as good, power law"
    with pytest.raises(ValueError, match=rf"table\['verdict'\] must be of {known}; got .*unsure"):
        figures.exponents(judged(["rejected", "unsure", "power law"]))
