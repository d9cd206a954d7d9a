"""Figures of conjugate ensembles: a circle let down on a line, spectral differences, masses and rates of tails."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import (
    counts_between_edges,
    each,
    frame,
    key_of,
    number,
    numbers,
    parts,
    rising,
    rows,
    several,
    takes,
)
from pse_helpers.plots.style import (
    COLOURS,
    ENSEMBLES,
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    panels,
    styled,
    these_numbers,
)

CIRCLE = ENSEMBLES["CUE"][0]
RANDOM = "0.25"  # networks with the random weights that they are made with; orange is for Gaussian twins
UNEQUAL = COLOURS[5]
ENDED = 1e-9  # on a logarithmic axis, a share of nothing, far below the axis


@takes(phases=numbers(), values=numbers(), x=rising, circle=numbers(like="x"), shares=each(numbers(like="x"), most=2))
@styled
def circle_to_line(phases, values, x, circle, shares):
    r"""A circle let down on a line, its points beside a layer's eigenvalues; below, how much lies above each number.

    Parameters
    ----------
    phases : array_like
        Eigenphases of one matrix, in radians. On a circle about 1 with radius 1, straight
        down from the phase, lies :math:`1 + \cos\theta`.
    values : array_like
        Eigenvalues of a layer of that order, in units of their mean.
    x : array_like, shape (k,)
        Rising numbers on the same line.
    circle : array_like, shape (k,)
        The share of the circular side above each of them.
    shares : mapping of str to array_like, shape (k,)
        The same of a network, whose tail is shaded, and of an untrained one.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import circle_to_line
    >>> figure = circle_to_line([0.3, -2.0], [0.5, 3.1], [0, 2, 4], [1, 0, 0], {"network": [1, 0.2, 0]})
    >>> len(figure.axes)
    2
    """
    figure, (above, below) = plt.subplots(2, sharex=True, figsize=(4.6, 5.3), height_ratios=[1.25, 1])
    _let_down(above, phases, values)
    for (label, share), colour in zip({"circle": circle, **shares}.items(), (CIRCLE, TRAINED, UNTRAINED)):
        below.plot(x, np.maximum(share, ENDED), color=colour, linewidth=1.8, label=label)
    name, network = next(iter(shares.items()))
    below.fill_between(x, network, where=x >= 2, color=TRAINED, alpha=0.2, linewidth=0, label=f"tail of the {name}")
    for axis in (above, below):
        axis.axvline(2, color="0.4", linestyle=":", linewidth=1)
    below.text(2.08, 0.95, "2, end of the circle", color="0.3", va="top", size=10)
    below.set(yscale="log", ylim=(1e-3, 1.3), xlim=(-0.15, x[-1]), xlabel="eigenvalue / mean", ylabel="share above")
    legend_above(below, 2)
    return finished(figure)


def _let_down(axis, phases, values):
    """The circle, a thread from every point down to the line, and the layer's eigenvalues on a line of their own."""
    around, images = np.linspace(-np.pi, np.pi, 181), 1 + np.cos(phases)
    axis.plot(1 + np.cos(around), np.sin(around), color="0.6", linewidth=1)
    axis.vlines(images, -1.3, np.sin(phases), color="0.85", linewidth=0.8, zorder=1)
    axis.plot(images, np.sin(phases), "o", color=CIRCLE, markersize=4)
    axis.plot(images, np.full(len(images), -1.3), "|", color=CIRCLE, markersize=11)
    axis.plot(values, np.full(len(values), -1.75), "|", color=TRAINED, markersize=11)
    axis.text(2.25, -1.3, r"its points let down: $1 + \cos\theta$", color=CIRCLE, va="center", size=10)
    axis.text(max(2.0, *values) + 0.25, -1.75, "eigenvalues of one layer", color=TRAINED, va="center", size=10)
    axis.text(2.25, 0.5, "the circle", color=CIRCLE, va="center", size=10)
    axis.set(aspect="equal", anchor="S", ylim=(-2.1, 1.1))
    axis.axis("off")


@takes(edges=rising, differences=each(numbers()), nulls=each(counts_between_edges, like="differences"),
       trained=several(key_of("differences")))
