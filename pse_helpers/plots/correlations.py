"""Correlations of measures, with their intervals or group by group."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, frame, matrix, number, optional, takes
from pse_helpers.plots.style import (
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    points_on_intervals,
    styled,
)


@takes(correlations=each(frame("correlation", "low", "high")), chance=optional(number(above=0)))
@styled
def correlations_with_intervals(correlations, xlabel, chance=None):
    """Correlations with their intervals, one row a quantity.

    Parameters
    ----------
    correlations : mapping of str to pandas.DataFrame
        For each way of comparing a name and a table with the columns correlation, low
        and high, the quantities in its index; all tables have the same index. NaN where
        a comparison has no value.
    xlabel : str
    chance : float, optional
        A band from -chance to chance is shaded.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.plots import correlations_with_intervals
    >>> rows = pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=["size"])
    >>> correlations_with_intervals({"alone": rows}, "rank correlation").axes[0].get_yticklabels()[0].get_text()
    'size'
    """
    index = next(iter(correlations.values())).index
    places = np.arange(len(index))[::-1]
    figure, axis = plt.subplots(figsize=(5.6, 1.5 + 0.1 * (len(correlations) + 1) * len(index)))
    if chance is not None:
        _shade_luck(axis, chance)
    shifts = np.linspace(0.25, -0.25, len(correlations)) if len(correlations) > 1 else [0]
    for (label, rows), shift, colour, marker in zip(correlations.items(), shifts, (TRAINED, UNTRAINED, "0.3"), "os^"):
        points_on_intervals(axis, rows, "correlation", places + shift, color=colour, marker=marker, linewidth=1.2,
                            capsize=2, label=label)
    axis.axvline(0, color="0.4", linewidth=0.8)
    axis.set(xlabel=xlabel, yticks=places, yticklabels=index, ylim=(-0.6, len(index) - 0.4))
    legend_above(axis, 2)
    return finished(figure)


@takes(panels=each(matrix), chance=number())
@styled
def correlations_by_group(panels, chance, xlabel):
    """A correlation for each group and measure as points, their means as bars, beside what chance does.

    Parameters
    ----------
    panels : mapping of str to pandas.DataFrame
        Title and table: a row a group, a column a measure; the same columns in all.
    chance : float
        A band from -chance to chance is shaded; it is for the means.
    xlabel : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.plots import correlations_by_group
    >>> table = pd.DataFrame({"norm": [0.9, 0.7], "score": [-0.2, 0.3]})
    >>> correlations_by_group({"one network": table}, 0.5, "rank correlation").axes[0].get_title()
    'one network'
    """
    columns = next(iter(panels.values())).columns
    places = np.arange(len(columns))[::-1]
    figure, axes = plt.subplots(1, len(panels), sharey=True, squeeze=False, figsize=(5.6, 1.2 + 0.3 * len(columns)))
    for axis, (title, table) in zip(axes[0], panels.items()):
        _shade_luck(axis, chance)
        axis.axvline(0, color="0.4", linewidth=0.8)
        axis.plot(table.T, places, ".", color=TRAINED, markersize=6, alpha=0.7)
        axis.plot(table.mean(), places, "|", color="black", markersize=15, markeredgewidth=2.2)
        axis.set(title=title, xlim=(-1.08, 1.08), ylim=(-0.6, len(columns) - 0.4), yticks=places,
                 yticklabels=columns)
    _label_below(axes[0], xlabel)
    return finished(figure)


def _label_below(axes, xlabel):
    """Under the middle of the panels, which is not that of the figure."""
    label = axes[0].figure.supxlabel(xlabel)
    axes[0].figure.draw_without_rendering()
    label.set_x((axes[0].get_position().x0 + axes[-1].get_position().x1) / 2)


def _shade_luck(axis, chance):
    axis.axvspan(-chance, chance, color="0.9", zorder=0)
