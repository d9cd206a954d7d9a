"""What a *source* of layers may be, and how its weight arrays are read.

Everything here ends in the same form: a list of (name, array) in the order of
the layers, and a list of (name, reason) for what was left out. No spectrum is
computed here, and torch is imported only for sources that need it.

`matrix_rules` says for each kind of layer what its matrices are; `modules` reads
torch modules by them and leaves them `undisturbed`, `files` state dicts and files,
`arrays` arrays of any origin.
"""

import os
from collections import abc

from pse_helpers.layers.sources import arrays, files, modules
from pse_helpers.layers.sources.files import read_state_dict


def read_weights(source, example_input=None):
    """The weights of `source`, [(name, array)], and what was left out, [(name, reason)].

    >>> import numpy as np
    >>> from pse_helpers.layers.sources import read_weights
    >>> weights, left_out = read_weights({"weight": np.eye(2), "bias": np.ones(2), "epoch": 3})
    >>> [name for name, _ in weights], left_out         # a vector is no layer matrix, and not listed
    (['weight'], [('epoch', 'not an array but a int')])
    """
    if example_input is not None and not modules.is_module(source):
        raise TypeError(f"example_input goes with a torch module, but source is a {type(source).__name__}")
    if modules.is_module(source):
        return modules.read_module(source, example_input)
    if isinstance(source, (str, os.PathLike)):
        return files.read_mapping(read_state_dict(source))
    if isinstance(source, abc.Mapping):
        return files.read_mapping(files.unwrap(source))
    if isinstance(source, (list, tuple)):
        return arrays.read_list(source)
    raise TypeError(f"source must be {files.EXPECTED}; got a {type(source).__name__}")
