"""The figures of the chapter on equivalence: every number of a pair under its two names, clouds as far as they are."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from pse_helpers.chapters.equivalence import figures
from pse_helpers.plots.style import COLOURS

TABLE = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "p": [0.25, 0.01, 0.06],
                      "bound": [0.1, 0.2, 0.03]})


def of_three(classes):
    """The square of three networks: its axis, and its rectangles with the corner as (column, row)."""
    axis = figures.pairs_in_classes({"three": TABLE}, {"three": classes}, ("p", 0.05, "told apart"),
                                    ("bound", 0.1, "equivalent")).axes[0]
    filled = [one for one in axis.patches if isinstance(one, Rectangle)]
    return axis, [(tuple(np.add(one.get_xy(), 0.5)), one) for one in filled]


def test_numbers_stand_under_their_names_class_by_class():
    axis, _ = of_three([("c", "a"), ("b",)])
    assert [label.get_text() for label in axis.get_xticklabels()] == ["c", "a", "b"]
    assert [label.get_text() for label in axis.get_yticklabels()] == ["c", "a", "b"]
    found = {text.get_position(): text.get_text() for text in axis.texts}  # column, row
    assert found == {(1, 0): ".20", (2, 0): ".03", (2, 1): ".10", (0, 1): ".01", (0, 2): ".06", (1, 2): ".25"}


def test_cells_are_coloured_up_to_their_limit_and_classes_framed():
    _, rectangles = of_three([("c", "a"), ("b",)])
    framed = {corner: one.get_width() for corner, one in rectangles if not one.get_fill()}
    assert framed == {(0, 0): 2, (2, 2): 1}
    coloured = {corner: to_rgb(one.get_facecolor()) for corner, one in rectangles
                if one.get_fill() and corner[0] != corner[1]}
    orange, blue = COLOURS[1], COLOURS[0]
    assert coloured == {(0, 1): orange, (2, 0): blue, (2, 1): blue}


def test_a_network_without_a_class_is_missed():
    with pytest.raises(ValueError, match=r"classes\['three'\] must hold each network of its table once; got a, b"):
        of_three([("a", "b")])


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


def test_the_class_reaches_up_to_its_accuracy():
    table = pd.DataFrame({"test_error": [2.0, 3.0], "z": [0.5, 9.0]}, index=[1.0, 0.5])
    above, below = figures.error_and_class({"pruned": table}, 3, "share kept").axes
    assert above.lines[0].get_ydata().tolist() == [2, 3] and below.lines[0].get_ydata().tolist() == [0.5, 9]
    band = below.patches[0]
    assert band.get_y() + band.get_height() == 3
