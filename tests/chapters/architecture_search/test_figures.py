"""The figures on architecture search show every signal that they are given, and random search beside each."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers.chapters.architecture_search import figures
from pse_helpers.plots.style import UNTRAINED

RANDOM = [20, 40, 60], [1.0, 0.5, 0.2]
SIGNALS = {f"signal {k}": ([20, 40, 60], [0.9 - k / 10, 0.3, 0.0]) for k in range(7)}


def drawn(axis):
    """The heights of each line, random search first."""
    return [line.get_ydata().tolist() for line in axis.lines]


def correlations(**values):
    table = pd.DataFrame({"correlation": values})
    return table.assign(low=table.correlation - 0.2, high=table.correlation + 0.1)


GROUPS = {"free": correlations(width=0.8, flow=0.1), "5 epochs": correlations(cpse=-0.3)}


def test_a_correlation_and_its_interval_stand_in_the_row_of_their_signal():
    axis, = figures.correlations_by_cost(GROUPS, 0.6).axes
    names = dict(zip(axis.get_yticks(), [label.get_text() for label in axis.get_yticklabels()]))
    points = {names[y]: x for bars in axis.containers for x, y in bars[0].get_xydata()}
    ends = {names[bar[0, 1]]: bar[:, 0] for bars in axis.containers for bar in bars[2][0].get_segments()}
    assert points == {"width": 0.8, "flow": 0.1, "cpse": -0.3} and list(names.values()) == list(points)
    assert all(ends[name] == pytest.approx([x - 0.2, x + 0.1]) for name, x in points.items())
    assert axis.yaxis_inverted()  # the first signal stands on top


def test_a_rule_parts_free_signals_from_others_and_the_band_is_named():
    axis, = figures.correlations_by_cost(GROUPS, 0.6).axes
    rules = sorted(line.get_ydata()[0] for line in axis.lines if list(line.get_xdata()) == [0, 1])
    assert rules == [1.5, 2.5]
    assert {text.get_text(): text.get_position()[1] for text in axis.texts} == {"free": 0.5, "5 epochs": 2.0}
    assert [text.get_text() for text in axis.figure.legends[0].texts] == ["what the best of 3 reaches by luck"]
    band = axis.patches[0].get_extents().transformed(axis.transData.inverted())
    assert band.intervalx == pytest.approx([-0.6, 0.6])


def test_seven_kinds_of_signal_are_told_apart_by_colour_and_by_marker():
    axis, = figures.regret_against_cost(SIGNALS, RANDOM, 0.72).axes
    assert drawn(axis) == [RANDOM[1], *(regrets for _, regrets in SIGNALS.values())]
    assert [line.get_label() for line in axis.lines] == ["random search", *SIGNALS]
    looks = [(line.get_color(), line.get_marker()) for line in axis.lines]
    assert len({colour for colour, _ in looks}) == len({marker for _, marker in looks}) == 8


def test_markers_at_one_place_are_all_seen():
    axis, = figures.regret_against_cost(SIGNALS, RANDOM, 0.72).axes
    assert {line.get_markerfacecolor() for line in axis.lines[1:]} == {"none"}
    assert axis.get_ylim()[0] < 0 and "0.72 %" in axis.get_ylabel()


def test_markers_at_one_place_have_their_names_beside_it():
    points = {"a": ([20, 90], [0.5, 1.0]), "b": ([20, 90], [0.4, 1.0]), "c": ([20, 60], [0.5 + 1e-12, 1.0])}
    axis, = figures.regret_against_cost(points, RANDOM, 0.72).axes
    assert {text.get_text(): text.xy for text in axis.texts} == {"a, c": (20, 0.5), "a, b": (90, 1.0)}


@pytest.mark.parametrize("count", [1, 6, 7])
def test_each_filter_has_a_panel_with_random_search_beside_it(count):
    shown = dict(list(SIGNALS.items())[:count])
    panels = [axis for axis in figures.filters(shown, RANDOM, 0.72).axes if axis.get_visible()]
    assert [axis.get_title() for axis in panels] == list(shown)
    assert [drawn(axis) for axis in panels] == [[RANDOM[1], regrets] for _, regrets in shown.values()]


def test_one_kind_looks_alike_in_both_figures():
    first = figures.regret_against_cost(SIGNALS, RANDOM, 0.72).axes[0].lines[1:]
    second = [axis.lines[1] for axis in figures.filters(SIGNALS, RANDOM, 0.72).axes[:7]]
    assert [(a.get_color(), a.get_marker()) for a in first] == [(b.get_color(), b.get_marker()) for b in second]
    assert np.all([axis.get_xlim() == (0, 310) for axis in figures.filters(SIGNALS, RANDOM, 0.72).axes[:7]])


def test_orange_is_for_untrained_networks():
    assert UNTRAINED not in [colour for colour, _ in figures.KINDS]


@pytest.mark.parametrize("largest, written", [(-2.5, "−2.50"), (2.5, "2.50"), (25.0, "25.0"), (250.0, "250")])
def test_numbers_of_a_grid_stand_in_their_cells(largest, written):
    table = pd.DataFrame([[1.0, largest], [0.5, 0.75]], index=[8, 14], columns=[4, 16])
    axis, = figures.grids({"error": table}).axes
    across, up = ({tick: label.get_text() for tick, label in zip(one.get_ticklocs(), one.get_ticklabels())}
                  for one in (axis.xaxis, axis.yaxis))
    found = {(up[y], across[x]): text.get_text() for text in axis.texts for x, y in [text.get_position()]}
    assert found[("8", "16")] == written and float(found[("14", "4")]) == pytest.approx(0.5, abs=0.5)
    assert set(found) == {("8", "4"), ("8", "16"), ("14", "4"), ("14", "16")}
