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


def test_score_against_distance(table):
    table.loc["d"], table.loc["e"] = ["VGG", -1.5, 0.4, 0.05], ["recurrent", 2.5, 0.4, 0.05]  # in the band, and not
    axis, = figures.score_against_distance(table).axes
    assert points(axis, "VGG").tolist() == [[0.5, 3.0], [0.2, 0.5], [0.4, -1.5]]
    assert points(axis, "recurrent").tolist() == [[0.3, -20.0], [0.4, 2.5]]
    assert points(axis, "untrained").tolist() == [[0.05, 0], [0.06, 0], [0.07, 0], [0.05, 0], [0.05, 0]]
    assert {text.get_text(): text.xy for text in axis.texts} == {
        "a": (0.5, 3.0), "b": (0.3, -20.0), "c": (0.2, 0.5), "d": (0.4, -1.5)}
    assert axis.get_yscale() == "symlog"


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
    axis, = figures.beside_the_clock({"digits": ([0.5, 2.0], [-0.4, -2.1]), "random labels": ([1.0], [0.1])}).axes
    assert points(axis, "digits") == pytest.approx(np.array([[0.5, np.exp(-0.4)], [2.0, np.exp(-2.1)]]))
    assert points(axis, "random labels") == pytest.approx(np.array([[1.0, np.exp(0.1)]]))
    law = points(axis, "$e^{-\\tau}$")
    assert law[:, 1] == pytest.approx(np.exp(-law[:, 0])) and law[-1, 0] == 2.0


def test_every_kind_beside_the_clock_has_its_mark_and_its_place():
    kinds = ("clothes", "normalised", "digits")
    axis, = figures.beside_the_clock({kind: ([1.0], [0.0]) for kind in kinds}).axes
    drawn = {line.get_label(): (line.get_color(), line.get_marker()) for line in axis.lines}
    assert {kind: drawn[kind] for kind in kinds} == {kind: figures.KINDS[kind] for kind in kinds}
    assert list(drawn)[1:] == ["normalised", "digits", "clothes"]  # after the line


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
