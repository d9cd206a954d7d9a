"""Figures of the rebuilt experiment."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from pse_helpers.plots.style import finished, legend_above, plain_numbers, points_on_lines, styled


@styled
def published_beside_rebuilt(published, rebuilt, reading=0.01):
    """Published heights as boxes, rebuilt ones as points, one panel an ensemble.

    Parameters
    ----------
    published : pandas.DataFrame
        From :func:`pse_helpers.published.ergodicity_distances`.
    rebuilt : mapping of str to mapping of str to array_like
        For each way of rebuilding (the key is its label), for each ensemble that has
        one, a height a pair from the first pair on; the last ones may be missing.
    reading : float
        To what the published heights can be read; half the height of a box.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: The published figure, rebuilt.

    Examples
    --------
    >>> from pse_helpers.published import ergodicity_distances
    >>> from pse_helpers.plots import published_beside_rebuilt
    >>> len(published_beside_rebuilt(ergodicity_distances(), {"ours": {"COE": [1.52, 1.47]}}).axes)
    3
    """
    ensembles, pairs = published.ensemble.unique(), published.pair.unique()
    figure, axes = plt.subplots(len(ensembles), sharex=True, sharey=True, squeeze=False, figsize=(5.6, 6.6))
    colours = sns.color_palette("colorblind")
    for axis, ensemble in zip(axes[:, 0], ensembles):
        heights = published[published.ensemble == ensemble].log10_distance.to_numpy()
        axis.bar(np.arange(len(pairs)), 2 * reading, 0.8, heights - reading, color="0.72", label="published")
        for index, (label, rows) in enumerate(rebuilt.items()):
            shown = np.asarray(rows.get(ensemble, []), dtype=float)
            x = np.arange(len(shown)) + 0.2 * (index - (len(rebuilt) - 1) / 2)
            axis.plot(x, shown, color=colours[index], marker="osD^v"[index], linestyle="none", markersize=5.5, label=label)
        axis.set(title=ensemble)
        axis.use_sticky_edges = False  # room below the lowest box
        axis.grid(False, axis="x")
    axes[-1, 0].set_xticks(np.arange(len(pairs)), pairs)
    axes[-1, 0].set_xlabel("sizes of the two matrices")
    figure.supylabel(r"$\log_{10}$ distance")
    legend_above(axes[0, 0], 2)
    return finished(figure)


@styled
def pairs_beside_laws(samples, laws, pairs, ylabel):
    """A quantity of pairs of sizes: means with error bars, and the law of each as a line in the same colour.

    Parameters
    ----------
    samples : mapping of str to (mean, standard error)
        Each of shape (pairs,); the bars are two standard errors long to each side.
    laws : mapping of str to array_like, shape (pairs,)
        Under the same keys.
    pairs : sequence of str
        The names of the pairs.
    ylabel : str
        With the unit.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: Spectral ergodicity, The published figure, rebuilt.

    Examples
    --------
    >>> from pse_helpers.plots import pairs_beside_laws
    >>> figure = pairs_beside_laws({"a": ([2.0, 1.1], [0.1, 0.1])}, {"a": [2, 1]}, ["64-128", "128-256"], "distance")
    >>> figure.axes[0].get_ylabel()
    'distance'
    """
    figure, axis = plt.subplots()
    x = np.arange(len(pairs))
    points_on_lines(axis, {label: (x, *sample) for label, sample in samples.items()},
                    {label: (x, law) for label, law in laws.items()})
    axis.set_xticks(x, pairs)
    axis.set(xlabel="sizes of the two matrices", ylabel=ylabel, yscale="log")
    plain_numbers(axis.yaxis)
    legend_above(axis, 2)
    return finished(figure)
