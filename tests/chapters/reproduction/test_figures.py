"""The published figure beside the rebuilt one: boxes around the published heights, points at the rebuilt ones."""

import numpy as np
import pytest

from pse_helpers.chapters.published import ergodicity_distances
from pse_helpers.chapters.reproduction.figures import published_beside_rebuilt
from pse_helpers.plots.style import ENSEMBLES


def test_boxes_reach_as_far_as_the_heights_can_be_read():
    axis = published_beside_rebuilt(ergodicity_distances(), {"ours": {"COE": [1.5]}}, reading=0.02).axes[0]
    spans = [(bar.get_y(), bar.get_y() + bar.get_height()) for bar in axis.patches]
    assert np.array(spans) == pytest.approx(np.add.outer([1.52, 1.47, 1.40, 1.31, 1.23], [-0.02, 0.02]))


def test_rebuilt_heights_stand_before_their_pair():
    rebuilt = {"ours": {"COE": [1.5, 1.4]}, "theirs": {"COE": [1.6], "CSE": [1.1]}}
    axes = published_beside_rebuilt(ergodicity_distances(), rebuilt).axes
    drawn = {axis.get_title(): [line.get_xydata() for line in axis.lines] for axis in axes}
    assert drawn["COE"][0] == pytest.approx(np.array([[-0.1, 1.5], [0.9, 1.4]]))
    assert drawn["COE"][1] == pytest.approx(np.array([[0.1, 1.6]])) == drawn["CSE"][1] + [0, 0.5]
    assert len(drawn["CUE"][0]) == len(drawn["CUE"][1]) == 0


def test_independent_phases_look_alike_in_every_panel_and_true_ensembles_like_themselves():
    rebuilt = {"true": dict.fromkeys(("COE", "CUE", "CSE"), [1.5]), "independent, sliced": {"CSE": [1.1]}}
    figure = published_beside_rebuilt(ergodicity_distances(), rebuilt)
    true, sliced = zip(*[axis.lines for axis in figure.axes])
    assert [(line.get_color(), line.get_marker()) for line in true] == [ENSEMBLES[one] for one in ("COE", "CUE", "CSE")]
    assert {(line.get_color(), line.get_marker()) for line in sliced} == {ENSEMBLES["independent"]}
    assert sliced[2].get_markerfacecolor() == "white" != true[2].get_markerfacecolor()
    legend, = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["published", *rebuilt]
