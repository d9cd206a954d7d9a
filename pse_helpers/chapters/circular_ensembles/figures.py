"""Spacings beside surmises, phases beside an even spread, form factors beside laws, and the phase that counts."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import MaxNLocator

from pse_helpers.plots.inputs import each, function, numbers, rising, rows, takes
from pse_helpers.plots.style import UNTRAINED, finished, legend_above, look_of, panels, styled


@takes(spacings=each(numbers(ndim=None)), surmises=each(function, like="spacings"))
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

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.circular_ensembles.figures import spacings_beside_surmises
    >>> len(spacings_beside_surmises({"one": [0.5, 1.5]}, {"one": lambda s: np.exp(-s)}).axes)
    1
    """
    figure, axes = panels(len(spacings), row_height=2.2)
    s, bins = np.linspace(0, 3.5, 200), np.linspace(0, 3.5, 36)
    for axis, (title, sample) in zip(axes, spacings.items()):
        weights = np.full(np.size(sample), 1 / (np.size(sample) * bins[1]))  # of all spacings, also beyond the axis
        axis.hist(np.ravel(sample), bins, weights=weights, color=look_of(title)[0], alpha=0.5)
        axis.plot(s, surmises[title](s), color="black", linewidth=1.2)
        axis.set(title=title)
    figure.supxlabel("spacing / mean spacing")
    figure.supylabel("density")
    return finished(figure)


@takes(samples=each(numbers(ndim=None)))
@styled
def histograms_of_phases(samples):
    """Histograms of phases over the circle in 32 bins, one panel a sample, beside an even spread.

    Parameters
    ----------
    samples : mapping of str to array_like
        Phases between -pi and pi, in radians; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.circular_ensembles.figures import histograms_of_phases
    >>> histograms_of_phases({"one": [-1.0, 2.0]}).axes[0].get_title()
    'one'
    """
    figure, axes = panels(len(samples), row_height=2.6)
    for axis, (title, phases) in zip(axes, samples.items()):
        counts, edges = np.histogram(phases, 32, (-np.pi, np.pi))
        axis.stairs(counts * 32 / np.size(phases), edges, fill=True, color=look_of("CUE")[0], alpha=0.5)
        axis.axhline(1, color="black", linewidth=1.2)
        axis.set(title=title, xticks=[-np.pi, 0, np.pi], xticklabels=[r"$-\pi$", "0", r"$\pi$"])
    figure.supxlabel("phase (radians)")
    figure.supylabel("share over even share")
    return finished(figure)


@takes(samples=each(rows(3)), laws=each(rows(2), like="samples"))
@styled
def form_factors_beside_laws(samples, laws):
    """Sampled form factors with error bars, one panel an ensemble, each on its law and before the laws of the others.

    Parameters
    ----------
    samples : mapping of str to (k, mean, standard error)
        The bars are two standard errors long to each side; the key is the panel's title.
    laws : mapping of str to (k, form factor)
        Under the same keys.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.circular_ensembles.figures import form_factors_beside_laws
    >>> figure = form_factors_beside_laws({"CUE": ([1, 2], [1.1, 2.1], [0.1, 0.1])}, {"CUE": ([1, 2], [1, 2])})
    >>> figure.axes[0].get_title()
    'CUE'
    """
    figure, axes = panels(len(samples), row_height=2.4)
    for axis, (title, (k, mean, error)) in zip(axes, samples.items()):
        colour, marker = look_of(title)
        for other in laws.values():
            axis.plot(*other, color="0.8", linewidth=1)
        axis.plot(*laws[title], color=colour, linewidth=1.4)
        axis.errorbar(k, mean, 2 * error, color=colour, marker=marker, linestyle="none", markersize=3, capsize=2)
        axis.set(title=title)
    figure.supxlabel("k")
    figure.supylabel("form factor")
    return finished(figure)


@takes(theta=rising, turns=numbers(like="theta"), eigenphases=numbers(), edges=rising, counts=numbers())
@styled
def staircase(theta, turns, eigenphases, edges, counts):
    """The phase of the recursion in turns: it passes a whole number at every eigenphase, so edges give the counts.

    Parameters
    ----------
    theta, turns : array_like, shape (points,)
        Rising angles in radians, and the phase at each of them, in whole turns.
    eigenphases : array_like, shape (n,)
        Radians; marked on the axis below, and where the phase passes them.
    edges : array_like, shape (bins + 1,)
        Radians.
    counts : array_like, shape (bins,)
        Written above the bins.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.circular_ensembles.figures import staircase
    >>> staircase([-3.0, 3.0], [-0.4, 0.6], [-0.6], [-3.0, 0.0, 3.0], [1, 0]).axes[0].get_ylabel()
    'phase (turns)'
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.4))
    at_phases = np.interp(eigenphases, theta, turns)
    bottom = np.floor(turns[0]) - 0.3
    axis.plot(theta, np.ceil(turns), color="0.7", linewidth=1.2, drawstyle="steps-mid", label="rounded up")
    axis.plot(theta, turns, color=look_of("CUE")[0], linewidth=1.8, label="phase")
    axis.vlines(eigenphases, bottom, at_phases, color="0.4", linestyle=":", linewidth=1)
    axis.plot(eigenphases, at_phases, color="black", marker="o", markersize=5, linestyle="none", label="eigenphases")
    axis.vlines(edges, bottom, np.ceil(turns[-1]) + 1, color=UNTRAINED, linewidth=1.2, label="edges of bins")
    for left, right, count in zip(edges, edges[1:], counts):
        axis.text((left + right) / 2, np.ceil(turns[-1]) + 0.5, f"{count:g}", ha="center", va="center")
    axis.yaxis.set_major_locator(MaxNLocator(12, integer=True))
    axis.set(xlabel=r"angle $\theta$ (radians)", ylabel="phase (turns)", ylim=(bottom, np.ceil(turns[-1]) + 1))
    axis.grid(False, axis="x")
    legend_above(axis, 2)
    return finished(figure)
