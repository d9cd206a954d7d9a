"""Figures of ensembles: points on the circle, samples beside their laws."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.checks import complex_array, listed, shown
from pse_helpers.plots.style import (
    COLOURS,
    MARKERS,
    TRAINED,
    checked_panels,
    drawn,
    finished,
    legend_above,
    panels,
    plain_numbers,
    styled,
)


@styled
def on_circles(phases):
    """Phases as points on unit circles, one panel a sample, to see repulsion by eye.

    Parameters
    ----------
    phases : mapping of str to array_like, shape (n,)
        Radians; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import on_circles
    >>> len(on_circles({"one": [0.0, 1.0], "two": [0.5, 2.0]}).axes)
    2
    """
    checked_panels(phases, "phases", "titles to phases")
    return _panels_of_points({title: np.exp(1j * drawn(one, "phases", title)) for title, one in phases.items()})


@styled
def eigenvalues_in_the_plane(eigenvalues):
    """Complex eigenvalues beside the unit circle, one panel a matrix.

    Parameters
    ----------
    eigenvalues : mapping of str to array_like of complex, shape (n,)
        The key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import eigenvalues_in_the_plane
    >>> len(eigenvalues_in_the_plane({"one": [1j, -1j]}).axes)
    1
    """
    checked_panels(eigenvalues, "eigenvalues", "titles to eigenvalues")
    return _panels_of_points({title: complex_array(one, f"eigenvalues[{title!r}]")
                              for title, one in eigenvalues.items()})


def _panels_of_points(points):
    figure, axes = panels(len(points), row_height=2.9)
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 300))
    for axis, (title, one) in zip(axes, points.items()):
        axis.plot(circle.real, circle.imag, color="0.6", linewidth=0.8)
        axis.plot(np.real(one), np.imag(one), color=TRAINED, marker=".", linestyle="none")
        axis.set(title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    figure.supxlabel("real part")
    figure.supylabel("imaginary part")
    return finished(figure)


@styled
def samples_beside_laws(samples, laws, xlabel, ylabel, scale="linear"):
    """Sampled points with error bars, and the law of each as a line in the same colour.

    Parameters
    ----------
    samples : mapping of str to (x, mean, standard error)
        The bars are two standard errors long to each side.
    laws : mapping of str to (x, y)
        Under the same keys.
    xlabel, ylabel : str
        With units.
    scale : {"linear", "log"}
        Of both axes.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import samples_beside_laws
    >>> figure = samples_beside_laws({"a": ([1, 2], [1.0, 2.1], [0.1, 0.1])}, {"a": ([1, 2], [1, 2])}, "x", "y")
    >>> figure.axes[0].get_xlabel()
    'x'
    """
    _check_samples(samples, laws, 3)
    if not isinstance(scale, str) or scale not in ("linear", "log"):
        raise ValueError(f"scale must be linear or log; got {shown(scale)}")
    figure, axis = plt.subplots()
    _points_on_lines(axis, samples, laws)
    axis.set(xlabel=xlabel, ylabel=ylabel, xscale=scale, yscale=scale)
    if scale == "log":
        plain_numbers(axis.xaxis)
        plain_numbers(axis.yaxis)
    axis.legend()
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

    Examples
    --------
    >>> from pse_helpers.plots import pairs_beside_laws
    >>> figure = pairs_beside_laws({"a": ([2.0, 1.1], [0.1, 0.1])}, {"a": [2, 1]}, ["64-128", "128-256"], "distance")
    >>> figure.axes[0].get_ylabel()
    'distance'
    """
    _check_samples(samples, laws, 2)
    pairs = listed(pairs, "pairs", "names")
    if any(len(row) != len(pairs) for sample in samples.values() for row in sample):
        raise ValueError(f"pairs must be as many as each of samples has numbers; got {len(pairs)}")
    figure, axis = plt.subplots()
    x = np.arange(len(pairs))
    _points_on_lines(axis, {label: (x, *sample) for label, sample in samples.items()},
                     {label: (x, law) for label, law in laws.items()})
    axis.set_xticks(x, pairs)
    axis.set(xlabel="sizes of the two matrices", ylabel=ylabel, yscale="log")
    plain_numbers(axis.yaxis)
    legend_above(axis, 2)
    return finished(figure)


def _check_samples(samples, laws, parts):
    """Refuse samples that are not rows of so many finite numbers, each with a law under its key."""
    checked_panels(samples, "samples", f"labels to {parts} rows of numbers")
    checked_panels(laws, "laws", "labels to numbers")
    for label, sample in samples.items():
        rows = [drawn(row, "samples", label) for row in listed(sample, f"samples[{label!r}]", "rows of numbers")]
        if len(rows) != parts:
            raise ValueError(f"samples[{label!r}] must be {parts} rows of numbers; got {len(rows)}")
        if label not in laws:
            raise ValueError(f"laws must have an entry for each of samples; got none for {label!r}")
        drawn(laws[label], "laws", label, ndim=None)


def _points_on_lines(axis, samples, laws):
    """{label: (x, mean, standard error)} as points with bars of two errors, {label: (x, y)} as lines beside them."""
    for (label, (x, mean, error)), colour, marker in zip(samples.items(), COLOURS, MARKERS):
        axis.plot(*laws[label], color=colour, linewidth=1.2)
        axis.errorbar(x, mean, 2 * np.asarray(error), color=colour, marker=marker, linestyle="none", markersize=5,
                      capsize=3, label=label)
