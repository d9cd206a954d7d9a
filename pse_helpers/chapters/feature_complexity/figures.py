"""Figures of the chapter on feature complexity: patterns, labels, training, estimates, exponents."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, frame, kinds, number, numbers, parts, takes
from pse_helpers.plots.style import (
    COLOURS,
    MARKERS,
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    panels,
    points_on_intervals,
    styled,
    these_numbers,
)


def _several_runs(value, name, given):
    """Places, and for each of several runs a value at each of them."""
    places, runs = parts(numbers(), numbers(2))(value, name, given)
    if runs.shape[1] != len(places):
        raise ValueError(f"{name} must have a value at each of {len(places)} places; got shape {runs.shape}")
    return places, runs


@takes(weights=numbers(2, size=2), biases=numbers(like="weights"), clouds=each(numbers(2, size=2)))
@styled
def switches_on_data(weights, biases, clouds):
    """The plane cut by a layer's switches, a colour a pattern, with the data that lie in it: one panel each.

    Parameters
    ----------
    weights : array_like, shape (neurons, 2)
        Of up to three neurons, for there are nine colours.
    biases : array_like, shape (neurons,)
    clouds : mapping of str to array_like, shape (samples, 2)
        The key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import switches_on_data
    >>> switches_on_data([[1, 0], [0, 1]], [0, 0], {"one": [[1, 1], [1, -1]]}).axes[0].get_title()
    'one'
    """
    figure, axes = panels(len(clouds), row_height=2.7, margin=0.3)
    side = np.linspace(-3, 3, 301)
    values = np.stack(np.meshgrid(side, side), axis=-1) @ weights.T + biases
    patterns = (values > 0) @ 2**np.arange(len(biases))
    for axis, (title, cloud) in zip(axes, clouds.items()):
        axis.pcolormesh(side, side, patterns, cmap="Pastel1", shading="nearest", rasterized=True)
        for neuron in np.moveaxis(values, -1, 0):
            axis.contour(side, side, neuron, [0], colors="0.3", linewidths=1.5)
        axis.plot(*cloud.T, color="black", marker=".", markersize=3, linestyle="none")
        axis.set(title=title, aspect="equal", xticks=[], yticks=[], xlim=(-3, 3), ylim=(-3, 3))
    return finished(figure)


@takes(estimates=each(each(_several_runs)), exact=each(number(), like="estimates"))
@styled
def estimates_over_samples(estimates, exact):
    """Estimates for growing numbers of samples, one panel a quantity: a point a draw and a bold mean, beside the truth.

    Parameters
    ----------
    estimates : mapping of str to mapping of str to (n, draws)
        The outer key is the quantity with its unit, the inner one the estimate's name; draws have
        the shape (repeats, numbers of samples).
    exact : mapping of str to float
        Under the outer keys.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import estimates_over_samples
    >>> found = {"complexity (bits)": {"plug-in": ([10, 100], [[1.5, 1.9], [1.3, 1.8]])}}
    >>> estimates_over_samples(found, {"complexity (bits)": 2.0}).axes[0].get_ylabel()
    'complexity (bits)'
    """
    figure, axes = panels(len(estimates), row_height=2.3, margin=1.0, columns=1, sharey=False)
    for axis, (quantity, found) in zip(axes, estimates.items()):
        axis.axhline(exact[quantity], color="black", linewidth=1.2, label="exact")
        shifts = np.linspace(0.94, 1.06, len(found))  # side by side on the logarithmic axis
        for (name, (n, draws)), shift, colour, marker in zip(found.items(), shifts, COLOURS, MARKERS):
            axis.plot(n * shift, draws.T, color=colour, marker=".", linestyle="none", alpha=0.4)
            axis.plot(n * shift, draws.mean(axis=0), color=colour, marker=marker, linewidth=2.2, label=name)
        axis.set(xscale="log", ylabel=quantity)
        these_numbers(axis.xaxis, n)
        axis.legend(loc="best")
    axes[-1].set_xlabel("samples")
    return finished(figure)


@takes(steps=numbers(), curves=each(each(numbers(2, like="steps"), most=2)))
@styled
def over_training(steps, curves, ylabel):
    """Measures over training with true and with other labels: bold means over the single networks, a panel a measure.

    Parameters
    ----------
    steps : array_like, shape (k,)
        Increasing, the first one 0: the untrained networks, whose mean a dotted line continues.
    curves : mapping of str to mapping of str to array_like, shape (networks, k)
        The outer key is the panel's title; the inner ones, at most two, name the labels.
    ylabel : str
        What the panels have in common.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import over_training
    >>> over_training([0, 1, 2], {"bits": {"true labels": [[3, 2, 1]]}}, "layer 1").axes[0].get_title()
    'bits'
    """
    figure, axes = panels(len(curves), row_height=2.3, margin=0.8, sharey=False)
    for axis, (title, by_labels) in zip(axes, curves.items()):
        for (name, lines), colour, style in zip(by_labels.items(), (TRAINED, UNTRAINED), ("-", "--")):
            _bold_over_thin(axis, steps, lines, color=colour, linestyle=style, label=name)
        axis.axhline(next(iter(by_labels.values()))[:, 0].mean(), color="0.4", linestyle=":", linewidth=1.2)
        axis.set(title=title)
        _training_steps(axis, steps)
    figure.supxlabel("training step")
    figure.supylabel(ylabel)
    legend_above(axes[0], 2)
    return finished(figure)


@takes(shares=numbers(), values=numbers(2, like="shares"))
@styled
def over_shares(shares, values, ylabel):
    """A measure over shares of random labels: a thin line a seed, and their bold mean in a band of two standard errors.

    Parameters
    ----------
    shares : array_like, shape (k,)
        In per cent, increasing.
    values : array_like, shape (seeds, k)
        Of two seeds at least.
    ylabel : str
        The measure, with its unit.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import over_shares
    >>> over_shares([0, 50, 100], [[1, 2, 2], [0, 2, 3]], "bits").axes[0].get_ylabel()
    'bits'
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.3))
    error = values.std(axis=0, ddof=1) / len(values)**0.5 if len(values) > 1 else 0 * values[0]
    mean = values.mean(axis=0)
    axis.fill_between(shares, mean - 2 * error, mean + 2 * error, color=TRAINED, alpha=0.2, linewidth=0)
    _bold_over_thin(axis, shares, values, color=TRAINED, marker=".")
    axis.set(xlabel="random labels (per cent)", ylabel=ylabel, xticks=shares)
    return finished(figure)


