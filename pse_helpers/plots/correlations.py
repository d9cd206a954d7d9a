"""Correlations of measures with their intervals."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, frame, number, optional, takes
from pse_helpers.plots.style import (
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    points_on_intervals,
    styled,
)


@styled
@takes(correlations=each(frame("correlation", "low", "high")), chance=optional(number(above=0)))
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
        axis.axvspan(-chance, chance, color="0.9", zorder=0)
    shifts = np.linspace(0.25, -0.25, len(correlations)) if len(correlations) > 1 else [0]
    for (label, rows), shift, colour, marker in zip(correlations.items(), shifts, (TRAINED, UNTRAINED, "0.3"), "os^"):
        points_on_intervals(axis, rows, "correlation", places + shift, color=colour, marker=marker, linewidth=1.2,
                            capsize=2, label=label)
    axis.axvline(0, color="0.4", linewidth=0.8)
    axis.set(xlabel=xlabel, yticks=places, yticklabels=index, ylim=(-0.6, len(index) - 0.4))
    legend_above(axis, 2)
    return finished(figure)
