"""Figures of the layer algebra: a fork, pieces of the plane, bounds, sizes beside accuracy."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.collections import PolyCollection

from pse_helpers.plots.inputs import columns_of, each, frame, matrix, number, numbers, several, takes
from pse_helpers.plots.style import (
    COLOURS,
    MARKERS,
    TRAINED,
    UNTRAINED,
    families,
    finished,
    legend_above,
    panels,
    styled,
)

# Of a network that forks once: what stands where, and which row of its table it is.
FORK = {"start": (0, 1.5, 4.0), "left": (2, 0.75, 2.9), "right": (4, 2.25, 2.9),
        "joined": (5, 1.5, 1.8), "end": (7, 1.5, 0.7)}
PIPES = ("start", "left"), ("start", "right"), ("left", "joined"), ("right", "joined"), ("joined", "end")


def _of_a_fork(table, name, given):
    table = frame("dimension", "complexity", words=["output_shape"])(table, name, given)
    if len(table) != 8:
        raise ValueError(f"{name} must have 8 leaves, as a network that forks once has; got {len(table)}")
    return table


@takes(tables=each(_of_a_fork, most=2))
@styled
def capacity_through_a_fork(tables):
    """Dimension and pieces through networks that fork once and join again, one panel a network.

    Pipes are as thick as the dimension that goes through them, and boxes name the factor by
    which a layer multiplies the pieces.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Of :func:`pse_helpers.algebra.layer_algebra`, with eight leaves: a first layer, linear and
        ReLU in both branches, the concatenation, linear and ReLU; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import capacity_through_a_fork
    >>> table = pd.DataFrame({"dimension": [2] * 8, "complexity": [0.0] * 8, "output_shape": [(1, 2)] * 8})
    >>> capacity_through_a_fork({"waist": table}).axes[0].get_title()
    'waist'
    """
    figure, axes = panels(len(tables), row_height=4.4)
    for axis, (title, table) in zip(axes, tables.items()):
        leaves = {place: table.iloc[row] for place, (row, _, _) in FORK.items()}
        for above, below in PIPES:
            _pipe(axis, above, below, leaves[above].dimension)
        for place, leaf in leaves.items():
            _box(axis, place, leaf)
        pieces = round(np.exp(table.complexity.sum()))
        axis.text(1.5, 0, f"at most {pieces} pieces", ha="center", va="center", weight="bold")
        axis.set(title=title, xlim=(-0.1, 3.1), ylim=(-0.3, 4.5))
        axis.axis("off")
    return finished(figure)


def _pipe(axis, above, below, dimension):
    (_, x, y), (_, x_below, y_below) = FORK[above], FORK[below]
    axis.plot([x, x_below], [y, y_below], color=TRAINED, linewidth=4 * dimension, alpha=0.45, solid_capstyle="butt")


def _box(axis, place, leaf):
    _, x, y = FORK[place]
    units, factor = int(np.prod(leaf.output_shape)), round(np.exp(leaf.complexity))
    what = {"start": f"waist: {units} numbers", "joined": f"{units} joined"}.get(place, f"{units} ReLUs")
    cut = f"pieces × {factor}" if factor > 1 else "no cut"
    axis.text(x, y, f"{what}\ndimension {leaf.dimension:.0f}\n{cut}", ha="center", va="center", size=11,
              bbox={"boxstyle": "round,pad=0.35", "facecolor": "white", "edgecolor": TRAINED if factor > 1 else "0.5"})


@takes(partitions=each(several(numbers(2, size=2))))
@styled
def pieces_of_the_plane(partitions):
    """Linear pieces of networks with two inputs, one panel a network.

    Parameters
    ----------
    partitions : mapping of str to list of ndarray, shape (corners, 2)
        The pieces as convex polygons; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.layer_algebra.figures import pieces_of_the_plane
    >>> len(pieces_of_the_plane({"one": [np.array([[0, 0], [1, 0], [0, 1]])]}).axes[0].collections)
    1
    """
    figure, axes = panels(len(partitions), row_height=2.6, margin=0.3)
    colours = sns.color_palette("pastel")
    for axis, (title, polygons) in zip(axes, partitions.items()):
        shades = [colours[i % len(colours)] for i in range(len(polygons))]
        axis.add_collection(PolyCollection(polygons, facecolors=shades, edgecolors="0.25", linewidths=0.7))
        axis.autoscale_view()
        axis.set(title=title, aspect="equal")
        axis.margins(0)
        axis.grid(False)
    figure.supxlabel("first input")
    figure.supylabel("second input")
    return finished(figure)


@takes(counts=each(numbers()), bounds=each(number(above=0), like="counts"))
@styled
def counts_below_bounds(counts, bounds):
    """How many pieces drawn networks have, one panel a structure, beside the bound that structure sets.

    Parameters
    ----------
    counts : mapping of str to array_like of int
        The key is the panel's title.
    bounds : mapping of str to float
        Under the same keys.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.layer_algebra.figures import counts_below_bounds
    >>> counts_below_bounds({"net": [5, 6, 6]}, {"net": 7}).axes[0].get_title()
    'net'
    """
    figure, axes = panels(len(counts), row_height=1.5, margin=0.9, columns=1, sharex=False, sharey=False)
    for axis, (title, found) in zip(axes, counts.items()):
        axis.hist(found, bins=np.linspace(0.5, bounds[title] + 0.5, 78), color=TRAINED, linewidth=0, label="counted")
        axis.axvline(bounds[title], color=UNTRAINED, linewidth=2.5, label="bound from structure")
        axis.set(title=title, ylabel="networks", xlim=(0, None))
    axes[-1].set_xlabel("linear pieces")
    legend_above(axes[0], 2)
    return finished(figure)


@takes(places=numbers(least=2), heights=numbers(like="places", least=2), levels=numbers())
@styled
def zigzag_over_levels(places, heights, levels):
    """A sum of units that goes up and down, and the levels at which units of the next layer switch.

    Parameters
    ----------
    places : array_like
        Where on the input, from left to right.
    heights : array_like
        The sum there.
    levels : array_like
        One for each unit of the next layer; a dot where the sum crosses it.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.layer_algebra.figures import zigzag_over_levels
    >>> len(zigzag_over_levels([0, 1, 2], [0, 1, 0], [0.5]).axes[0].lines)
    3
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.2))
    axis.plot(places, heights, color=TRAINED, label="sum of the first three units")
    for level in levels:
        axis.axhline(level, color="0.4", linestyle="--", linewidth=1, label="levels of the second three")
    crossings = [(place, level) for level in levels for place in _crossings(places, heights - level)]
    axis.plot(*np.reshape(crossings, (-1, 2)).T, "o", color=UNTRAINED, label="a unit switches")
    axis.set(xlabel="input", ylabel="sum")
    legend_above(axis, 2)
    return finished(figure)