def _bold_over_thin(axis, steps, lines, label=None, **options):
    axis.plot(steps, lines.T, linewidth=0.8, alpha=0.2, **options)
    axis.plot(steps, lines.mean(axis=0), linewidth=3, label=label, **options)


def _training_steps(axis, steps):
    axis.set_xscale("symlog", linthresh=1)
    these_numbers(axis.xaxis, [0, 1, 10, 100, 1000])
    axis.set_xlim(0, steps[-1])


# How a point is drawn: its marker, and what fills it.
SHAPES = {"rejected": ("x", TRAINED), "another law as good": ("o", "white"), "power law": ("D", TRAINED)}


@takes(table=kinds(SHAPES, frame("rate", "low", "high", words=["verdict"]), "verdict"))
@styled
def exponents(table):
    """Fitted exponents with their intervals, a row a curve; a cross, circle or diamond by how the law stood its tests.

    Parameters
    ----------
    table : pandas.DataFrame
        In the order from top to bottom. Columns rate, low and high, as :func:`pse_helpers.statistics.compare_trends`
        has them, and verdict: "rejected", "another law as good" or "power law".

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.feature_complexity.figures import exponents
    >>> rows = pd.DataFrame({"rate": [0.1], "low": [0.0], "high": [0.2], "verdict": ["rejected"]})
    >>> exponents(rows).axes[0].get_xlabel()
    'fitted exponent'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.4 + 0.09 * len(table)))
    places = np.arange(len(table))
    for verdict, (marker, fill) in SHAPES.items():
        chosen = (table.verdict == verdict).to_numpy()
        if chosen.any():
            points_on_intervals(axis, table[chosen], "rate", places[chosen], color=TRAINED, marker=marker, elinewidth=1,
                                markerfacecolor=fill, label=verdict)
    axis.set(xlabel="fitted exponent", ylabel="networks", yticks=[], ylim=(len(table), -1))
    legend_above(axis, 3)
    return finished(figure)
