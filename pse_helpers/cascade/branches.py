"""Parallel branches have no order of their own: here they get another one."""

from pse_helpers.checks import check_callable, check_generator, shown
from pse_helpers.layers import layer_spectra


def shuffled_branches(source, place_of, rng):
    """The same layer spectra with the parallel branches of every block in random order.

    Blocks keep their order, each standing where its first layer stands, and so do the
    layers within a branch.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    place_of : callable
        Takes the name of a layer and returns the pair (block, branch) to which it belongs;
        a layer without parallels is a block of its own, with one branch.
    rng : numpy.random.Generator

    Returns
    -------
    LayerSpectra

    Examples
    --------
    >>> import numpy as np
    >>> from dataclasses import replace
    >>> from pse_helpers.cascade import shuffled_branches
    >>> from pse_helpers.layers import layer_spectra
    >>> network = replace(layer_spectra([np.eye(2)] * 4), names=("first", "block.a", "block.b", "last"))
    >>> shuffled_branches(network, lambda name: (*name.split("."), "")[:2], np.random.default_rng(3)).names
    ('first', 'block.b', 'block.a', 'last')
    """
    check_generator(rng)
    check_callable(place_of, "place_of")
    spectra = layer_spectra(source)
    order = [index for branches in _blocks(spectra.names, place_of).values()
             for key in rng.permutation(len(branches)) for index in list(branches.values())[key]]
    return spectra.taken(order)


def _blocks(names, place_of):
    """{block: {branch: indexes of its layers}}, in the order in which they come."""
    blocks = {}
    for index, name in enumerate(names):
        block, branch = _place(name, place_of)
        blocks.setdefault(block, {}).setdefault(branch, []).append(index)
    return blocks


def _place(name, place_of):
    """What the reader's function says of one layer, which must be a pair."""
    place = place_of(name)
    if not (isinstance(place, (tuple, list)) and len(place) == 2):
        raise ValueError(f"place_of must return a pair (block, branch) for every layer; got {shown(place)} for {name}")
    return place
