"""How cPSE is made, in one figure."""

import numpy as np

from pse_helpers.plots.inputs import counts_between_edges, made_by, rising, takes
from pse_helpers.plots.style import (
    COLOURS,
    TRAINED,
    finished,
    map_of_counts,
    panels,
    styled,
    whole_numbers,
)


@takes(spectra=made_by("layer_spectra", "shapes", "values"), edges=rising, histograms=counts_between_edges,
       ergodicity=counts_between_edges, cascade=made_by("cpse", "value", "distances", "depths"))
@styled
def how_cpse_is_made(spectra, edges, histograms, ergodicity, cascade):
    """From spectra to one number in four panels: values by layer, counts, ergodicity at both ends, distances.

    Parameters
    ----------
    spectra : LayerSpectra
    edges : array_like, shape (bins + 1,)
        The common edges, in units of a layer's mean.
    histograms, ergodicity : ndarray, shape (layers, bins)
        From :func:`pse_helpers.cascade.tiled_histograms` and
        :func:`pse_helpers.cascade.periodic_spectral_ergodicity`.
    cascade : Cascade
        From :func:`pse_helpers.cascade.cpse`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers import networks
    >>> from pse_helpers.cascade import STANDARD, cpse, periodic_spectral_ergodicity, tiled_histograms
    >>> from pse_helpers.chapters.cpse.figures import how_cpse_is_made
    >>> net = networks.spectra("resnet20", "CIFAR10")
    >>> parts = tiled_histograms(net), periodic_spectral_ergodicity(net)
    >>> len(how_cpse_is_made(net, STANDARD.edges, *parts, cpse(net)).axes)
    4
    """
    figure, axes = panels(4, row_height=2.6, sharex=False, sharey=False)
    _values_by_layer(axes[0], spectra.values)
    _counts_by_layer(axes[1], histograms, edges)
    _ergodicity_at_both_ends(axes[2], ergodicity, edges)
    _distances_and_their_mean(axes[3], cascade)
    for axis in (axes[0], axes[1], axes[3]):
        axis.set_xlim(0, len(spectra.values) + 1)
        whole_numbers(axis.xaxis)
    return finished(figure)


def _values_by_layer(axis, values):
    for layer, one in enumerate(values, 1):
        one = one[one > 0] / one.mean()
        axis.plot(np.full(len(one), layer), one, color=TRAINED, marker=".", markersize=2, linestyle="none")
    axis.set(title="1. a spectrum a layer", xlabel="layer", ylabel="eigenvalue / mean", yscale="log")


def _counts_by_layer(axis, histograms, edges):
    map_of_counts(axis, histograms, edges, histograms.max())
    axis.set(title="2. counted in common bins", xlabel="layer")


def _ergodicity_at_both_ends(axis, ergodicity, edges):
    """Over the first two layers and over all."""
    for depth, colour in ((2, COLOURS[4]), (len(ergodicity), COLOURS[2])):
        axis.stairs(ergodicity[depth - 1], edges, color=colour, linewidth=2, label=f"$l$ = {depth}")
    axis.set(title=r"3. how much layers differ", xlabel="eigenvalue / mean", ylabel=r"$\Omega^l$", xscale="log")
    axis.legend(fontsize=8, loc="upper left", bbox_to_anchor=(0.1, 1))


def _distances_and_their_mean(axis, cascade):
    axis.plot(cascade.depths, cascade.distances, color=TRAINED, marker="o", markersize=4)
    axis.axhline(10**cascade.value, color="0.3", linestyle="--", label=f"mean of logs: {cascade.value:.2f}".replace(
        "-", "−"))
    axis.set(title="4. how far that moves", xlabel="depth (layers)", ylabel="distance", yscale="log")
    axis.legend(fontsize=8)
