"""Grids of networks, and what a signal costs and loses, alone and as a filter."""

from collections import defaultdict

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.ticker import MultipleLocator

from pse_helpers.plots.inputs import each, frame, matrix, number, rows, takes
from pse_helpers.plots.style import (
    COLOURS,
    MARKERS,
    TRAINED,
    finished,
    legend_above,
    panels,
    points_on_intervals,
    styled,
)

# A colour and a marker for each kind of signal, in order; orange is for untrained networks, throughout the book.
KINDS = list(zip([COLOURS[0], "black", *COLOURS[2:6], COLOURS[9]], MARKERS + "X"))
LOST = "test error above the best ({:.2f} %),\npercentage points"


@takes(tables=each(matrix))
@styled
def grids(tables):
    """Numbers over depth and width, one panel a table, printed into coloured cells: the largest with three digits.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Depths down, widths across; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.architecture_search.figures import grids
    >>> len(grids({"error": pd.DataFrame([[1.0, 2.0]], index=[8], columns=[4, 8])}).axes)
    1
    """
    figure, axes = panels(len(tables), row_height=2.6, sharex=False, sharey=False)
    for axis, (title, table) in zip(axes, tables.items()):
        whole_digits = 1 + int(np.log10(max(1, np.abs(table.to_numpy()).max())))
        sns.heatmap(table, annot=True, fmt=f".{max(0, 3 - whole_digits)}f", cmap="cividis", cbar=False, ax=axis,
                    annot_kws={"size": 10})
        for cell in axis.texts:
            cell.set_text(cell.get_text().replace("-", "−"))
        axis.set(title=title, xlabel="width (channels)", ylabel="depth (layers)")
        axis.tick_params(axis="y", rotation=0)
    return finished(figure)


@takes(groups=each(frame("correlation", "low", "high")), luck=number(above=0))
@styled
def correlations_by_cost(groups, luck):
    """Rank correlations of signals with their intervals, one row a signal, ruled off by what the signals cost.

    Parameters
    ----------
    groups : mapping of str to pandas.DataFrame
        The key says what the signals cost, and stands beside their rows. Columns correlation, low and high; the
        names of the signals in the index.
    luck : float
        A band from -luck to luck is shaded: what the best of all these signals reaches by luck.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.architecture_search.figures import correlations_by_cost
    >>> rows = pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=["width"])
    >>> correlations_by_cost({"free": rows}, 0.6).axes[0].get_yticklabels()[0].get_text()
    'width'
    """
    names = [name for table in groups.values() for name in table.index]
    figure, axis = plt.subplots(figsize=(5.6, 1.3 + 0.26 * len(names)))
    axis.axvspan(-luck, luck, color="0.9", zorder=0, label=f"what the best of {len(names)} reaches by luck")
    axis.axvline(0, color="0.4", linewidth=0.8)
    first = 0
    for cost, table in groups.items():
        places = first + np.arange(len(table))
        points_on_intervals(axis, table, "correlation", places, color=TRAINED, marker="o", linewidth=1.2, capsize=2)
        axis.text(1.02, places.mean(), cost, transform=axis.get_yaxis_transform(), rotation=270, va="center", size=10)
        first += len(table)
        axis.axhline(first - 0.5, color="0.4", linewidth=0.8)
    axis.xaxis.set_major_locator(MultipleLocator(0.5))
    axis.set(xlabel="rank correlation with test error", yticks=range(first), yticklabels=names,
             ylim=(first - 0.5, -0.5))
    axis.grid(axis="y", visible=False)
    legend_above(axis, 1)
    return finished(figure)


@takes(points=each(rows(2), most=len(KINDS)), random_search=rows(2), best=number())
@styled
def regret_against_cost(points, random_search, best):
    """How much is lost by following a signal, against what it costs to have the network that it chooses, trained.

    Parameters
    ----------
    points : mapping of str to (costs, regrets)
        One kind of signal each, at most seven: costs in epochs of training in all, regrets in percentage points.
        Markers are hollow, so that those at one place are all seen; their names stand beside it.
    random_search : (costs, regrets)
        Expected regret of training so many epochs' worth of candidates drawn at random.
    best : float
        The smallest error of all candidates, in per cent; named on the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.architecture_search.figures import regret_against_cost
    >>> len(regret_against_cost({"a": ([0, 60], [0.5, 0.2])}, ([20, 40], [0.6, 0.3]), 1.2).axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.8))
    axis.plot(*random_search, color="0.4", linewidth=1.2, marker=".", label="random search")
    for (name, (costs, regrets)), (colour, marker) in zip(points.items(), KINDS):
        axis.plot(costs, regrets, color=colour, marker=marker, markersize=9, markerfacecolor="none",
                  markeredgewidth=1.8, linestyle="none", label=name)
    axis.set(xlabel="epochs of training in all", xlim=(0, 310), ylabel=LOST.format(best))
    axis.set_ylim(bottom=-0.08)
    _name_shared_places(axis, points)
    legend_above(axis, columns=3)
    return finished(figure)


def _name_shared_places(axis, points):
    """To the right of a place with several markers, the names of all of them."""
    there = defaultdict(list)
    for name, (costs, regrets) in points.items():
        for cost, regret in zip(costs, regrets):
            there[cost, round(regret, 9)].append(name)
    for place, names in there.items():
        if len(names) > 1:
            axis.annotate(", ".join(names), place, (24, 0), textcoords="offset points", va="center", size=10)


@takes(curves=each(rows(2), most=len(KINDS)), random_search=rows(2), best=number())
@styled
def filters(curves, random_search, best):
    """How much is lost by training the first few candidates in the order of a signal, one panel a signal.

    Parameters
    ----------
    curves : mapping of str to (costs, regrets)
        At most seven: costs in epochs of training in all, regrets in percentage points; the key is the panel's title.
    random_search : (costs, regrets)
        Expected regret of training as many candidates drawn at random; in every panel.
    best : float
        The smallest error of all candidates, in per cent; named on the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.architecture_search.figures import filters
    >>> figure = filters({"a": ([20, 40], [0.5, 0.2]), "b": ([20, 40], [0.4, 0.0])}, ([20, 40], [0.6, 0.3]), 1.2)
    >>> [axis.get_title() for axis in figure.axes]
    ['a', 'b']
    """
    figure, axes = panels(len(curves), row_height=1.75, margin=0.6)
    for axis, (title, curve), (colour, marker) in zip(axes, curves.items(), KINDS):
        axis.plot(*random_search, color="0.4", linewidth=1.2, marker=".", label="random search")
        axis.plot(*curve, color=colour, linewidth=1.2, marker=marker, markersize=5)
        axis.set(title=title, xticks=range(0, 301, 100), xlim=(0, 310))
    figure.supxlabel("epochs of training")
    figure.supylabel(LOST.format(best))
    return finished(figure)