def _crossings(places, heights):
    """Where a broken line changes its sign."""
    k, = np.nonzero(np.diff(heights > 0))
    step = heights[k] / (heights[k] - heights[k + 1])
    return places[k] + step * (places[k + 1] - places[k])


@takes(table=frame("accuracy", words=["family"]), titles=columns_of("table"))
@styled
def sizes_against_accuracy(table, titles):
    """Quantities of networks, on logarithmic axes, against top-1 accuracy: one panel each, one marker a family.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns family, accuracy (per cent), and those that `titles` names; one row a network.
    titles : mapping of str to str
        {column: label of its axis}.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import sizes_against_accuracy
    >>> rows = pd.DataFrame({"family": ["A", "B"], "accuracy": [70, 75], "size": [10, 100]})
    >>> sizes_against_accuracy(rows, {"size": "units"}).axes[0].get_xscale()
    'log'
    """
    figure, axes = panels(len(titles), row_height=2.3, margin=1.6, sharex=False)
    for axis, (column, label) in zip(axes, titles.items()):
        families(axis, table, column, "accuracy", 5.5)
        axis.set(xscale="log", xlabel=label)
    figure.supylabel("published top-1 accuracy (%)")
    legend_above(axes[0], 3)
    return finished(figure)


@takes(bounds=matrix)
@styled
def bounds_over_arrangements(bounds):
    """Bounds of linear pieces for several arrangements of units, a marker a bound.

    Parameters
    ----------
    bounds : pandas.DataFrame
        In nats, one column a bound and one row an arrangement; NaN where a bound says nothing.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import bounds_over_arrangements
    >>> bounds_over_arrangements(pd.DataFrame({"upper": [3, 4]}, index=["1 x 4", "2 x 2"])).axes[0].get_ylabel()
    'ln of linear pieces'
    """
    figure, axis = plt.subplots()
    for (name, values), colour, marker in zip(bounds.items(), COLOURS, MARKERS):
        axis.plot(range(len(bounds)), values, color=colour, marker=marker, markersize=8, linewidth=1, label=name)
    axis.set_xticks(range(len(bounds)), bounds.index)
    axis.set(xlabel="layers x units in each", ylabel="ln of linear pieces", ylim=(0, None))
    legend_above(axis, 1)
    return finished(figure)


@takes(table=matrix)
@styled
def correlations_without_each(table):
    """Correlations with accuracy, one row for each family left out and one marker a size.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a family that was left out, one column a size; the first column is drawn largest.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import correlations_without_each
    >>> correlations_without_each(pd.DataFrame({"size": [0.5]}, index=["VGG"])).axes[0].get_xlabel()
    'rank correlation with accuracy'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.6 + 0.3 * len(table)))
    sizes = [9] + [6] * (table.shape[1] - 1)
    for (name, values), colour, marker, size in zip(table.items(), COLOURS, MARKERS, sizes):
        axis.plot(values, range(len(table)), color=colour, marker=marker, markersize=size, linestyle="none", label=name)
    axis.set_yticks(range(len(table)), table.index)
    axis.set(xlabel="rank correlation with accuracy", ylabel="family left out", xlim=(None, 1))
    axis.invert_yaxis()
    legend_above(axis, 3)
    return finished(figure)
