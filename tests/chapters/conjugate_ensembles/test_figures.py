"""The figures of the chapter on conjugate ensembles: densities, whole ranges, points, and every rate in its own row."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgba

from pse_helpers.chapters.conjugate_ensembles import figures
from pse_helpers.plots.style import UNTRAINED


def heights(band, x):
    """The lower and upper end of a filled band at x."""
    corners = np.concatenate([path.vertices for path in band.get_paths()])
    found = corners[np.isclose(corners[:, 0], x), 1]
    return pytest.approx((found.min(), found.max()))


def test_points_of_the_circle_stand_above_their_images_and_the_tail_begins_at_two():
    phases, values, x = np.array([0.0, 2.0, -1.0]), np.array([0.5, 3.1, 0.2]), np.array([0.0, 1, 2, 3, 4])
    shares = {"net": np.array([1, 0.5, 0.3, 0.2, 0.0]), "twin": np.array([1, 0.4, 0.1, 0.0, 0.0])}
    above, below = figures.circle_to_line(phases, values, x, np.array([1, 0.5, 0.0, 0, 0]), shares).axes
    _, points, images, layer, _ = above.lines
    assert points.get_xydata() == pytest.approx(np.transpose([1 + np.cos(phases), np.sin(phases)]))
    assert (images.get_xdata() == points.get_xdata()).all() and set(images.get_ydata()) == {-1.3}
    assert layer.get_xdata().tolist() == values.tolist()
    drawn = {line.get_label(): line.get_ydata() for line in below.lines[:3]}
    assert list(drawn) == ["circle", "net", "twin"] and drawn["net"][:4] == pytest.approx(shares["net"][:4])
    corners = below.collections[0].get_paths()[0].vertices
    assert below.collections[0].get_label() == "tail of the net"
    assert corners[:, 0].min() == 2 and heights(below.collections[0], 3) == (0, 0.2)


def test_differences_stand_beside_the_median_and_range_of_untrained_networks():
    null = np.array([[0.0, -1.0], [0.1, -0.5], [0.15, -0.4], [0.7, -0.3], [0.2, 5.0]])
    axis, = figures.differences_over_spectrum([1, 4, 16], {"net": [0.1, -0.2]}, {"net": null}).axes
    step = axis.patches[0].get_data()
    assert step.values.tolist() == [0.1, -0.2] and step.edges.tolist() == [1, 4, 16]
    middle, _, (bars,) = axis.containers[0]
    assert middle.get_xydata() == pytest.approx(np.array([[2, 0.15], [8, -0.4]]))  # geometric middles of the bins
    assert np.array(bars.get_segments())[:, :, 1] == pytest.approx(np.array([[0.0, 0.7], [-1.0, 5.0]]))


def test_every_network_is_a_point_at_its_mass_and_rate():
    twins, unequal = ([0.003, 0.004, 0.002], [2.0, 5.0, 3.0]), {"spread 0.2": ([0.05, 0.06], [3.0, 2.5]),
                                                               "spread 0.3": ([0.1], [1.5])}
    altered = {"norms": (0.066, 2.6), "directions": (0.098, 2.0)}
    axis, = figures.masses_and_rates(twins, unequal, altered, (0.134, 1.3)).axes
    drawn = [(line.get_label(), line.get_xydata().T.tolist()) for line in axis.lines]
    of_unequal = [("unequal filters, untrained", [*one]) for one in unequal.values()]
    of_altered = [(label, [[mass], [rate]]) for label, (mass, rate) in altered.items()]
    assert drawn == [("Gaussian twins", [*twins]), *of_unequal, *of_altered, ("trained", [[0.134], [1.3]])]
    written = {text.get_text(): text.get_position() for text in axis.texts}
    assert written == {"spread 0.2": pytest.approx((0.047, 2.75)), "spread 0.3": pytest.approx((0.097, 1.5))}
    assert axis.get_ylim()[0] < 1.3


def test_every_rate_stands_in_the_row_of_its_network():
    table = pd.DataFrame({"trained": [True, False], "rate": [1.2, 3.0], "shapes": [2.9, 3.1],
                          "twins_low": [1.5, 2.5], "twins_high": [4.0, 5.0]}, index=["a", "b"])
    axis, = figures.rates_beside_twins(table).axes
    row = dict(zip([label.get_text() for label in axis.get_yticklabels()], axis.get_yticks()))
    drawn = {line.get_label(): line.get_xydata().tolist() for line in axis.lines}
    assert axis.lines[0].get_color() == UNTRAINED
    assert drawn == {"by shapes alone": [[2.9, row["a"]], [3.1, row["b"]]], "trained": [[1.2, row["a"]]],
                     "random weights": [[3.0, row["b"]]]}
    ranges = {one[0][1]: one[:, 0].tolist() for one in axis.collections[0].get_segments()}
    assert ranges == {row["a"]: [1.5, 4.0], row["b"]: [2.5, 5.0]}
    assert axis.yaxis_inverted()  # the first row of the table is on top


def test_a_trained_network_has_another_colour_than_one_with_random_weights():
    both = dict.fromkeys(["net", "trained net"], np.array([0.2, -0.2]))
    figure = figures.differences_over_spectrum([1, 4, 16], both, dict.fromkeys(both, np.zeros((2, 2))), ["trained net"])
    colours = {axis.get_title(): to_rgba(axis.patches[0].get_edgecolor()) for axis in figure.axes}
    assert colours == {"net": to_rgba(figures.RANDOM), "trained net": to_rgba(figures.TRAINED)}
    told = [text.get_text() for text in figure.legends[0].get_texts()]
    assert sorted(told) == ["random weights", "trained", "twins, range"]
