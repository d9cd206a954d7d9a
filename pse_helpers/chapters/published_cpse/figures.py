"""The published measure beside its controls, scores by convention, one choice at a time, and what a unit does."""

import re
from itertools import cycle

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patheffects import withStroke

from pse_helpers.plots.inputs import columns_of, each, frame, made_by, matrix, parts, takes
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
    these_numbers,
    whole_numbers,
)

CHOICES = {"squared": "eigenvalues squared", "zeros": "zeros", "unit_mean": "division by mean", "edges": "bins",
           "whole_periods": "whole periods", "last_layer": "last layer", "first_distance": "first distance",
           "everything": "all seven"}
FROM = {"STANDARD": {"color": COLOURS[0], "marker": "o"}, "REFERENCE": {"color": COLOURS[1], "marker": "s"}}
HALO = [withStroke(linewidth=2, foreground="white")]  # so that a number can be read on a line


@takes(table=frame("top1_error", words=["family", "network"]), titles=columns_of("table"))
@styled
def families_against_error(table, titles):
    """Columns of a table of networks against their top-1 error: a panel a column, families joined by lines.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns family, network (a name with its depth in it, which stands at the point), top1_error (per cent), and
        those that `titles` names; one row a network. A column layers has a logarithmic axis that runs downwards.
    titles : mapping of str to str
        {column: title of its panel}.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.published_cpse.figures import families_against_error
    >>> from pse_helpers.chapters.published import cpse_table
    >>> families_against_error(cpse_table(), {"cpse": "published"}).axes[0].get_title()
    'published'
    """
    figure, axes = panels(len(titles), row_height=2, margin=0.7, columns=1, sharey=False)
    for axis, (column, title) in zip(axes, titles.items()):
        families(axis, table, "top1_error", column, 6)
        for line in axis.lines:
            line.set(linestyle="-", linewidth=0.8)
        _depths_at_points(axis, table, column)
        axis.set_title(title)
        axis.margins(y=0.2)
        if column == "layers":
            axis.set(yscale="log")
            axis.invert_yaxis()
            these_numbers(axis.yaxis, [10, 20, 50, 100, 200])
    axes[-1].set_xlabel("top-1 error of the trained network (%)")
    legend_above(axes[0], 3)
    return finished(figure)


def _depths_at_points(axis, table, column):
    """The number in each network's name beside its point, on the side of its family."""
    sides = cycle([(5, -5, "left", "top"), (0, -4, "center", "top"), (0, 5, "center", "bottom")])
    for (_, rows), (right, up, across, upright) in zip(table.groupby("family"), sides):
        for row in rows.itertuples():
            axis.annotate(re.search(r"\d+|$", row.network)[0], (row.top1_error, getattr(row, column)), (right, up),
                          textcoords="offset points", size=9, ha=across, va=upright, path_effects=HALO)


@takes(scores=matrix)
@styled
def scores_by_convention(scores):
    """The scores of networks among their twins: a row a convention, a colour and a marker for each network.

    Parameters
    ----------
    scores : pandas.DataFrame
        A row a convention, a column a network.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.published_cpse.figures import scores_by_convention
    >>> scores_by_convention(pd.DataFrame({"own": {"STANDARD": 5.0, "REFERENCE": -2.0}})).axes[0].get_xlabel()
    'score $z$ among twins'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.4 + 0.35 * len(scores)))
    _nothing_seen(axis)
    for place, (name, colour, marker) in enumerate(zip(scores, cycle(COLOURS), cycle(MARKERS))):
        heights = [row + 0.12 * (place - (scores.shape[1] - 1) / 2) for row in range(len(scores))]
        axis.plot(scores[name], heights, color=colour, marker=marker, linestyle="none", markersize=6, label=name)
    axis.set(yticks=range(len(scores)), yticklabels=scores.index, xlabel="score $z$ among twins")
    axis.grid(axis="y", color="0.8")
    axis.invert_yaxis()
    legend_above(axis, 4)
    return finished(figure)


@takes(table=frame("z", words=["network", "start", "changed"]))
@styled
def one_choice_at_a_time(table):
    """What each choice of a convention does to a score: a panel a network, a marker a convention to start from.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns network, start (STANDARD or REFERENCE), and changed and z of :func:`pse_helpers.cascade.ablation`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.published_cpse.figures import one_choice_at_a_time
    >>> row = {"network": "own", "start": "STANDARD", "changed": "edges", "z": 5.0}
    >>> [label.get_text() for label in one_choice_at_a_time(pd.DataFrame([row])).axes[0].get_yticklabels()]
    ['bins']
    """
    names, changed = (list(dict.fromkeys(table[column])) for column in ("network", "changed"))
    figure, axes = panels(len(names), row_height=2.6, margin=0.8, columns=1)
    for axis, name in zip(axes, names):
        _dots(axis, table[table.network == name], changed)
        axis.set(title=name, yticks=range(len(changed)), yticklabels=[CHOICES.get(one, one) for one in changed])
    axes[-1].set_xlabel("score $z$ among twins")
    axes[0].invert_yaxis()
    legend_above(axes[0], 2)
    return finished(figure)


@takes(pairs=each(parts(*[made_by("layer_spectra", "shapes", "values")] * 2), most=3))
@styled
def middles_of_layers(pairs):
    """Where the middle half of every layer's eigenvalues lies: a row a pair, a network on the left, its twin right.

    Parameters
    ----------
    pairs : mapping of str to pair of LayerSpectra
        {what was done to both: (trained network, Gaussian twin)}, at most three.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers import networks
    >>> from pse_helpers.chapters.published_cpse.figures import middles_of_layers
    >>> pair = networks.spectra("resnet20", "CIFAR10"), networks.spectra("resnet18", "random")
    >>> [axis.get_title() for axis in middles_of_layers({"undivided": pair}).axes]
    ['trained, undivided', 'twin, undivided']
    """
    figure, axes = panels(2 * len(pairs), row_height=2.1, margin=0.4, sharey="row")
    for row, (done, pair) in zip(axes.reshape(-1, 2), pairs.items()):
        for axis, who, network, colour in zip(row, ("trained", "twin"), pair, (TRAINED, UNTRAINED)):
            _middles(axis, network.values, colour)
            axis.set(title=f"{who}, {done}", yscale="log")
            axis.yaxis.set_major_formatter("{x:g}")
    for axis in axes[-2:]:
        axis.set_xlabel("layer")
    figure.supylabel("eigenvalues, middle half of each layer")
    return finished(figure)


def _middles(axis, values, colour):
    """A bar a layer, from the first to the third quartile of its eigenvalues."""
    low, high = np.transpose([np.quantile(one, [0.25, 0.75]) for one in values])
    axis.vlines(range(1, len(values) + 1), low, high, color=colour, linewidth=2)
    whole_numbers(axis.xaxis)


def _nothing_seen(axis):
    """A line at a score of zero, and a band from minus two to two, where untrained networks lie."""
    axis.axvspan(-2, 2, color="0.9", zorder=0)
    axis.axvline(0, color="0.5", linewidth=1)


def _dots(axis, rows, changed):
    """The dots of the two conventions a little above and below the line of their choice, so that none hides another."""
    _nothing_seen(axis)
    for (start, style), aside in zip(FROM.items(), (-0.15, 0.15)):
        found = rows[rows.start == start]
        axis.plot(found.z, found.changed.map(changed.index) + aside, linestyle="none", label=f"from {start}", **style)
    axis.grid(axis="y", color="0.8")
