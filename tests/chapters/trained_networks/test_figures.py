"""What is drawn is what was given, under its own name."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers.chapters.trained_networks import figures
from pse_helpers.chapters.trained_networks.collection import real_networks


def points(axis, label):
    """The points drawn under a label."""
    return np.concatenate([np.transpose(line.get_data()) for line in axis.lines if line.get_label() == label])


@pytest.fixture
def table():
    return pd.DataFrame({"kind": ["VGG", "recurrent", "VGG"], "score": [3.0, -20.0, 0.5],
                         "distance to law": [0.5, 0.3, 0.2], "untrained": [0.05, 0.06, 0.07]}, index=list("abc"))


def test_networks_beside_untrained(table):
    left, right = figures.networks_beside_untrained(table).axes
    assert points(left, "VGG").tolist() == [[3.0, 0], [0.5, 2]] and points(left, "recurrent").tolist() == [[-20.0, 1]]
    assert points(right, "VGG").tolist() == [[0.5, 0], [0.2, 2]]
    assert [line.get_xdata().tolist() for line in right.lines if line.get_marker() == "|"] == [[0.05, 0.06, 0.07]]
    assert [label.get_text() for label in left.get_yticklabels()] == list("abc")
    band, = left.patches
    assert (band.get_x(), band.get_width()) == (-2, 4)
    assert left.yaxis_inverted()  # the first row of the table is on top


def test_score_against_distance(table):
    table.loc["d"], table.loc["e"] = ["VGG", -1.5, 0.4, 0.05], ["recurrent", 2.5, 0.4, 0.05]  # in the band, and not
    axis, = figures.score_against_distance(table).axes
    assert points(axis, "VGG").tolist() == [[0.5, 3.0], [0.2, 0.5], [0.4, -1.5]]
    assert points(axis, "recurrent").tolist() == [[0.3, -20.0], [0.4, 2.5]]
    assert points(axis, "untrained").tolist() == [[0.05, 0], [0.06, 0], [0.07, 0], [0.05, 0], [0.05, 0]]
    assert {text.get_text(): text.xy for text in axis.texts} == {
        "a": (0.5, 3.0), "b": (0.3, -20.0), "c": (0.2, 0.5), "d": (0.4, -1.5)}
    assert axis.get_yscale() == "symlog"


def test_layers_by_kind():
    given = {"depthwise": [0.7, 0.6], "full": [0.2]}
    axis, = figures.layers_by_kind(given, {"depthwise": [0.1, 0.2], "full": [0.05]}).axes
    trained, untrained = ([line for line in axis.lines if line.get_marker() == marker] for marker in "os")
    assert [line.get_xdata().tolist() for line in trained] == list(given.values())
    assert [line.get_xdata().tolist() for line in untrained] == [[0.1, 0.2], [0.05]]
    for row, (one, other) in enumerate(zip(trained, untrained)):  # the trained above, as the rows run downwards
        assert row - 0.5 < one.get_ydata().max() < other.get_ydata().min() < row + 0.5
    assert [label.get_text() for label in axis.get_yticklabels()] == ["depthwise (2)", "full (1)"]


def test_courses():
    curves = {arm: pd.DataFrame({"score": [value, 1.0], "loss": [2.0, value]}, index=[1, 10])
              for arm, value in (("plain", 0.0), ("plain, decay 0", 0.5))}
    drawn = figures.courses(curves, {"score": "score", "loss": "training loss"}, dashed=["plain, decay 0"]).axes
    assert [axis.get_ylabel() for axis in drawn] == ["score", "training loss"]
    assert points(drawn[0], "plain, decay 0").tolist() == [[1, 0.5], [10, 1.0]]
    assert points(drawn[1], "plain").tolist() == [[1, 2.0], [10, 0.0]]
    assert [line.get_linestyle() for line in drawn[0].lines] == ["-", "--"]
    assert len({line.get_color() for line in drawn[0].lines}) == 1  # one colour a starting point


def test_beside_the_clock():
    axis, = figures.beside_the_clock({"plain": ([0.5, 2.0], [-0.4, -2.1]), "random labels": ([1.0], [0.1])}).axes
    assert points(axis, "plain") == pytest.approx(np.array([[0.5, np.exp(-0.4)], [2.0, np.exp(-2.1)]]))
    assert points(axis, "random labels") == pytest.approx(np.array([[1.0, np.exp(0.1)]]))
    law = points(axis, "$e^{-\\tau}$")
    assert law[:, 1] == pytest.approx(np.exp(-law[:, 0])) and law[-1, 0] == 2.0


def test_every_kind_beside_the_clock_has_a_mark_of_its_own():
    kinds = ("digits", "random labels", "normalised", "clothes")
    axis, = figures.beside_the_clock({kind: ([1.0], [0.0]) for kind in kinds}).axes
    drawn = {line.get_label(): (line.get_color(), line.get_marker()) for line in axis.lines}
    assert {kind: drawn[kind] for kind in kinds} == {kind: figures.KINDS[kind] for kind in kinds}


def test_the_clock_shows_every_course_against_steps_and_against_its_clock():
    courses, start = {"slow": [1.0, 0.8, 0.6], "fast": [1.0, 0.1]}, np.array([1.0, 3.0, 2.0])
    first, steps, clock, layer = figures.the_clock(courses, {"slow": 0.5, "fast": 2.0}, start).axes
    assert points(steps, "slow").tolist() == [[0, 1.0], [0.001, 0.8], [0.002, 0.6]]
    assert points(clock, "slow").tolist() == [[0, 1.0], [0.25, 0.8], [0.5, 0.6]]
    assert points(clock, "fast").tolist() == [[0, 1.0], [2.0, 0.1]]
    falling, medians = ([line.get_ydata() for line in layer.lines if line.get_marker() == marker]
                        for marker in ("None", "o"))
    assert falling == [pytest.approx(np.exp(-tau) * np.array([3.0, 2.0, 1.0])) for tau in range(3)]
    assert np.ravel(medians) == pytest.approx(2.0 * np.exp([0, -1, -2]))
    left, taken = first.containers
    shares = [lost.get_height() / kept.get_height() for lost, kept in zip(taken, left)]
    assert shares == pytest.approx([0.25] * 5)  # of what the step before had left
    assert [lost.get_y() for lost in taken] == pytest.approx([kept.get_height() for kept in left[1:]])


def test_contrasts():
    one = pd.DataFrame({"difference": [1.0, -0.5], "low": [0.5, -1.5], "high": [1.75, 0.25], "counts": [True, False],
                        "group": ["same clock", "slower clock"]}, index=["decay 0", "rate 1"])
    left, right = figures.contrasts({"score": one, "distance": one}).axes
    assert [axis.get_xlabel() for axis in (left, right)] == ["score", "distance"]
    bars = {container.get_label(): container for container in left.containers}
    assert bars["beyond luck"].lines[0].get_xydata().tolist() == [[1.0, 3]]
    assert bars["within luck"].lines[0].get_xydata().tolist() == [[-0.5, 1]]
    (start, end), = bars["beyond luck"].lines[2][0].get_segments()
    assert (start[0], end[0]) == (0.5, 1.75)
    rows = {label.get_text(): (place, label.get_weight())
            for place, label in zip(left.get_yticks(), left.get_yticklabels())}
    assert rows == {"slower clock": (0, "bold"), "rate 1": (1, "normal"), "same clock": (2, "bold"),
                    "decay 0": (3, "normal")}
    assert left.yaxis_inverted()


def test_by_kind():
    rows = pd.DataFrame({"x": [0.1, 0.2, 0.3], "y": [1.0, 30.0, -4.0], "kind": ["plain", "residual", "plain"]})
    axis, = figures.by_kind(rows, "memory", "score", threshold=2).axes
    assert points(axis, "plain").tolist() == [[0.1, 1.0], [0.3, -4.0]]
    assert (axis.get_xlabel(), axis.get_ylabel(), axis.get_yscale()) == ("memory", "score", "symlog")
    assert figures.by_kind(rows, "memory", "score").axes[0].get_yscale() == "linear"


def test_orange_is_for_untrained_networks():
    from pse_helpers.plots.style import UNTRAINED
    assert UNTRAINED not in [colour for colour, _ in figures.KINDS.values()]


def test_every_kind_of_the_collection_has_a_colour():
    assert set(real_networks().kind) <= set(figures.KINDS)


def test_noise_and_rest():
    axis, = figures.noise_and_rest([2.0, 1.0, 0.5], [3.0, 0.4, 0.2], 0.4).axes
    assert points(axis, "start: noise").tolist() == [[1, 2.0], [2, 1.0], [3, 0.5]]
    assert points(axis, "the start times $e^{-\\tau}$")[:, 1] == pytest.approx([0.8, 0.4, 0.2])
    assert points(axis, "trained")[:, 1].tolist() == [3.0, 0.4, 0.2]
    assert axis.get_ylim()[0] == 0
