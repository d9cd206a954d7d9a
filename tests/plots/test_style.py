"""What figures have in common: their grid of panels, numbers on logarithmic axes, legends, one style."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from pse_helpers.plots import style


def shown(axis):
    """The texts of an axis within its limits, as they are drawn."""
    axis.figure.canvas.draw()
    low, high = sorted(axis.get_view_interval())
    return [label.get_text() for value, label in zip(axis.get_majorticklocs(), axis.get_majorticklabels())
            if low <= value <= high]


@pytest.mark.parametrize("count, columns, rows, across", [(1, 2, 1, 1), (3, 2, 2, 2), (4, 2, 2, 2), (3, 1, 3, 1)])
def test_panels_stand_in_a_grid(count, columns, rows, across):
    figure, axes = style.panels(count, row_height=2.0, margin=0.5, columns=columns)
    plt.close(figure)
    grid = axes[0].get_gridspec()
    assert (len(axes), grid.nrows, grid.ncols) == (count, rows, across)
    assert figure.get_size_inches() == pytest.approx([5.6, 0.5 + 2 * rows])
    assert [axis.get_visible() for axis in figure.axes] == [True] * count + [False] * (rows * across - count)


def test_the_lowest_panel_of_each_column_has_its_numbers():
    """Of three, the second stands above a gap."""
    figure, axes = style.panels(3, row_height=2.0)
    plt.close(figure)
    assert [axis.xaxis.get_major_ticks()[0].label1.get_visible() for axis in axes] == [False, True, True]


@pytest.mark.parametrize("low, high, texts", [
    (1, 7, ["1", "2", "3", "4", "6"]), (0.5, 12, ["0.5", "1", "2", "5", "10"]), (1, 200, ["1", "3", "10", "30", "100"]),
    (2e-4, 1e-3, [rf"${digit} \times 10^{{-4}}$" for digit in (2, 3, 4, 6)] + ["0.001"])])
def test_plain_numbers_on_a_short_logarithmic_axis(low, high, texts):
    figure, axis = plt.subplots()
    axis.set(xscale="log", xlim=(low, high))
    style.plain_numbers(axis.xaxis)
    plt.close(figure)
    assert shown(axis.xaxis) == texts


def test_powers_of_ten_stay_on_a_long_axis():
    figure, axis = plt.subplots()
    axis.set(xscale="log", xlim=(1, 1e4))
    style.plain_numbers(axis.xaxis)
    plt.close(figure)
    assert r"$\mathdefault{10^{2}}$" in shown(axis.xaxis)


def test_an_ensemble_looks_alike_in_all_figures():
    """Wherever it stands, and whatever follows its name; what is no ensemble takes its look in turn."""
    first, second = style.looks(["CUE", "mine", "independent phases"]), style.looks(["mine", "COE, package", "CUE"])
    assert first[0] == second[2] == style.ENSEMBLES["CUE"] and first[1] == second[0] == (style.COLOURS[0], "o")
    assert first[2] == style.ENSEMBLES["independent"] and second[1] == style.ENSEMBLES["COE"]
    colours, markers = zip(*style.ENSEMBLES.values())
    assert len(set(colours)) == len(set(markers)) == 4


def test_these_numbers_and_no_others():
    figure, axis = plt.subplots()
    axis.set(xscale="log", xlim=(0.5, 10))
    style.these_numbers(axis.xaxis, [0.5, 1, 8], lambda x: f"{x:.1f}")
    plt.close(figure)
    assert shown(axis.xaxis) == ["0.5", "1.0", "8.0"] and len(axis.xaxis.get_minorticklocs()) == 0


def test_an_axis_that_counts_has_whole_numbers_however_short_it_is():
    figure, axis = plt.subplots()
    axis.set(xlim=(1, 3))
    style.whole_numbers(axis.xaxis)
    plt.close(figure)
    assert shown(axis.xaxis) == ["1", "2", "3"]


def test_points_on_intervals_reach_from_low_to_high():
    figure, axis = plt.subplots()
    rows = pd.DataFrame({"rate": [2.0, 5.0], "low": [1.0, 4.5], "high": [2.5, 7.0]})
    style.points_on_intervals(axis, rows, "rate", [1, 0])
    plt.close(figure)
    bars, = axis.collections
    assert np.array(bars.get_segments()).tolist() == [[[1, 1], [2.5, 1]], [[4.5, 0], [7, 0]]]


def test_the_style_ends_with_the_figure():
    before = dict(plt.rcParams)
    inside = style.styled(lambda: plt.rcParams["figure.dpi"])()
    assert inside == style.STYLE["figure.dpi"] and dict(plt.rcParams) == before


def test_a_notebook_stays_interactive_that_the_first_figure_made_so():
    """Its backend is loaded by the first figure; were it forgotten, what a reader draws after it would not be shown."""
    assert not plt.isinteractive()
    try:
        style.styled(plt.ion)()
        assert plt.isinteractive()
        style.styled(plt.figure)()
        assert plt.isinteractive()
    finally:
        plt.ioff()


def test_a_drawing_that_fails_leaves_no_figure_behind_and_the_reader_s_own_alone():
    @style.styled
    def failing():
        plt.figure()
        raise LookupError

    own = plt.figure()
    with pytest.raises(LookupError):
        failing()
    assert plt.get_fignums() == [own.number]
    plt.close(own)


def test_a_finished_figure_is_shown_once():
    figure = style.finished(plt.figure())
    assert figure.number not in plt.get_fignums()


def test_families_stand_at_their_columns():
    figure, axis = plt.subplots()
    rows = pd.DataFrame({"family": ["B", "A", "B"], "size": [1.0, 2, 3], "error": [7.0, 8, 9]})
    style.families(axis, rows, "size", "error", 5)
    plt.close(figure)
    drawn = {line.get_label(): line.get_xydata().tolist() for line in axis.lines}
    assert drawn == {"A": [[2, 8]], "B": [[1, 7], [3, 9]]}
