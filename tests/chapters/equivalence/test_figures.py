"""The figures of the chapter on equivalence: every answer in the cell of its pair, clouds as far as they are."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from pse_helpers.chapters.equivalence import figures
from pse_helpers.plots.style import COLOURS

TABLE = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "z": [2.0, 2.5, 3.1],
                      "p_value": [0.25, 0.01, 0.02], "upper_bound": [0.1, 0.2, 0.03]})


def of_three(classes):
    """The square of three networks: its axis, and its rectangles with the corner as (column, row)."""
    axis = figures.pairs_in_classes(TABLE, classes, 3, 0.1).axes[0]
    rectangles = [one for one in axis.patches if isinstance(one, Rectangle)]
    return axis, [(tuple(np.add(one.get_xy(), 0.5)), one) for one in rectangles]


def test_networks_stand_class_by_class_and_classes_are_framed():
    axis, rectangles = of_three([("c", "a"), ("b",)])
    assert [label.get_text() for label in axis.get_xticklabels()] == ["c", "a", "b"]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["c", "a", "b"]
    framed = {corner: one.get_width() for corner, one in rectangles if not one.get_fill()}
    assert framed == {(0, 0): 2, (2, 2): 1}


def test_what_is_told_apart_is_coloured_below_the_diagonal_and_what_is_equivalent_above():
    _, rectangles = of_three([("c", "a"), ("b",)])
    coloured = {corner: to_rgb(one.get_facecolor()) for corner, one in rectangles
                if one.get_fill() and corner[0] != corner[1]}
    orange, blue = COLOURS[1], COLOURS[0]
    assert coloured == {(0, 2): orange, (2, 0): blue, (2, 1): blue}  # column, row: of b and c, c and b, b and a


def test_p_values_stand_below_the_diagonal_in_per_cent_and_bounds_above_it_in_hundredths():
    axis, _ = of_three([("c", "a"), ("b",)])
    written = {one.get_position(): one.get_text() for one in axis.texts}
    below = {(0, 1): "1.0", (0, 2): "2.0", (1, 2): "25"}  # column, row: of c and a, c and b, a and b
    assert written == below | {(1, 0): "20", (2, 0): "3.0", (2, 1): "10"}


def test_a_network_without_a_class_is_missed():
    with pytest.raises(ValueError, match="classes must hold each network of its table once; got a, b"):
        of_three([("a", "b")])


def test_pairs_in_one_class_are_filled_where_measured_stands_over_computed():
    table = TABLE.assign(distance=[0.1, 0.2, 0.3], from_shapes=[0.11, 0.22, 0.33])
    axis = figures.measured_against_computed(table, [("c", "a"), ("b",)], 0.05).axes[0]
    _, margin, one, two = axis.lines
    assert one.get_xydata().tolist() == [[0.22, 0.2]] and two.get_xydata().tolist() == [[0.11, 0.1], [0.33, 0.3]]
    assert one.get_markerfacecolor() != "white" == two.get_markerfacecolor() and set(margin.get_ydata()) == {0.05}


def test_marks_stand_in_the_row_of_their_network_beside_its_floor_and_its_bound_and_in_the_colour_of_its_class():
    table = pd.DataFrame({"mark": [1.0, 5.0, 2.0], "distance": [3.0, 5.5, 4.0], "floor": [0.1, 0.2, 0.3],
                          "bound": [6.0, 7.0, 8.0]}, index=["a", "b", "c"])
    axis = figures.marks_beside_margin(table, [("c", "a"), ("b",)], 9).axes[0]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["c", "a", "b"]
    first, second, bounds, margin = axis.lines
    assert first.get_xydata().tolist() == [[2, 0], [1, 1]] and second.get_xydata().tolist() == [[5, 2]]
    assert first.get_color() != second.get_color()
    assert bounds.get_xydata().tolist() == [[8, 0], [6, 1], [7, 2]] and set(margin.get_xdata()) == {9}
    assert [bar.get_width() for bar in axis.patches] == [0.3, 0.1, 0.2]
    [thin] = axis.collections
    assert [one.tolist() for one in thin.get_segments()] == [[[2, 0], [4, 0]], [[1, 1], [3, 1]], [[5, 2], [5.5, 2]]]


def test_clouds_are_as_far_apart_as_their_means():
    rng = np.random.default_rng(1)
    first, second = rng.dirichlet(np.ones(6), 5), rng.dirichlet(np.arange(1, 7), 4)
    axis = figures.clouds_of_seeds({"pair": (first, second)}, {"pair": 0.9}, 0.1).axes[0]
    distance = np.maximum(first.mean(axis=0) - second.mean(axis=0), 0).sum()  # the mass that is moved
    one, other, bar, bound, margin = axis.lines
    assert len(one.get_xdata()) == 5 and len(other.get_xdata()) == 4
    assert one.get_xdata().mean() == pytest.approx(0, abs=1e-12)
    assert other.get_xdata().mean() == pytest.approx(distance)
    assert bar.get_xdata() == pytest.approx([0, distance]) and bound.get_xdata() == pytest.approx([distance, 0.9])
    assert set(margin.get_xdata()) == {0.1} and max(bar.get_ydata()) < min(*one.get_ydata(), *other.get_ydata())


@pytest.mark.parametrize("bounds", [[0.1, 0.4], [0.3, 0.4]])
def test_the_band_of_what_is_equivalent_reaches_up_to_the_margin(bounds):
    table = pd.DataFrame({"test_error": [2.0, 3.0], "bound": bounds}, index=[1.0, 0.5])
    above, below = figures.error_and_bound({"pruned": table}, 0.12, "share kept").axes
    assert above.lines[0].get_ydata().tolist() == [2, 3] and below.lines[0].get_ydata().tolist() == bounds
    band = below.patches[0]
    assert band.get_y() + band.get_height() == pytest.approx(0.12)
    assert below.get_ylim()[0] <= band.get_y() < min(0.12, *bounds)
