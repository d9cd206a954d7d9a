"""The figures of the chapter on layer algebra: what is written and drawn is what was given."""

import numpy as np
import pandas as pd
import pytest
import torch

from pse_helpers.algebra import layer_algebra
from pse_helpers.chapters.layer_algebra import figures


class Fork(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.waist = torch.nn.Linear(3, 2)
        self.left, self.right, self.end = torch.nn.Linear(2, 3), torch.nn.Linear(2, 4), torch.nn.Linear(7, 5)

    def forward(self, x):
        x = self.waist(x)
        return torch.relu(self.end(torch.cat([torch.relu(self.left(x)), torch.relu(self.right(x))], 1)))


def test_a_fork_is_labelled_with_what_its_layers_do():
    axis, = figures.capacity_through_a_fork({"fork": layer_algebra(Fork(), (1, 3))}).axes
    boxes = {text.get_text().splitlines()[0]: text.get_text().splitlines()[1:] for text in axis.texts[:-1]}
    assert boxes == {"waist: 2 numbers": ["dimension 2", "no cut"], "3 ReLUs": ["dimension 2", "pieces × 7"],
                     "4 ReLUs": ["dimension 2", "pieces × 11"], "7 joined": ["dimension 2", "no cut"],
                     "5 ReLUs": ["dimension 2", "pieces × 16"]}
    assert axis.texts[-1].get_text() == f"at most {7 * 11 * 16} pieces"


def test_pipes_of_a_fork_are_as_thick_as_the_dimension_and_lead_from_box_to_box():
    table = pd.DataFrame({"dimension": [3, 9, 1, 9, 2, 3, 9, 5], "complexity": [0.0] * 8, "output_shape": [(1, 2)] * 8})
    axis, = figures.capacity_through_a_fork({"fork": table}).axes
    assert [line.get_linewidth() / 4 for line in axis.lines] == [3, 3, 1, 2, 3]
    places = [text.get_position() for text in axis.texts[:-1]]
    ends = [tuple(line.get_xydata()[-1]) for line in axis.lines]
    assert ends == [places[k] for k in (1, 2, 3, 3, 4)]


def test_another_graph_is_no_fork():
    with pytest.raises(ValueError, match="8 leaves"):
        figures.capacity_through_a_fork({"chain": layer_algebra(torch.nn.Linear(3, 2), (1, 3))})


def test_bounds_stand_at_their_arrangement_and_gaps_stay():
    bounds = pd.DataFrame({"upper": [3.0, 4.0], "lower": [3.0, np.nan]}, index=["1 x 4", "2 x 2"])
    axis, = figures.bounds_over_arrangements(bounds).axes
    assert {line.get_label(): line.get_ydata().tolist()[0] for line in axis.lines} == {"upper": 3, "lower": 3}
    assert axis.lines[0].get_xydata().tolist() == [[0, 3], [1, 4]] and np.isnan(axis.lines[1].get_ydata()[1])
    assert [tick.get_text() for tick in axis.get_xticklabels()] == ["1 x 4", "2 x 2"]


def test_a_family_left_out_names_its_own_row():
    table = pd.DataFrame({"size": [0.5, 0.9], "depth": [0.1, 0.2]}, index=["ResNet", "VGG"])
    axis, = figures.correlations_without_each(table).axes
    assert [line.get_xydata().tolist() for line in axis.lines] == [[[0.5, 0], [0.9, 1]], [[0.1, 0], [0.2, 1]]]
    assert [tick.get_text() for tick in axis.get_yticklabels()] == ["ResNet", "VGG"]
    assert axis.lines[0].get_markersize() > axis.lines[1].get_markersize()


def test_every_piece_is_drawn():
    pieces = [np.array([[0, 0], [1, 0], [0, 1]]), np.array([[1, 0], [1, 1], [0, 1.0]])]
    drawn = figures.pieces_of_the_plane({"one": pieces}).axes[0].collections[0].get_paths()
    assert [set(map(tuple, path.vertices)) for path in drawn] == [set(map(tuple, piece)) for piece in pieces]


def test_all_counts_stand_below_the_bound():
    axis, = figures.counts_below_bounds({"net": [5, 6, 6, 77]}, {"net": 77}).axes
    counts = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in axis.patches if bar.get_height()}
    assert counts == {5: 1, 6: 2, 77: 1}
    assert set(axis.lines[0].get_xdata()) == {77}


def test_a_unit_switches_where_the_zigzag_crosses_its_level():
    axis, = figures.zigzag_over_levels([0, 1, 3], [0, 2, 0], [0.5, 1.5, 9.0]).axes
    line, *levels, dots = axis.lines
    assert line.get_xydata().tolist() == [[0, 0], [1, 2], [3, 0]]
    assert [set(level.get_ydata()) for level in levels] == [{0.5}, {1.5}, {9.0}]
    assert dots.get_xydata().tolist() == [[0.25, 0.5], [2.5, 0.5], [0.75, 1.5], [1.5, 1.5]]


def test_accuracy_stands_above_size():
    rows = pd.DataFrame({"family": ["A", "B"], "accuracy": [70, 75], "size": [10, 100]})
    axis, = figures.sizes_against_accuracy(rows, {"size": "units"}).axes
    assert [line.get_xydata().tolist() for line in axis.lines] == [[[10, 70]], [[100, 75]]]
