"""Figures of ensembles: points on the circle, samples beside their laws."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.checks import shown
from pse_helpers.plots.inputs import complex_numbers, each, numbers, optional, rows, several, takes, text
from pse_helpers.plots.style import finished, legend_above, look_of, looks, panels, plain_numbers, styled


@takes(phases=each(numbers()))
@styled
def on_circles(phases):
    """Phases as points on unit circles, one panel a sample, to see repulsion by eye.

    Parameters
    ----------
    phases : mapping of str to array_like, shape (n,)
        Radians; the key is the panel's title. One that begins with the name of an
        ensemble has its colour.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import on_circles
    >>> len(on_circles({"one": [0.0, 1.0], "two": [0.5, 2.0]}).axes)
    2
    """
    return _panels_of_points({title: np.exp(1j * one) for title, one in phases.items()})


@takes(eigenvalues=each(complex_numbers))
@styled
def eigenvalues_in_the_plane(eigenvalues):
    """Complex eigenvalues beside the unit circle, one panel a matrix.

    Parameters
    ----------
    eigenvalues : mapping of str to array_like of complex, shape (n,)
        The key is the panel's title. One that begins with the name of an ensemble has
        its colour.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.plots import eigenvalues_in_the_plane
    >>> len(eigenvalues_in_the_plane({"one": [1j, -1j]}).axes)
    1
    """
    return _panels_of_points(eigenvalues)


def _panels_of_points(points):
    figure, axes = panels(len(points), row_height=2.9)
    circle = np.exp(1j * np.linspace(0, 2 * np.pi, 300))
    for axis, (title, one) in zip(axes, points.items()):
        axis.plot(circle.real, circle.imag, color="0.6", linewidth=0.8)
        axis.plot(np.real(one), np.imag(one), color=look_of(title)[0], marker=".", linestyle="none")
        axis.set(title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    figure.supxlabel("real part")
    figure.supylabel("imaginary part")
    return finished(figure)


@takes(samples=each(rows(3)), laws=each(rows(2), like="samples"))
@styled
def samples_beside_laws(samples, laws, xlabel, ylabel, scale="linear"):
    """Sampled points with error bars, and the law of each as a line in the same colour.

    Parameters
    ----------
    samples : mapping of str to (x, mean, standard error)
        The bars are two standard errors long to each side. A key that begins with the
        name of an ensemble, or with "independent", has its colour and marker.
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


@takes(pairs=several(text), samples=each(rows(2, like="pairs")), laws=each(numbers(like="pairs"), like="samples"),
       floors=optional(each(numbers(like="pairs"))))
@styled
def pairs_beside_laws(samples, laws, pairs, ylabel, floors=None):
    """A quantity of pairs of sizes: means with error bars, and the law of each as a line in the same colour.

    Parameters
    ----------
    samples : mapping of str to (mean, standard error)
        Each of shape (pairs,); the bars are two standard errors long to each side. A key
        that begins with the name of an ensemble, or with "independent", has its look.
    laws : mapping of str to array_like, shape (pairs,)
        Under the same keys.
    pairs : sequence of str
        The names of the pairs.
    ylabel : str
        With the unit.
    floors : mapping of str to array_like, shape (pairs,), optional
        What noise alone would give, as dashed lines; a key that begins with the name of
        an ensemble has its colour.

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
    figure, axis = plt.subplots()
    x = np.arange(len(pairs))
    _points_on_lines(axis, {label: (x, *sample) for label, sample in samples.items()},
                     {label: (x, law) for label, law in laws.items()})
    for label, floor in (floors or {}).items():
        axis.plot(x, floor, color=look_of(label)[0], linestyle="--", linewidth=1.2, label=f"{label}, noise alone")
    axis.set_xticks(x, pairs)
    axis.set(xlabel="sizes of the two matrices", ylabel=ylabel, yscale="log")
    plain_numbers(axis.yaxis)
    legend_above(axis, 2)
    return finished(figure)


def _points_on_lines(axis, samples, laws):
    """{label: (x, mean, standard error)} as points with bars of two errors, {label: (x, y)} as lines beside them."""
    for (label, (x, mean, error)), (colour, marker) in zip(samples.items(), looks(samples)):
        axis.plot(*laws[label], color=colour, linewidth=1.2)
        axis.errorbar(x, mean, 2 * np.asarray(error), color=colour, marker=marker, linestyle="none", markersize=5,
                      capsize=3, label=label)
