"""Spectra of different lengths become histograms of one length: periodic tiling."""

import warnings

import numpy as np

from pse_helpers.cascade.conventions import STANDARD, check_convention
from pse_helpers.layers import layer_spectra
from pse_helpers.layers.spectra import in_units_of_the_mean


def tiled_histograms(source, convention=STANDARD):
    r"""The histogram of every layer's spectrum after periodic tiling.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    convention : Convention

    Returns
    -------
    ndarray, shape (layers, bins)
        Counts :math:`\rho_{jk}`; each row sums to :math:`N_{\max}`.

    Notes
    -----
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import tiled_histograms
    >>> layers = [np.eye(2, 3), np.eye(4, 5), np.eye(8, 9)]
    >>> tiled_histograms(layers).sum(axis=1)
    array([8., 8., 8.])
    """
    return histograms(*tiled(matrices_only(source), convention), convention.edges)


class UnknownOrder(UserWarning):
    """What depends on depth was asked of layers whose order is a guess."""


def matrices_only(source):
    """The spectra of the layers that are no vectors, at least three; a warning where their order is a guess."""
    spectra = layer_spectra(source).matrices(least=3)
    if spectra.order == "unknown":
        warnings.warn("source: the order of its layers is not known, and the result depends on it; give it by "
                      "layer_spectra(source, order=...)", UnknownOrder, stacklevel=3)
    return spectra


def tiled(spectra, convention):
    """Each layer's values, and how often each of them counts."""
    check_convention(convention)
    values = [_prepared(name, value, shape, convention)
              for name, value, shape in zip(spectra.names, spectra.values, spectra.shapes)]
    period = max(map(len, values))
    return values, [_multiplicity(len(value), period, convention.whole_periods) for value in values]


def _prepared(name, values, shape, convention):
    """One layer's eigenvalues as the convention wants them."""
    if convention.zeros:
        values = np.append(values, np.zeros(shape[0] - len(values)))
    if convention.squared:
        values = values**2
    return in_units_of_the_mean(values, name) if convention.unit_mean else values


def _multiplicity(length, period, whole_periods):
    """How often each value counts after tiling to `period`; together they always make up `period`."""
    if whole_periods:
        return np.full(length, period / length)
    return period // length + (np.arange(length) < period % length)


def histograms(values, weights, edges):
    """One row of counts a layer, on common edges or, without any, on ten bins over its own range."""
    if edges is None:
        return np.array([np.histogram(v, bins=10, weights=w)[0] for v, w in zip(values, weights)])
    inside = (np.clip(v, edges[0], edges[-1]) for v in values)
    return np.array([np.histogram(v, bins=edges, weights=w)[0] for v, w in zip(inside, weights)])


def pooled_histograms(values, weights):
    """Mean histogram of the first l layers on ten bins over their common range, for every l."""
    # After layer l, `total` holds the counts of layers 0 to l, all of them on the bins of `reach`, their range so far.
    # A layer inside that range adds its counts; one that widens it moves every bin, and all l + 1 are counted anew.
    lows = np.minimum.accumulate([value.min() for value in values])
    highs = np.maximum.accumulate([value.max() for value in values])
    pooled, reach, total = [], None, 0
    for l in range(len(values)):
        same = reach == (lows[l], highs[l])
        new = slice(l, l + 1) if same else slice(0, l + 1)
        reach = lows[l], highs[l]
        counts, _ = np.histogram(np.concatenate(values[new]), 10, reach, weights=np.concatenate(weights[new]))
        total = total + counts if same else counts
        pooled.append(total / (l + 1))
    return pooled
