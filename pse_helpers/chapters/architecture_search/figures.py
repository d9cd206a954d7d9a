"""Grids of networks, and what a signal costs and loses."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from pse_helpers.plots.style import COLOURS, MARKERS, finished, panels, styled


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
        axis.set(title=title, xlabel="width (channels)", ylabel="depth (layers)")
        axis.tick_params(axis="y", rotation=0)
    return finished(figure)


@styled
def regret_against_cost(points, random_search, best):
    """How much is lost by following a signal, against what it costs to get it.

    Parameters
    ----------
    points : mapping of str to (costs, regrets)
        One kind of signal each: costs in epochs of training spent on the choice, regrets in percentage points.
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
    figure, axis = plt.subplots()
    axis.plot(*random_search, color="0.4", linewidth=1.2, marker=".", label="random search")
    for (name, (costs, regrets)), colour, marker in zip(points.items(), COLOURS, MARKERS):
        axis.plot(costs, regrets, color=colour, marker=marker, markersize=8, linestyle="none", label=name)
    axis.set(xlabel="epochs of training spent on the choice",
             ylabel=f"test error above the best ({best:.2f} %),\npercentage points")
    axis.set_ylim(bottom=-0.05)
    axis.legend(fontsize=9)
    return finished(figure)
