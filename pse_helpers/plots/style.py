"""The one style of the book's figures, and what their kinds have in common."""

import re
from functools import wraps

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.ticker import LogLocator, MaxNLocator, NullFormatter, NullLocator

COLOURS = sns.color_palette("colorblind")
TRAINED, UNTRAINED = COLOURS[:2]
MARKERS = "osD^vP"
ENSEMBLES = {"independent": ("0.4", "o"), "COE": (COLOURS[4], "s"), "CUE": (COLOURS[2], "D"), "CSE": (COLOURS[3], "^")}

STYLE = {
    **sns.axes_style("whitegrid"),
    **sns.plotting_context("notebook"),
    "figure.facecolor": "white", "savefig.facecolor": "white", "savefig.dpi": 160, "figure.dpi": 160,
    "figure.constrained_layout.use": True, "figure.figsize": (5.6, 4.2),
    "font.size": 11, "axes.labelsize": 11, "axes.titlesize": 11, "figure.labelsize": 11,
    "xtick.labelsize": 10, "ytick.labelsize": 10, "legend.fontsize": 10, "legend.frameon": True, "grid.color": "0.9",
}


def styled(draw):
    """Draw in the book's style without touching matplotlib's global state, also where drawing fails."""
    @wraps(draw)
    def in_style(*arguments, **options):
        before, interactive = plt.get_fignums(), plt.isinteractive()
        try:
            with plt.rc_context(STYLE):
                drawn = draw(*arguments, **options)
                interactive = plt.isinteractive()
                return drawn
        finally:
            # The first figure of all makes a notebook interactive; lost with the style, no later one would be shown.
            plt.rcParams["interactive"] = interactive
            for number in set(plt.get_fignums()).difference(before):
                plt.close(number)
    return in_style


def look_of(label, default=(TRAINED, "o")):
    """The colour and the marker of the ensemble with whose name a label begins, or the default."""
    return ENSEMBLES.get(re.split("[ ,]", str(label))[0], default)


def looks(labels):
    """A colour and a marker for each label: an ensemble has its own in all figures, others take theirs in turn."""
    others = zip(COLOURS, MARKERS)
    return [look_of(label, None) or next(others) for label in labels]


def panels(count, row_height, margin=0.0, columns=2, sharex=True, sharey=True):
    """A figure, and its axes in reading order: `count` panels, two in a row or `columns`; heights in inches."""
    rows = -(-count // columns)
    figure, grid = plt.subplots(rows, min(columns, count), sharex=sharex, sharey=sharey, squeeze=False,
                                figsize=(5.6, margin + row_height * rows))
    axes, unused = np.split(grid.ravel(), [count])
    for axis in unused:
        axis.set_visible(False)
    for lowest in axes[-columns:]:  # in its column, also where the grid ends with a gap
        lowest.tick_params(labelbottom=True)
    return figure, axes


def map_of_counts(axis, counts, edges, ceiling):
    """Rows of counts as a map: layers across, eigenvalues up, darkest at the ceiling; return what a colour bar asks."""
    mesh = axis.pcolormesh(np.arange(len(counts) + 1) + 0.5, edges, counts.T, cmap="Blues", vmin=0, vmax=ceiling)
    axis.set(yscale="log", ylabel="eigenvalue / mean")
    axis.grid(False)
    return mesh


def points_on_intervals(axis, rows, column, places, **options):
    """One column of a table as points across, with bars from its column low to its column high."""
    value = rows[column]
    axis.errorbar(value, places, xerr=[value - rows.low, rows.high - value], markersize=5, linestyle="none", **options)


def families(axis, table, x, y, size):
    """Two columns of a table of networks as points of a size, one colour and marker a family."""
    for (family, rows), colour, marker in zip(table.groupby("family"), COLOURS, "os^Dv<>PX*"):
        axis.plot(rows[x], rows[y], color=colour, marker=marker, linestyle="none", markersize=size, label=family)


def whole_numbers(axis):
    """On an x or y axis that counts: round whole numbers."""
    axis.set_major_locator(MaxNLocator(6, integer=True, steps=[1, 2, 5, 10]))


def plain_numbers(axis):
    """On a logarithmic x or y axis of few decades: plain numbers, several a decade, in place of powers of ten."""
    low, high = axis.get_view_interval()
    several = {8: (1, 2, 3, 4, 6), 30: (1, 2, 5), 300: (1, 3)}  # by the most that the ends may differ, as a factor
    steps = next((steps for most, steps in several.items() if high / low < most), None)
    if steps:
        axis.set_major_locator(LogLocator(subs=steps))
        axis.set_major_formatter(lambda value, _: _plain(value))
        axis.set_minor_formatter(NullFormatter())


def _plain(value):
    if value >= 1e-3:
        return f"{value:g}"
    digits, power = f"{value:.0e}".split("e")
    return rf"${digits} \times 10^{{{int(power)}}}$"


def these_numbers(axis, ticks, written="{:g}".format):
    """On a logarithmic x or y axis: ticks at these numbers and nowhere else."""
    axis.set_ticks(ticks, [written(tick) for tick in ticks])
    axis.set_minor_locator(NullLocator())


def legend_above(axes, columns, **options):
    """One legend over all panels, of what one panel or any of several shows; what has one label has one entry."""
    axes = np.ravel(axes)
    shown = {label: handle for axis in axes for handle, label in zip(*axis.get_legend_handles_labels())}
    axes[0].figure.legend(shown.values(), shown, loc="outside upper center", ncols=columns, **options)


def finished(figure):
    """Hand the figure over once: a notebook shows what a cell returns, and nothing twice."""
    plt.close(figure)
    return figure
