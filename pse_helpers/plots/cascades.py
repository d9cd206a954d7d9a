"""Figures of networks: histograms and distances over depth, a measure against test error."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import counts_between_edges, each, made_by, number, numbers, rising, several, takes
from pse_helpers.plots.style import (
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    map_of_counts,
    panels,
    styled,
    whole_numbers,
)


@takes(edges=rising, histograms=each(counts_between_edges))
@styled
def histograms_over_depth(histograms, edges):
    """Layer histograms as maps, one panel a network: depth across, eigenvalues up.

    Parameters
    ----------
    histograms : mapping of str to ndarray, shape (layers, bins)
        From :func:`pse_helpers.cascade.tiled_histograms`; the key is the panel's title.
    edges : array_like, shape (bins + 1,)
        The common edges, in units of a layer's mean.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.plots import histograms_over_depth
    >>> histograms_over_depth({"one": np.ones((3, 2))}, [0.1, 1, 10]).axes[0].get_title()
    'one'
    """
    figure, axes = panels(len(histograms), row_height=4.2 / len(histograms), columns=1)
    ceiling = max(counts.max() for counts in histograms.values())
    for axis, (title, counts) in zip(axes, histograms.items()):
        mesh = map_of_counts(axis, counts, edges, ceiling)
        axis.set_title(title)
    axes[-1].set_xlabel("layer")
    whole_numbers(axes[-1].xaxis)
    figure.colorbar(mesh, ax=axes, label="count after tiling")
    return finished(figure)


@takes(trained=each(made_by("cpse", "distances", "depths")),
       untrained=each(several(made_by("cpse", "distances"), least=1), like="trained"))
@styled
def distances_over_depth(trained, untrained, label="trained"):
    """Distances between successive depths, one panel a network, beside untrained draws.

    Parameters
    ----------
    trained : mapping of str to Cascade
        The key is the panel's title.
    untrained : mapping of str to list of Cascade
        Untrained networks of the same shapes, under the same keys.
    label : str
        What the legend calls the lines.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import cpse
    >>> from pse_helpers.layers import gaussian_spectra
    >>> from pse_helpers.plots import distances_over_depth
    >>> layers = [np.random.default_rng(i).standard_normal((8, 9)) for i in range(5)]
    >>> draws = [cpse(gaussian_spectra(layers, np.random.default_rng(i))) for i in range(3)]
    >>> len(distances_over_depth({"net": cpse(layers)}, {"net": draws}).axes)
    1
    """
    figure, axes = panels(len(trained), row_height=1.8, margin=1.5)
    for axis, (title, cascade) in zip(axes, trained.items()):
        low, high = np.percentile([draw.distances for draw in untrained[title]], [0, 100], axis=0)
        axis.fill_between(cascade.depths, low, high, color=UNTRAINED, alpha=0.35, linewidth=0, label="untrained, range")
        axis.plot(cascade.depths, cascade.distances, color=TRAINED, marker=".", linewidth=1, label=label)
        axis.set(title=title, yscale="log")
    whole_numbers(axes[0].xaxis)
    figure.supxlabel("depth (layers)")
    figure.supylabel("distance between depths")
    legend_above(axes[0], 2)
    return finished(figure)


@takes(values=each(number()), errors=each(number(), like="values"), samples=each(numbers(least=2), like="values"))
@styled
def measure_against_error(values, errors, samples, label):
    """A measure against test error: trained networks as points, untrained ones as bars.

    Parameters
    ----------
    values, errors : mapping of str to float
        The measure and the test error (per cent) of each trained network.
    samples : mapping of str to array
        The measure of untrained networks of the same shapes; drawn at the trained
        one's test error, mean and two standard deviations.
    label : str
        The measure's name, with its unit if it has one.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import measure_against_error
    >>> measure_against_error({"net": -1.0}, {"net": 8.0}, {"net": [-2.1, -1.9]}, "cPSE").axes[0].get_ylabel()
    'cPSE'
    """
    figure, axis = plt.subplots()
    names = list(values)
    x = [errors[name] for name in names]
    means, bars = zip(*((np.mean(samples[name]), 2 * np.std(samples[name], ddof=1)) for name in names))
    axis.errorbar(x, means, bars, color=UNTRAINED, marker="s", linestyle="none", capsize=5,
                  label="untrained, mean ± 2 s.d.")
    axis.plot(x, [values[name] for name in names], color=TRAINED, marker="o", linestyle="none", markersize=8,
              label="trained")
    for name, error in zip(names, x):
        axis.annotate(name, (error, values[name]), (5, 5), textcoords="offset points", rotation=30)
    axis.set(xlabel="test error of the trained network (%)", ylabel=label)
    axis.margins(x=0.3, y=0.25)
    axis.legend(loc="lower right")
    return finished(figure)
