"""Figures of layer spectra: histograms beside the law of untrained layers, distances to it."""

from itertools import cycle
from textwrap import fill

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.layers.spectra import one_spectrum
from pse_helpers.plots.inputs import each, made_by, rows, takes
from pse_helpers.plots.style import (
    COLOURS,
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    panels,
    plain_numbers,
    styled,
    whole_numbers,
)


def _spectrum(values, name, given):
    """An array with a mean to be divided by."""
    try:
        return one_spectrum(values)
    except (TypeError, ValueError) as error:
        raise type(error)(f"{name}: {error}") from error


@takes(samples=each(each(_spectrum)), laws=each(rows(2), like="samples"))
@styled
def spectra_beside_law(samples, laws):
    """Histograms of spectra in units of their mean, every value marked below, beside the law.

    Parameters
    ----------
    samples : mapping of str to mapping of str to array_like
        For each panel's title the spectra by their label, in any unit. "trained",
        "untrained" and "Gaussian twin" have the book's colours.
    laws : mapping of str to (x, y)
        Lines of density under the same titles, from
        :func:`pse_helpers.marchenko_pastur.curve`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import curve
    >>> from pse_helpers.plots import spectra_beside_law
    >>> figure = spectra_beside_law({"a layer": {"trained": [3.0, 1, 0.5]}}, {"a layer": curve(0.5)})
    >>> figure.axes[0].get_title()
    'a layer'
    """
    labels = dict.fromkeys(label for spectra in samples.values() for label in spectra)
    colours = _colours(labels)
    figure, axes = panels(len(samples), row_height=2, margin=1.3, sharex=False, sharey=False)
    for axis, (title, spectra) in zip(axes, samples.items()):
        _spectra(axis, {label: np.asarray(one) / np.mean(one) for label, one in spectra.items()}, *laws[title], colours)
        axis.set_title(fill(title, 28), fontsize=10)  # names of parameters are long
    figure.supxlabel("eigenvalue / mean")
    figure.supylabel("density")
    legend_above(axes, 3)
    return finished(figure)


def _spectra(axis, spectra, x, y, colours):
    """One panel. The bins divide the law's support evenly and go on beyond it."""
    shortest = min(map(len, spectra.values()))
    width = x[-1] / np.clip(shortest // 3, 8, 40)
    farthest = max(x[-1], *(values.max() for values in spectra.values()))
    bins = np.arange(0, farthest + width, width)
    tallest = 0
    for row, (label, values) in enumerate(spectra.items()):
        counts, _, _ = axis.hist(values, bins, density=True, color=colours[label], alpha=0.45, linewidth=0,
                              label=label)
        tallest = max(tallest, counts.max())
        axis.plot(values, np.full(len(values), -0.05 * (row + 1)), "|", color=colours[label], markersize=6,
                  transform=axis.get_xaxis_transform(), clip_on=False)  # a bin may hide an outlier, a mark does not
    axis.plot(x, y, color="black", linewidth=1.3, label="law")
    peak = y.max() if y.max() < 3 * tallest else 0
    axis.set_ylim(0, 1.1 * max(tallest, peak))
    axis.tick_params(axis="x", pad=6 * len(spectra))


@takes(tests=each(made_by("law_test", "distance", "low", "high")))
@styled
def distances_to_law(tests):
    """Each layer's distance to the law, beside the central 95 per cent of Gaussian draws of its shape.

    Parameters
    ----------
    tests : mapping of str to LawTest
        By their label, all of one network's shapes: the band is that of the first.
        "trained", "untrained" and "Gaussian twin" have the book's colours.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.marchenko_pastur import law_test
    >>> from pse_helpers.plots import distances_to_law
    >>> test = law_test([np.eye(8)], 19, np.random.default_rng(1))
    >>> distances_to_law({"trained": test}).axes[0].get_xlabel()
    'layer'
    """
    figure, axis = plt.subplots()
    colours = _colours(tests)
    first = next(iter(tests.values()))
    layers = np.arange(1, len(first.distance) + 1)
    for layer, low, high in zip(layers, first.low, first.high):
        axis.fill_between((layer - 0.5, layer + 0.5), low, high, color="0.75", linewidth=0,
                          label="Gaussian draws, 95 %" if layer == 1 else None)
    for (label, test), marker in zip(tests.items(), cycle("os^Dv")):
        axis.plot(layers, test.distance, marker, color=colours[label], markersize=4, label=label)
    axis.set(xlabel="layer", ylabel="Kolmogorov distance to the law", yscale="log")
    whole_numbers(axis.xaxis)
    plain_numbers(axis.yaxis)
    legend_above(axis, 2)
    return finished(figure)


def _colours(labels):
    """The book's colours for trained and untrained, of which a twin is one; others in turn."""
    fixed = {"trained": TRAINED, "untrained": UNTRAINED, "Gaussian twin": UNTRAINED}
    others = cycle(COLOURS[2:])
    return {label: fixed[label] if label in fixed else next(others) for label in labels}
