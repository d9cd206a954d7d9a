"""Figures of the chapter on equivalence: tables of pairs, bounds of their distances, and what compression does."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.networks import title
from pse_helpers.plots.inputs import column_of, each, frame, number, takes, whole
from pse_helpers.plots.style import COLOURS, MARKERS, finished, legend_above, panels, styled


@styled
@takes(tables=each(frame(words=["first", "second"])), column=column_of("tables"), digits=whole)
def tables_of_pairs(tables, column, label, digits):
    """Tables of pairs of networks as maps with their numbers, one panel a table, on a common scale.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Columns first, second and `column`, a row a pair; the key is the panel's title.
    column : str
    label : str
        What the colours show, with its unit.
    digits : int
        Decimals that are printed.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import tables_of_pairs
    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "z": [1.0, 2.0, 3.0]})
    >>> tables_of_pairs({"three networks": table}, "z", "z", 1).axes[0].get_title()
    'three networks'
    """
    squares = {name: _square(table, column) for name, table in tables.items()}
    side = max(map(len, squares.values()))
    figure, axes = panels(len(tables), row_height=0.5 + 0.33 * side, margin=0.9, columns=1, sharey=False)
    top = max(square.max(axis=None) for square in squares.values())
    for axis, (name, square) in zip(axes, squares.items()):
        colours = _numbered_map(axis, square, digits, top)
        axis.set(title=name)
    figure.colorbar(colours, ax=axes, label=label, shrink=0.6, pad=0.02)
    return finished(figure)


def _numbered_map(axis, square, digits, top):
    """A table as colours, with its numbers: without seaborn, whose heatmap draws the whole figure to measure labels."""
    colours = axis.pcolormesh(square, cmap="Blues", vmin=0, vmax=top, edgecolors="0.9", linewidth=0.5)
    for (row, column), value in np.ndenumerate(square):
        if np.isfinite(value):
            axis.text(column + 0.5, row + 0.5, f"{value:.{digits}f}", size=8.5, ha="center", va="center",
                      color="white" if value > 0.55 * top else "0.15")
    axis.set_xticks(np.arange(square.shape[1]) + 0.5, square.columns, rotation=90)
    axis.set_yticks(np.arange(square.shape[0]) + 0.5, square.index)
    axis.invert_yaxis()
    axis.grid(False)
    return colours


def _square(table, column):
    """One triangle of the table, networks in the order in which they first appear, by their titles."""
    names = list(dict.fromkeys([*table["first"], *table["second"]]))
    square = table.pivot(index="second", columns="first", values=column).reindex(index=names[1:], columns=names[:-1])
    return square.rename(index=title, columns=title)


@styled
@takes(tables=each(frame("distance", "upper_bound", "p_value")), margin=number())
def distances_and_bounds(tables, margin):
    """Distances of all pairs in rising order, each with a line up to its upper bound, one panel a table.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Columns distance, upper_bound and p_value, a row a pair; the key is the panel's title.
    margin : float
        Within which networks are equivalent: a vertical line.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import distances_and_bounds
    >>> table = pd.DataFrame({"distance": [0.1, 0.2], "upper_bound": [0.2, 0.25], "p_value": [0.01, 0.4]})
    >>> len(distances_and_bounds({"two pairs": table}, 0.3).axes)
    1
    """
    figure, axes = panels(len(tables), row_height=3.8, margin=0.6)
    for axis, (name, table) in zip(axes, tables.items()):
        table = table.sort_values("distance").assign(place=range(len(table)))
        for (label, chosen), colour, marker in zip(
                {"told apart ($p \\leq 0.05$)": table.p_value <= 0.05,
                 "not told apart": table.p_value > 0.05}.items(), COLOURS, MARKERS):
            rows = table[chosen]
            axis.hlines(rows.place, rows.distance, rows.upper_bound, color=colour, linewidth=1)
            axis.plot(rows.distance, rows.place, marker, color=colour, markersize=3, label=label)
        axis.axvline(margin, color="0.3", linestyle="--", label=f"margin {margin:g}")
        axis.set(title=name, xlim=(0, None))
    figure.supxlabel("distance $D$, and its upper bound (share of the spectrum)", size="medium")
    axes[0].set_ylabel("pairs of architectures")
    legend_above(axes[0], 3)
    return finished(figure)


@styled
@takes(tables=each(frame("test_error", "z")), accuracy=number(above=0))
def error_and_class(tables, accuracy, label):
    """Test error of compressed networks, and how far they are from their class, against the share that is kept.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Index: the share kept; columns test_error (per cent) and z. The key names the way of compression.
    accuracy : float
        The z up to which a network belongs to the class.
    label : str
        What is kept, for the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    z is linear up to the accuracy and logarithmic beyond.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import error_and_class
    >>> table = pd.DataFrame({"test_error": [2.0, 3.0], "z": [0.5, 9.0]}, index=[1.0, 0.5])
    >>> len(error_and_class({"pruned": table}, 3, "share kept").axes)
    2
    """
    figure, (above, below) = plt.subplots(2, sharex=True, figsize=(5.6, 5.4))
    low = min(0.0, *(table.z.min() for table in tables.values()))
    below.axhspan(low - 1, accuracy, color="0.85", linewidth=0, label="within its class")
    for (name, table), colour, marker in zip(tables.items(), COLOURS, MARKERS):
        for axis, column in ((above, "test_error"), (below, "z")):
            axis.plot(table.index, table[column], color=colour, marker=marker, label=name)
    below.set_yscale("symlog", linthresh=accuracy)
    below.set(xlabel=label, ylabel="$z$ beside its class", ylim=(low - 1, None))
    ticks = [tick for tick in (-3, 0, 3, 10, 30, 100) if low - 1 <= tick]
    below.set_yticks(ticks, map(str, ticks))
    above.set(ylabel="test error (%)", ylim=(-3, 100), xticks=np.arange(0.2, 1.1, 0.2))
    above.invert_xaxis()
    legend_above(below, 1 + len(tables))
    return finished(figure)
