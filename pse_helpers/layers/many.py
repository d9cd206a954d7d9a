"""The spectra of many networks, each read and solved by itself."""

from collections.abc import Mapping

from pse_helpers.layers.decomposition import layer_spectra
from pse_helpers.layers.spectra import LayerSpectra
from pse_helpers.parallel import ordered


def spectra_by_name(sources, executor=None):
    """The layer spectra of many networks.

    Parameters
    ----------
    sources : mapping of name to source
        A source is whatever :func:`layer_spectra` takes; to other machines, paths travel light.
    executor : concurrent.futures.Executor, optional
        Works on the networks side by side.

    Returns
    -------
    dict of name to LayerSpectra
        What was LayerSpectra before is the same object.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.layers import spectra_by_name
    >>> {name: len(one) for name, one in spectra_by_name({"a": [np.eye(3)], "b": [np.eye(2)] * 4}).items()}
    {'a': 1, 'b': 4}
    """
    if not isinstance(sources, Mapping):
        raise TypeError(f"sources must be a mapping of names to sources; got a {type(sources).__name__}")
    unread = {name: source for name, source in sources.items() if not isinstance(source, LayerSpectra)}
    found = ordered(layer_spectra, unread.values(), executor, "spectra")
    return {**sources, **dict(zip(unread, found))}
