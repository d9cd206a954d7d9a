"""The figures of the chapter on layer algebra: counts below whole bounds, profiles and sizes as they were given."""

import numpy as np
import pandas as pd

from pse_helpers.chapters.layer_algebra import figures


def test_every_piece_is_drawn():
    pieces = [np.array([[0, 0], [1, 0], [0, 1]]), np.array([[1, 0], [1, 1], [0, 1.0]])]
    drawn = figures.pieces_of_the_plane({"one": pieces}).axes[0].collections[0].get_paths()
    assert [set(map(tuple, path.vertices)) for path in drawn] == [set(map(tuple, piece)) for piece in pieces]


def test_all_counts_stand_below_the_bound():
    axis, = figures.counts_below_bounds({"net": [5, 6, 6, 77]}, {"net": 77}).axes
    counts = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in axis.patches if bar.get_height()}
    assert counts == {5: 1, 6: 2, 77: 1}
    assert set(axis.lines[0].get_xdata()) == {77}


def test_profiles_are_drawn_as_they_are():
    rows = pd.DataFrame({"depth": [0.1, 1], "capacity": [0.2, 0.9], "compression": [-1, 5]})
    line, = figures.capacity_over_depth({"net": rows}).axes[0].lines
    assert line.get_xydata().tolist() == [[0.1, 0.2], [1, 0.9]]
    zero, line = figures.compression_over_depth({"net": rows}).axes[0].lines
    assert line.get_xydata().tolist() == [[0.1, -1], [1, 5]] and set(zero.get_ydata()) == {0}


def test_accuracy_stands_above_size():
    rows = pd.DataFrame({"family": ["A", "B"], "accuracy": [70, 75], "size": [10, 100]})
    axis, = figures.sizes_against_accuracy(rows, {"size": "units"}).axes
    assert [line.get_xydata().tolist() for line in axis.lines] == [[[10, 70]], [[100, 75]]]
