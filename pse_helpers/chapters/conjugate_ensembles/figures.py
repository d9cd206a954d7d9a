"""Figures of mixed and conjugate ensembles: densities, spectral differences, tails, rates."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, frame, made_by, numbers, optional, parts, rows, takes
from pse_helpers.plots.style import (
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    looks,
    panels,
    points_on_intervals,
    styled,
    these_numbers,
)


@styled
@takes(samples=each(rows(2)), laws=each(rows(2), like="samples"), reference=optional(rows(2)))
def densities_beside_laws(samples, laws, xlabel, reference=None):
    """Histograms of weighted values, one panel a sample, each beside its density.

    Parameters
    ----------
    samples : mapping of str to (values, weights)
        The key is the panel's title.
    laws : mapping of str to (x, y)
        Under the same keys.
    xlabel : str
        With its unit.
    reference : (x, y), optional
        A density to be drawn in every panel, for comparison.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import densities_beside_laws
    >>> figure = densities_beside_laws({"one": ([0.2, 0.7], [1, 3])}, {"one": ([0, 1], [1, 1])}, "eigenvalue")
    >>> figure.axes[0].get_title()
    'one'
    """
    figure, axes = panels(len(samples), row_height=2.1, margin=0.6)
    for axis, (title, (values, weights)) in zip(axes, samples.items()):
        axis.hist(values, bins=40, weights=weights, density=True, color=TRAINED, alpha=0.5, label="sampled")
        axis.plot(*laws[title], color="black", linewidth=1.2, label="law")
        if reference is not None:
            axis.plot(*reference, color=UNTRAINED, linestyle="--", linewidth=1.2, label="Wigner's semicircle")
        axis.set(title=title)
    figure.supxlabel(xlabel)
    figure.supylabel("density")
    legend_above(axes[0], 3)
    return finished(figure)


@styled
@takes(differences=each(each(made_by("spectral_difference", "difference", "edges"), most=3)),
       nulls=each(numbers(2), like="differences"))
def differences_over_spectrum(differences, nulls):
    """Spectral differences bin by bin, one panel a network, beside the median and range of untrained ones.

    Parameters
    ----------
    differences : mapping of str to mapping of str to SpectralDifference
        The outer key is the panel's title, the inner one the ensemble.
    nulls : mapping of str to ndarray, shape (size, bins)
        Differences of untrained networks of the same shapes, under the outer keys.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import spectral_difference
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import differences_over_spectrum
    >>> found = spectral_difference([np.eye(3, 5)], "CUE", np.random.default_rng(1), 2)
    >>> len(differences_over_spectrum({"net": {"CUE": found}}, {"net": found.draws}).axes)
    1
    """
    figure, axes = panels(len(differences), row_height=1.9, margin=0.9)
    for axis, (title, by_ensemble) in zip(axes, differences.items()):
        edges = next(iter(by_ensemble.values())).edges
        for (ensemble, found), (colour, _), width in zip(by_ensemble.items(), looks(by_ensemble), (5, 2.4, 0.8)):
            axis.stairs(found.difference, edges, baseline=None, color=colour, linewidth=width, label=ensemble)
        low, middle, high = np.percentile(nulls[title], [0, 50, 100], axis=0)
        axis.errorbar(np.sqrt(edges[1:] * edges[:-1]), middle, [middle - low, high - middle], color=UNTRAINED,
                      marker="s", markersize=4, linestyle="none", zorder=3, label="untrained, range")
        axis.axvline(2, color="0.4", linestyle=":", linewidth=1)
        axis.set(title=title, xscale="log", xlim=(2**-7, edges[-1]))
        these_numbers(axis.xaxis, [1 / 64, 1 / 8, 1, 8], lambda x: f"{x:g}" if x >= 1 else f"1/{1 / x:.0f}")
    figure.supxlabel("eigenvalue / mean")
    figure.supylabel("difference of mass per bin")
    legend_above(axes[0], 4)
    return finished(figure)


@styled
@takes(x=numbers(), tails=each(numbers(like="x")), fits=each(numbers(like="x"), like="tails"),
       nulls=each(parts(numbers(2, like="x"), numbers(like="x")), like="tails"))
def tails_beside_null(x, tails, fits, nulls):
    """Tails of spectra on a logarithmic axis, one panel a network, beside untrained ones.

    Parameters
    ----------
    x : array_like, shape (k,)
        In units of a layer's mean.
    tails, fits : mapping of str to array_like, shape (k,)
        The share of the spectrum above x, and a law fitted to it. The key is the panel's title.
    nulls : mapping of str to (ndarray, ndarray)
        Under the same keys: the shares of untrained networks of the same shapes, of
        shape (size, k), and their law, of shape (k,).

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import tails_beside_null
    >>> x = np.array([2.0, 3.0, 4.0])
    >>> null = np.exp(-9 * x), np.exp(-9 * x)
    >>> figure = tails_beside_null(x, {"net": np.exp(-x)}, {"net": np.exp(-x)}, {"net": (null[0][None], null[1])})
    >>> figure.axes[0].get_yscale()
    'log'
    """
    figure, axes = panels(len(tails), row_height=2.0, margin=0.9)
    for axis, title in zip(axes, tails):
        drawn, law = nulls[title]
        low, high = np.maximum(np.percentile(drawn, [0, 100], axis=0), 1e-9)
        axis.fill_between(x, low, high, color=UNTRAINED, alpha=0.4, linewidth=0, label="untrained, range")
        axis.plot(x, np.where(law > 0, law, np.nan), color=UNTRAINED, linewidth=1.5, label="untrained, law")
        shares = np.asarray(tails[title], dtype=float)
        axis.plot(x, np.where(shares > 0, shares, np.nan), color=TRAINED, linewidth=2, label="network")
        axis.plot(x, fits[title], color="black", linestyle="--", linewidth=1, label="exponential fit")
        axis.set(title=title, yscale="log", ylim=(1e-4, 0.3))
    figure.supxlabel("x (eigenvalue / mean)")
    figure.supylabel("share of the spectrum above x")
    legend_above(axes[0], 2)
    return finished(figure)


@styled
@takes(table=frame("rate", "low", "high", "shapes", "twins_low", "twins_high", words=["trained"]))
def rates_with_intervals(table):
    """Decay rates of networks with their intervals, beside the rate that the shapes alone give.

    Parameters
    ----------
    table : pandas.DataFrame
        One row a network, its name in the index. Columns trained (bool), rate, low,
        high; shapes, the law of large Gaussian matrices of the same shapes; twins_low
        and twins_high, the range of sampled ones; all per unit of the mean.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.conjugate_ensembles.figures import rates_with_intervals
    >>> row = {"trained": True, "rate": 1.2, "low": 0.9, "high": 1.9, "shapes": 2.9, "twins_low": 1.5, "twins_high": 4}
    >>> rates_with_intervals(pd.DataFrame([row], index=["net"])).axes[0].get_xscale()
    'log'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.6 + 0.26 * len(table)))
    y = np.arange(len(table))[::-1]
    for trained, label, colour, marker in ((True, "trained", TRAINED, "o"), (False, "random weights", UNTRAINED, "s")):
        chosen = (table.trained == trained).to_numpy()
        rows = table[chosen]
        points_on_intervals(axis, rows, "rate", y[chosen], color=colour, marker=marker, capsize=3, label=label)
    axis.plot(table.shapes, y, color="black", marker="|", markersize=13, linestyle="none", label="by shapes alone")
    axis.hlines(y, table.twins_low, table.twins_high, color="0.8", linewidth=12, zorder=1, label="twins, range")
    axis.set(xscale="log", xlabel="decay rate (per unit of the mean)", yticks=y, yticklabels=table.index)
    these_numbers(axis.xaxis, [1, 2, 4, 8])
    legend_above(axis, 2)
    return finished(figure)
