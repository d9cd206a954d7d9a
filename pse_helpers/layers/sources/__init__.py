"""What a *source* of layers may be, and how its weight arrays are read.

Everything here ends in the same form: a list of (name, array) in the order of
the layers, and a list of (name, reason) for what was left out. No spectrum is
computed here, and torch is imported only for sources that need it.

`rules` says for each kind of layer what its matrices are; `modules` reads torch
modules by them, `files` state dicts and files, `arrays` arrays of any origin.
"""

import os
from collections.abc import Mapping

from pse_helpers.layers.sources.arrays import read_list
from pse_helpers.layers.sources.files import EXPECTED, LOADERS, read_mapping, read_state_dict, unwrap
from pse_helpers.layers.sources.modules import is_module, read_module

__all__ = ["read_weights", "read_state_dict", "LOADERS"]


def read_weights(source, example_input=None):
    """Return ([(name, array)], [(name, reason)]): the weights of `source`, and what was left out."""
    if example_input is not None and not is_module(source):
        raise TypeError(f"example_input goes with a torch module, but source is a {type(source).__name__}")
    if is_module(source):
        return read_module(source, example_input)
    if isinstance(source, (str, os.PathLike)):
        return read_mapping(read_state_dict(source))
    if isinstance(source, Mapping):
        return read_mapping(unwrap(source))
    if isinstance(source, (list, tuple)):
        return read_list(source)
    raise TypeError(f"source must be {EXPECTED}; got a {type(source).__name__}")
