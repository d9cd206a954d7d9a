"""All measures beside each other: their correlations, and their cost."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, key_of, matrix, number, series, several, takes
from pse_helpers.plots.style import COLOURS, MARKERS, finished, legend_above, styled


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