@styled
def differences_over_spectrum(edges, differences, nulls, trained=()):
    """Spectral differences bin by bin, one panel a network, beside the median and range of Gaussian twins.

    Parameters
    ----------
    edges : array_like, shape (bins + 1,)
        Of the bins, in units of a layer's mean.
    differences : mapping of str to ndarray, shape (bins,)
        One network each; the key is the panel's title.
    nulls : mapping of str to ndarray, shape (size, bins)
        Differences of untrained networks of the same shapes, under the same keys.
    trained : sequence of str
        Keys of trained networks; all others have random weights.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import differences_over_spectrum
    >>> twins = [[0.1, -0.1], [0.0, 0.0]]
    >>> len(differences_over_spectrum([1, 2, 4], {"net": [0.2, -0.2]}, {"net": twins}).axes)
    1
    """
    figure, axes = panels(len(differences), row_height=2.5, margin=0.9)
    for axis, (title, difference) in zip(axes, differences.items()):
        colour, label = _look(title in trained)
        axis.stairs(difference, edges, baseline=None, color=colour, linewidth=2, label=label)
        low, middle, high = np.percentile(nulls[title], [0, 50, 100], axis=0)
        axis.errorbar(np.sqrt(edges[1:] * edges[:-1]), middle, [middle - low, high - middle], color=UNTRAINED,
                      marker="s", markersize=4, linestyle="none", zorder=3, label="twins, range")
        axis.axvline(2, color="0.4", linestyle=":", linewidth=1)
        axis.set(title=title, xscale="log", xlim=(2**-7, edges[-1]))
        these_numbers(axis.xaxis, [1 / 64, 1 / 8, 1, 8], lambda x: f"{x:g}" if x >= 1 else f"1/{1 / x:.0f}")
    figure.supxlabel("eigenvalue / mean")
    figure.supylabel("difference of mass per bin")
    legend_above(axes, 3)
    return finished(figure)


def _look(is_trained):
    """The colour of a network's line, and what the legend calls it."""
    return (TRAINED, "trained") if is_trained else (RANDOM, "random weights")


@takes(twins=rows(2), unequal=each(rows(2)), altered=each(parts(number(), number()), most=2),
       trained=parts(number(), number()))
@styled
def masses_and_rates(twins, unequal, altered, trained):
    """How much of a spectrum lies in its tail across, and how fast the tail decays up: a point a network.

    Parameters
    ----------
    twins : (array_like, array_like)
        Masses and rates of Gaussian networks of the shapes of a trained one.
    unequal : mapping of str to (array_like, array_like)
        The same of untrained networks with unequal filters; the key is written beside the points.
    altered : mapping of str to (float, float)
        Mass and rate of the trained network after its weights were altered, two at most.
    trained : (float, float)
        Of the trained network itself.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import masses_and_rates
    >>> unequal, altered = {"0.2": ([0.05], [3.0])}, {"norms": (0.07, 2.6)}
    >>> figure = masses_and_rates(([0.003, 0.004], [2.0, 5.0]), unequal, altered, (0.13, 1.3))
    >>> figure.axes[0].get_yscale()
    'log'
    """
    figure, axis = plt.subplots(figsize=(5.2, 4.2))
    axis.plot(*twins, ".", color=UNTRAINED, markersize=3, label="Gaussian twins")
    for spread, (masses, rates) in unequal.items():
        axis.plot(masses, rates, "^", color=UNEQUAL, markersize=4, label="unequal filters, untrained")
        axis.text(masses.min() - 0.003, np.median(rates), spread, color="0.3", ha="right", va="center", size=10)
    for (label, points), marker in zip(altered.items(), "sD"):
        axis.plot(*points, marker, color=TRAINED, markerfacecolor="white", markersize=7, label=label)
    axis.plot(*trained, "o", color=TRAINED, markersize=9, label="trained")
    lowest = min(rates.min() for _, rates in (twins, *unequal.values()))
    axis.set(yscale="log", xlim=(-0.004, None), xlabel="mass beyond 2", ylabel="decay rate (per unit of the mean)")
    these_numbers(axis.yaxis, [0.5, 1, 2, 4, 8, 16])
    axis.set_ylim(bottom=0.8 * lowest)
    legend_above(axis, 2)
    return finished(figure)


@takes(table=frame("rate", "shapes", "twins_low", "twins_high", words=["trained"]))
@styled
def rates_beside_twins(table):
    """Decay rates of networks, a row each, beside the rate that their shapes give and the range of their twins.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a network, its name in the index, from the top. Columns trained (bool); rate; shapes, the law of
        large Gaussian matrices of the same shapes; twins_low and twins_high, the range of sampled ones; all per
        unit of the mean.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import rates_beside_twins
    >>> row = {"trained": True, "rate": 1.2, "shapes": 2.9, "twins_low": 1.5, "twins_high": 4.0}
    >>> rates_beside_twins(pd.DataFrame([row], index=["net"])).axes[0].get_xscale()
    'log'
    """
    figure, axis = plt.subplots(figsize=(5.2, 1.6 + 0.26 * len(table)))
    y = np.arange(len(table))
    axis.hlines(y, table.twins_low, table.twins_high, color=UNTRAINED, alpha=0.4, linewidth=11, label="twins, range")
    axis.plot(table.shapes, y, color=UNTRAINED, marker="|", markersize=15, markeredgewidth=2.5, linestyle="none",
              label="by shapes alone")
    for trained, label, colour, marker in ((False, "random weights", RANDOM, "D"), (True, "trained", TRAINED, "o")):
        chosen = (table.trained == trained).to_numpy()
        axis.plot(table.rate[chosen], y[chosen], color=colour, marker=marker, markersize=6, linestyle="none",
                  label=label)
    axis.set(xscale="log", xlabel="decay rate (per unit of the mean)", yticks=y, yticklabels=table.index)
    axis.invert_yaxis()
    these_numbers(axis.xaxis, [1, 2, 4, 8])
    legend_above(axis, 2)
    return finished(figure)
