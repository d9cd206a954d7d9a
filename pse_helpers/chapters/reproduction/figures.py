"""The published figure beside the rebuilt one, and a look into its bins."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.legend_handler import HandlerTuple

from pse_helpers.plots.inputs import each, frame, number, numbers, rising, takes
from pse_helpers.plots.style import UNTRAINED, finished, look_of, panels, styled


@takes(published=frame("log10_distance", words=["pair", "ensemble"]), rebuilt=each(each(numbers())),
       reading=number(above=0))
@styled
def published_beside_rebuilt(published, rebuilt, reading=0.01):
    """Published heights as boxes, rebuilt ones as points, one panel an ensemble.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`pse_helpers.chapters.published.ergodicity_distances`.
    rebuilt : mapping of str to mapping of str to array_like
        For each way of rebuilding (the key is its label), for each ensemble that has
        one, a height a pair from the first pair on; the last ones may be missing. A way
        whose label begins with "independent" has the look of independent phases, any
        other that of the panel's ensemble.
    reading : float
        To what the published heights can be read; half the height of a box.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.published import ergodicity_distances
    >>> from pse_helpers.chapters.reproduction.figures import published_beside_rebuilt
    >>> len(published_beside_rebuilt(ergodicity_distances(), {"ours": {"COE": [1.52, 1.47]}}).axes)
    3
    """
    ensembles, pairs = published.ensemble.unique(), published.pair.unique()
    figure, axes = panels(len(ensembles), row_height=2, margin=0.6, columns=1)
    for axis, ensemble in zip(axes, ensembles):
        heights = published[published.ensemble == ensemble].log10_distance.to_numpy()
        axis.bar(np.arange(len(pairs)), 2 * reading, 0.8, heights - reading, color="0.72", label="published")
        for index, (label, rows) in enumerate(rebuilt.items()):
            shown = np.asarray(rows.get(ensemble, []), dtype=float)
            x = np.arange(len(shown)) + 0.2 * (index - (len(rebuilt) - 1) / 2)
            colour, marker = look_of(label, look_of(ensemble))
            filled = colour if "," not in str(label) else "white"  # a variant is hollow
            axis.plot(x, shown, color=colour, marker=marker, markerfacecolor=filled, linestyle="none", markersize=5.5,
                      label=label)
        axis.set(title=ensemble)
        axis.use_sticky_edges = False  # room below the lowest box
        axis.grid(False, axis="x")
    axes[-1].set_xticks(np.arange(len(pairs)), pairs)
    axes[-1].set_xlabel("sizes of the two matrices")
    figure.supylabel(r"$\log_{10}$ distance")
    marks = [lines if look_of(label, None) is None else lines[0]  # all three of an ensemble each, or the one of all
             for label, lines in zip(rebuilt, zip(*[axis.lines for axis in axes]))]
    figure.legend([axes[0].containers[0], *marks], ["published", *rebuilt], loc="outside upper center", ncols=2,
                  handler_map={tuple: HandlerTuple(None, pad=0.3)})
    return finished(figure)


@takes(phases=each(numbers(2)), edges=rising)
@styled
def zoom_into_bins(phases, edges):
    """Eigenphases of many matrices, one a row: on the whole circle, closer, and in some neighbouring bins.

    Parameters
    ----------
    phases : mapping of str to array_like, shape (M, n)
        Radians; a column of panels each, under its key.
    edges : array_like, shape (bins + 1,)
        The edges of the bins of the last panel; bins that are hit have a ground in colour.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.reproduction.figures import zoom_into_bins
    >>> figure = zoom_into_bins({"CUE": [[-1.0, 0.52], [0.1, 2.0]]}, np.linspace(0.5, 0.6, 5))
    >>> figure.axes[-1].get_title()
    '1 of 4 bins hit'
    """
    middle = (edges[0] + edges[-1]) / 2
    halves = np.pi, ((edges[-1] - edges[0]) * np.pi / 2)**0.5, (edges[-1] - edges[0]) / 2  # in equal steps of a factor
    figure, axes = plt.subplots(3, len(phases), figsize=(5.6, 6.4), sharex="row", squeeze=False)
    for column, (title, rows) in zip(axes.T, phases.items()):
        away = (rows - middle + np.pi) % (2 * np.pi) - np.pi
        row = np.broadcast_to(np.arange(1, len(rows) + 1)[:, None], rows.shape)
        for axis, half, inner in zip(column, halves, (*halves[1:], None)):
            near = np.abs(away) <= half
            axis.plot(away[near], row[near], color=look_of(title)[0], marker=".", markersize=2 if inner else 6,
                      linestyle="none")
            axis.set(xlim=(-half, half), ylim=(len(rows) + 1, 0), yticks=(1, len(rows)))
            axis.grid(False)
            if inner:
                axis.axvspan(-inner, inner, color=UNTRAINED, alpha=0.8, linewidth=1, zorder=0)
        column[0].set_title(title)
        _bins_that_are_hit(column[-1], rows, edges, middle)
    figure.supylabel("matrix")
    figure.supxlabel(f"angle from {middle:.3f} (radians)".replace("-", "\N{MINUS SIGN}"))
    return finished(figure)


def _bins_that_are_hit(axis, phases, edges, middle):
    hit = np.histogram(phases, edges)[0] > 0
    for left, right in zip(edges[:-1][hit], edges[1:][hit]):
        axis.axvspan(left - middle, right - middle, color=UNTRAINED, alpha=0.4, linewidth=0, zorder=0)
    axis.vlines(edges - middle, *axis.get_ylim(), color="0.8", linewidth=0.8, zorder=1)
    axis.set_title(f"{hit.sum()} of {len(hit)} bins hit", fontsize=10)
