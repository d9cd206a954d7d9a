"""Null bands for many networks at once: each set of shapes is drawn once."""

from collections.abc import Mapping
from functools import partial

from pse_helpers.cascade.conventions import STANDARD
from pse_helpers.cascade.null import null_band
from pse_helpers.checks import generator, whole
from pse_helpers.layers import layer_spectra
from pse_helpers.parallel import ordered


def null_bands(sources, size, rng, convention=STANDARD, executor=None):
    """The null band of every network; networks of the same shapes share theirs.

    Parameters
    ----------
    sources : mapping of name to source
        A source is whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Draws for each band, at least 2.
    rng : numpy.random.Generator
        Each distinct band has a child of it: the numbers do not depend on the executor.
    convention : Convention
        Where it does not divide spectra by their mean, bands depend on the norms
        too and nothing can be shared.
    executor : concurrent.futures.Executor, optional
        Works on the bands side by side.

    Returns
    -------
    dict of name to NullBand

    Raises
    ------
    TypeError, ValueError
        As :func:`pse_helpers.cascade.null_band`; for sources that are no mapping.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import null_bands
    >>> layers = [np.random.default_rng(i).standard_normal((8, 12)) for i in range(5)]
    >>> bands = null_bands({"a": layers, "b": layers[::-1]}, 10, np.random.default_rng(1))
    >>> bands["a"] is bands["b"]
    True
    """
    whole(size, "size", least=2)
    generator(rng)
    if not isinstance(sources, Mapping):
        raise TypeError(f"sources must be a mapping of names to sources; got a {type(sources).__name__}")
    spectra = {name: layer_spectra(source) for name, source in sources.items()}
    keys = {name: one.shapes if convention.unit_mean else name for name, one in spectra.items()}
    distinct = {key: spectra[name] for name, key in keys.items()}
    work = list(zip(distinct.values(), rng.spawn(len(distinct))))
    bands = ordered(partial(_band, size=size, convention=convention), work, executor, "null bands")
    by_key = dict(zip(distinct, bands))
    return {name: by_key[key] for name, key in keys.items()}


def _band(work, size, convention):
    source, rng = work
    return null_band(source, size, rng, convention)
