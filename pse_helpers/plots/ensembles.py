"""Figures of ensembles: phases, spacings, samples beside their laws."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.style import TRAINED, finished, panels, plain_numbers, points_on_lines, styled


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

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> from pse_helpers.plots import on_circles
    >>> len(on_circles({"one": [0.0, 1.0], "two": [0.5, 2.0]}).axes)
    2
    """
    return _panels_of_points({title: np.exp(1j * np.asarray(one)) for title, one in phases.items()})


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

    Notes
    -----
    Chapter: Spectral ergodicity.

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
    for axis, (title, one) in zip(axes.flat, points.items()):
        axis.plot(circle.real, circle.imag, color="0.6", linewidth=0.8)
        axis.plot(np.real(one), np.imag(one), color=TRAINED, marker=".", linestyle="none")
        axis.set(title=title, aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    figure.supxlabel("real part")
    figure.supylabel("imaginary part")
    return finished(figure)


@styled
def spacings_beside_surmises(spacings, surmises):
    """Histograms of spacings up to 3.5, one panel a sample, each beside its density.

    Parameters
    ----------
    spacings : mapping of str to array_like
        In units of their mean; the key is the panel's title.
    surmises : mapping of str to callable
        Under the same keys, the density as a function of the spacing.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: Circular ensembles.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.plots import spacings_beside_surmises
    >>> len(spacings_beside_surmises({"one": [0.5, 1.5]}, {"one": lambda s: np.exp(-s)}).axes)
    1
    """
    figure, axes = panels(len(spacings), row_height=2.2)
    s, bins = np.linspace(0, 3.5, 200), np.linspace(0, 3.5, 36)
    for axis, (title, sample) in zip(axes.flat, spacings.items()):
        weights = np.full(np.size(sample), 1 / (np.size(sample) * bins[1]))  # of all spacings, also beyond the axis
        axis.hist(np.ravel(sample), bins, weights=weights, color=TRAINED, alpha=0.5)
        axis.plot(s, surmises[title](s), color="black", linewidth=1.2)
        axis.set(title=title)
    figure.supxlabel("spacing / mean spacing")
    figure.supylabel("density")
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

    Notes
    -----
    Chapter: Circular ensembles, and most that follow.

    Examples
    --------
    >>> from pse_helpers.plots import samples_beside_laws
    >>> figure = samples_beside_laws({"a": ([1, 2], [1.0, 2.1], [0.1, 0.1])}, {"a": ([1, 2], [1, 2])}, "x", "y")
    >>> figure.axes[0].get_xlabel()
    'x'
    """
    figure, axis = plt.subplots()
    points_on_lines(axis, samples, laws)
    axis.set(xlabel=xlabel, ylabel=ylabel, xscale=scale, yscale=scale)
    if scale == "log":
        plain_numbers(axis.xaxis)
        plain_numbers(axis.yaxis)
    axis.legend()
    return finished(figure)
