"""The published figure beside the rebuilt one."""

import numpy as np
from matplotlib.legend_handler import HandlerTuple

from pse_helpers.plots.inputs import each, frame, number, numbers, takes
from pse_helpers.plots.style import finished, look_of, panels, styled


@styled
@takes(published=frame("log10_distance", words=["pair", "ensemble"]), rebuilt=each(each(numbers())),
       reading=number(above=0))
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
