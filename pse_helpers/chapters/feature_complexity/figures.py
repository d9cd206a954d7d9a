"""Figures of the chapter on feature complexity: estimates, training, depth, spikes."""

import numpy as np

from pse_helpers.plots.inputs import each, number, numbers, rows, takes
from pse_helpers.plots.style import (
    COLOURS,
    MARKERS,
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    panels,
    styled,
    these_numbers,
)


@styled
@takes(estimates=each(each(rows(3))), exact=each(number(), like="estimates"))
def estimates_over_samples(estimates, exact):
    """Estimates for growing numbers of samples, one panel a quantity, beside their exact values.

    Parameters
    ----------
    estimates : mapping of str to mapping of str to (n, mean, standard error)
        The outer key is the quantity with its unit, the inner one the estimate's name.
    exact : mapping of str to float
        Under the outer keys.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import estimates_over_samples
    >>> found = {"complexity (bits)": {"plug-in": ([10, 100], [1.5, 1.9], [0.1, 0.05])}}
    >>> estimates_over_samples(found, {"complexity (bits)": 2.0}).axes[0].get_ylabel()
    'complexity (bits)'
    """
    figure, axes = panels(len(estimates), row_height=2.3, margin=1.0, columns=1, sharey=False)
    for axis, (quantity, found) in zip(axes, estimates.items()):
        axis.axhline(exact[quantity], color="black", linewidth=1.2, label="exact")
        for (name, (n, mean, error)), colour, marker in zip(found.items(), COLOURS, MARKERS):
            axis.errorbar(n, mean, 2 * np.asarray(error), color=colour, marker=marker, capsize=3, label=name)
        axis.set(xscale="log", ylabel=quantity)
        these_numbers(axis.xaxis, n)
        axis.legend(loc="best")
    axes[-1].set_xlabel("samples")
    return finished(figure)


@styled
@takes(steps=numbers(), curves=each(each(numbers(2, like="steps"))))
def over_training(steps, curves, ylabel):
    """A measure over training with true and with other labels, a line a network, one panel a layer.

    Parameters
    ----------
    steps : array_like, shape (k,)
        Increasing, the first one 0: the untrained network, which a dotted line continues.
    curves : mapping of str to mapping of str to array_like, shape (networks, k)
        The outer key is the panel's title; the inner ones, at most two, name the labels.
    ylabel : str
        The measure, with its unit.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import over_training
    >>> over_training([0, 1, 2], {"layer 1": {"true labels": [[3, 2, 1]]}}, "bits").axes[0].get_title()
    'layer 1'
    """
    figure, axes = panels(len(curves), row_height=2.3, margin=0.8, sharey=False)
    for axis, (title, by_labels) in zip(axes, curves.items()):
        for (name, lines), colour, width in zip(by_labels.items(), (TRAINED, UNTRAINED), (1.8, 1.1)):
            for network, (line, style) in enumerate(zip(lines, ("-", "--", "-.", ":"))):
                axis.plot(steps, line, style, color=colour, linewidth=width, label=name if network == 0 else None)
        for line in next(iter(by_labels.values())):
            axis.axhline(line[0], color="0.6", linestyle=":", linewidth=1)
        axis.set_xscale("symlog", linthresh=1)
        these_numbers(axis.xaxis, [0, 1, 10, 100, 1000])
        axis.set(title=title, xlim=(0, steps[-1]))
    figure.supxlabel("training step")
    figure.supylabel(ylabel)
    legend_above(axes[0], 2)
    return finished(figure)


@styled
@takes(t=numbers(), curves=each(numbers(like="t")), trends=each(each(numbers(like="t")), like="curves"))
def curves_beside_trends(t, curves, trends, ylabel):
    """Curves as points beside fitted laws, one panel a curve, over a logarithmic time axis.

    Parameters
    ----------
    t : array_like, shape (k,)
        Training steps.
    curves : mapping of str to array_like, shape (k,)
        The key is the panel's title.
    trends : mapping of str to mapping of str to array_like, shape (k,)
        Under the same keys: the values of each law, by its name.
    ylabel : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import curves_beside_trends
    >>> curves_beside_trends([1, 2], {"one": [3, 4]}, {"one": {"power law": [3, 4]}}, "bits").axes[0].get_xscale()
    'log'
    """
    figure, axes = panels(len(curves), row_height=2.1, margin=0.9, sharey=False)
    for axis, (title, curve) in zip(axes, curves.items()):
        axis.plot(t, curve, color="black", marker="o", markersize=4, linestyle="none", label="measured")
        for (law, values), colour, style in zip(trends[title].items(), COLOURS, ("-", "--", ":")):
            axis.plot(t, values, style, color=colour, linewidth=2, label=law)
        axis.set_xscale("log")
        these_numbers(axis.xaxis, [250, 500, 1000, 2000])
        axis.set(title=title, xlim=(t[0] / 1.1, t[-1] * 1.1))
    figure.supxlabel("training step")
    figure.supylabel(ylabel)
    legend_above(axes[0], 4, columnspacing=1)
    return finished(figure)


@styled
@takes(values=each(each(each(rows(2)))))
def measures_over_depth(values):
    """Measures over the layers of networks, a row a data set and a column a measure, beside their controls.

    Parameters
    ----------
    values : mapping of str to mapping of str to mapping of str to (layers, values)
        The keys are the data set, the measure with its unit, the network or control; the first
        of these is drawn boldest.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import measures_over_depth
    >>> figure = measures_over_depth({"digits": {"complexity (bits)": {"trained": ([1, 2], [3, 4])}}})
    >>> figure.axes[0].get_title()
    'digits: complexity (bits)'
    """
    shown = [(f"{data}: {measure}", found) for data, measures in values.items() for measure, found in measures.items()]
    columns = len(shown) // len(values)
    figure, axes = panels(len(shown), row_height=1.9, margin=1.3, columns=columns, sharex="col", sharey=False)
    for axis, (title, found) in zip(axes, shown):
        for (name, (layers, curve)), colour, marker, width in zip(found.items(), COLOURS, MARKERS, (2.4, 1, 1, 1)):
            axis.plot(layers, curve, color=colour, marker=marker, markersize=5, linewidth=width, label=name)
        axis.set(title=title, xticks=layers, ylim=(0, None))
        axis.title.set_size(10)
    figure.supxlabel("layer (0: the inputs)")
    legend_above(axes[0], 2)
    return finished(figure)


@styled
@takes(rasters=each(numbers(2, booleans=True)))
def spike_rasters(rasters):
    """Spikes of populations of neurons, one panel a raster: time bins across, neurons up.

    Parameters
    ----------
    rasters : mapping of str to array_like, shape (bins, neurons)
        The key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.feature_complexity.figures import spike_rasters
    >>> spike_rasters({"one": [[0, 1], [1, 0]]}).axes[0].get_title()
    'one'
    """
    figure, axes = panels(len(rasters), row_height=1.5, margin=0.6, columns=1, sharey=False)
    for axis, (title, spikes) in zip(axes, rasters.items()):
        bins, neurons = np.nonzero(spikes)
        axis.plot(bins, neurons + 1, color="black", marker="|", markersize=6, linestyle="none")
        axis.set(title=title, ylabel="neuron")
        axis.grid(False)
    axes[-1].set_xlabel("time bin")
    return finished(figure)
