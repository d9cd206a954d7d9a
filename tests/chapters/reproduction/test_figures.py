"""The published figure beside the rebuilt one, and its bins: heights in boxes, every phase in its window."""

import numpy as np
import pytest

from pse_helpers.chapters.published import ergodicity_distances
from pse_helpers.chapters.reproduction.figures import published_beside_rebuilt, zoom_into_bins
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


def test_every_window_holds_its_phases_and_hit_bins_have_a_ground():
    """Four bins around 0.4, of which the second and the last are hit; -3 lies across the cut of the circle."""
    phases, edges = np.array([[-3.0, 0.2], [0.5, 3.0]]), np.linspace(0.0, 0.8, 5) + 0.01
    circle, closer, bins = zoom_into_bins({"CUE": phases}, edges).axes
    middle = 0.41
    drawn = [axis.lines[0].get_xydata() for axis in (circle, closer, bins)]
    assert drawn[0] == pytest.approx(np.array([[2 * np.pi - 3 - middle, 1], [0.2 - middle, 1], [0.5 - middle, 2],
                                               [3 - middle, 2]]))
    assert drawn[1] == pytest.approx(drawn[0][1:3]) == drawn[2]
    assert closer.get_xlim()[1] == pytest.approx((0.4 * np.pi)**0.5) and bins.get_xlim()[1] == pytest.approx(0.4)
    grounds = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in bins.patches]
    assert np.array(grounds) == pytest.approx(np.array([[-0.4, -0.2], [0.0, 0.2]]))
    assert bins.get_title() == "2 of 4 bins hit"
    assert all(list(axis.get_yticks()) == [1, 2] for axis in (circle, closer, bins))  # the first and the last matrix


def test_a_strip_is_the_next_window():
    circle, closer, bins = zoom_into_bins({"CUE": [[0.5]]}, [0.4, 0.6]).axes
    for axis, inner in ((circle, closer), (closer, bins)):
        strip, = axis.patches
        assert (strip.get_x(), strip.get_x() + strip.get_width()) == pytest.approx(inner.get_xlim())
