"""Figures of the layer algebra: pieces of the plane, profiles over depth, measures beside accuracy."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.collections import PolyCollection

from pse_helpers.plots.inputs import columns_of, each, frame, number, numbers, several, takes
from pse_helpers.plots.style import COLOURS, TRAINED, UNTRAINED, families, finished, legend_above, panels, styled


@styled
@takes(partitions=each(several(numbers(2, size=2))))
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


@styled
@takes(counts=each(numbers()), bounds=each(number(above=0), like="counts"))
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


@styled
@takes(profiles=each(frame("depth", "capacity"), most=6))
def capacity_over_depth(profiles):
    """Share of the total complexity collected on the way through networks.

    Parameters
    ----------
    profiles : mapping of str to pandas.DataFrame
        Columns depth and capacity, both shares from 0 to 1.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import capacity_over_depth
    >>> figure = capacity_over_depth({"net": pd.DataFrame({"depth": [0, 1], "capacity": [0.2, 1]})})
    >>> figure.axes[0].get_ylabel()
    'share of the total complexity'
    """
    figure, axis = plt.subplots()
    dashes = ["-", "--", ":", "-.", (0, (5, 1)), (0, (3, 1, 1, 1, 1, 1))]
    for (name, rows), colour, dash in zip(profiles.items(), COLOURS, dashes):
        axis.plot(rows.depth, rows.capacity, color=colour, linestyle=dash, linewidth=1.8, label=name)
    axis.set(xlabel="share of the layers with weights passed", ylabel="share of the total complexity")
    legend_above(axis, 3)
    return finished(figure)


@styled
@takes(profiles=each(frame("depth", "compression")))
def compression_over_depth(profiles):
    """Compression reached on the way through networks, one panel a network.

    Parameters
    ----------
    profiles : mapping of str to pandas.DataFrame
        Columns depth, a share from 0 to 1, and compression, in nats.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.layer_algebra.figures import compression_over_depth
    >>> compression_over_depth({"net": pd.DataFrame({"depth": [0, 1], "compression": [-1, 5]})}).axes[0].get_title()
    'net'
    """
    figure, axes = panels(len(profiles), row_height=1.7, margin=0.5)
    for axis, (name, rows) in zip(axes, profiles.items()):
        axis.axhline(0, color="0.4", linewidth=0.8)
        axis.plot(rows.depth, rows.compression, color=TRAINED, linewidth=0.9)
        axis.set(title=name)
    figure.supxlabel("share of the layers with weights passed")
    figure.supylabel("ln(input size / size here)")
    return finished(figure)


@styled
@takes(table=frame("accuracy", words=["family"]), titles=columns_of("table"))
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
