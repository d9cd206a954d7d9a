"""All measures beside each other: their correlations, what accounts for them, and their cost."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.correlations import correlations_with_intervals
from pse_helpers.plots.inputs import each, frame, key_of, matrix, number, numbers, parts, series, several, takes, text
from pse_helpers.plots.style import COLOURS, MARKERS, UNTRAINED, finished, legend_above, styled


@takes(correlations=matrix)
@styled
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


@takes(correlations=each(frame("correlation", "low", "high"), most=2), luck=parts(number(above=0), number(above=0)))
@styled
def correlations_beside_luck(correlations, luck, xlabel):
    """Correlations compared in two ways, with their intervals, and what luck gives the best in either way.

    Parameters
    ----------
    correlations : mapping of str to pandas.DataFrame
        For either way a table as :func:`pse_helpers.plots.correlations_with_intervals` takes it.
    luck : (float, float)
        Of the first way, a shaded band, and of the second, dashed lines in its colour.
    xlabel : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.side_by_side.figures import correlations_beside_luck
    >>> rows = pd.DataFrame({"correlation": [0.5], "low": [0.1], "high": [0.8]}, index=["size"])
    >>> figure = correlations_beside_luck({"alone": rows, "given kind": rows}, (0.4, 0.6), "correlation")
    >>> figure.axes[0].get_xlabel()
    'correlation'
    """
    first, second = luck
    figure = correlations_with_intervals(correlations, xlabel, first)
    for limit in (-second, second):
        figure.axes[0].axvline(limit, color=UNTRAINED, linestyle="--", linewidth=1)
    figure.axes[0].set(xlim=(-1.05, 1.05), xticks=(-1, -0.5, 0, 0.5, 1))
    return finished(figure)


@takes(measure=text, shares=numbers(size=2), alone=number(), left=number())
@styled
def what_accounts_for_both(measure, shares, alone, left):
    """Three boxes: what accounts for both a measure and the test error, and what is left between the two without it.

    Parameters
    ----------
    measure : str
    shares : (float, float)
        Of the variance of the measure's ranks, and of the test error's, what size and kind account for.
    alone, left : float
        The rank correlation of the two, and what is left of it given size and kind.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.side_by_side.figures import what_accounts_for_both
    >>> what_accounts_for_both("path norm", (0.9, 0.7), 0.8, 0.3).axes[0].texts[1].get_text()
    'path norm'
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.0))
    axis.set(xlim=(0, 1), ylim=(0, 1))
    axis.axis("off")
    for place, name in (((0.5, 0.88), "size and kind\nof the network"), ((0.14, 0.15), measure),
                        ((0.86, 0.15), "test error")):
        box = {"boxstyle": "round,pad=0.5", "facecolor": "white", "edgecolor": "0.4"}
        axis.text(*place, name, ha="center", va="center", bbox=box)
    for start, end, place, share in (((0.38, 0.74), (0.16, 0.29), (0.1, 0.56), shares[0]),
                                     ((0.62, 0.74), (0.84, 0.29), (0.9, 0.56), shares[1])):
        axis.annotate("", end, start, arrowprops={"arrowstyle": "-|>", "color": COLOURS[0], "linewidth": 4 * share})
        axis.text(*place, f"{100 * share:.0f} % of the\nvariance of\nits ranks", ha="center", va="center",
                  color=COLOURS[0])
    axis.plot([0.3, 0.7], [0.15, 0.15], color="0.4", linestyle="--")
    axis.text(0.5, 0.3, f"together {alone:.2f},\nleft {left:.2f}".replace("-", "−"), ha="center", va="center")
    return finished(figure)


@takes(seconds=series, needs=each(several(key_of("seconds"))), training=number(above=0))
@styled
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
