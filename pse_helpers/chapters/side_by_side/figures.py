"""All measures beside each other: their correlations, and their cost."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, key_of, matrix, number, series, several, takes
from pse_helpers.plots.style import COLOURS, MARKERS, TRAINED, finished, legend_above, styled


@styled
@takes(correlations=matrix)
def correlation_matrix(correlations):
    """All correlations between measures as colours, each pair once.

    Parameters
    ----------
    correlations : pandas.DataFrame
        Symmetric, the measures in its index and columns, values from -1 to 1.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.side_by_side.figures import correlation_matrix
    >>> table = pd.DataFrame([[1, 0.5], [0.5, 1]], ["a", "b"], ["a", "b"])
    >>> correlation_matrix(table).axes[0].get_yticklabels()[0].get_text()
    'b'
    """
    pairs = np.ma.masked_where(np.triu(np.ones(correlations.shape, bool)), correlations)[1:, :-1]
    figure, axis = plt.subplots(figsize=(5.6, 5.9))
    colours = axis.pcolormesh(pairs, cmap="RdBu_r", vmin=-1, vmax=1, edgecolors="white", linewidth=0.5)
    axis.set_xticks(np.arange(len(correlations) - 1) + 0.5, correlations.columns[:-1], rotation=90)
    axis.set_yticks(np.arange(len(correlations) - 1) + 0.5, correlations.index[1:])
    axis.invert_yaxis()
    axis.grid(False)
    axis.spines[:].set_visible(False)
    figure.colorbar(colours, cax=axis.inset_axes([0.62, 0.9, 0.36, 0.035]), orientation="horizontal",
                    label="rank correlation")
    return finished(figure)


@styled
@takes(panels=each(matrix), chance=number())
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
    >>> from pse_helpers.chapters.side_by_side.figures import correlations_by_group
    >>> table = pd.DataFrame({"norm": [0.9, 0.7], "score": [-0.2, 0.3]})
    >>> correlations_by_group({"one network": table}, 0.5, "rank correlation").axes[0].get_title()
    'one network'
    """
    columns = next(iter(panels.values())).columns
    places = np.arange(len(columns))[::-1]
    figure, axes = plt.subplots(1, len(panels), sharey=True, squeeze=False, figsize=(5.6, 1.2 + 0.3 * len(columns)))
    for axis, (title, table) in zip(axes[0], panels.items()):
        axis.axvspan(-chance, chance, color="0.9", zorder=0)
        axis.axvline(0, color="0.4", linewidth=0.8)
        axis.plot(table.T, places, ".", color=TRAINED, markersize=6, alpha=0.7)
        axis.plot(table.mean(), places, "|", color="black", markersize=15, markeredgewidth=2.2)
        axis.set(title=title, xlim=(-1.08, 1.08), yticks=places, yticklabels=columns)
    figure.supxlabel(xlabel)
    return finished(figure)


@styled
@takes(seconds=series, needs=each(several(key_of("seconds"))), training=number(above=0))
def costs(seconds, needs, training):
    """What each measure costs for one network, on a logarithmic axis, beside the training of that network.

    Parameters
    ----------
    seconds : pandas.Series
        The measures in its index.
    needs : mapping of str to iterable of str
        What measures need, and their names.
    training : float
        Seconds.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.side_by_side.figures import costs
    >>> seconds, needs = pd.Series({"norm": 0.001, "sharpness": 2.0}), {"weights": ["norm"], "data": ["sharpness"]}
    >>> costs(seconds, needs, 9.0).axes[0].get_xscale()
    'log'
    """
    seconds = seconds.sort_values()
    places = dict(zip(seconds.index, range(len(seconds))))
    figure, axis = plt.subplots(figsize=(5.6, 1.5 + 0.27 * len(seconds)))
    for (need, names), colour, marker in zip(needs.items(), COLOURS, MARKERS):
        axis.plot([seconds[name] for name in names], [places[name] for name in names], marker, color=colour, label=need)
    axis.axvline(training, color="0.3", linestyle="--", label="training it")
    axis.set(xscale="log", xlabel="time for one network (seconds)", yticks=range(len(seconds)),
             yticklabels=seconds.index)
    legend_above(axis, 2)
    return finished(figure)
