"""What a *source* of layers may be, and how its weight arrays are read.

Everything here ends in the same form: a `Reading`, the items of a source one after
another in the order of the layers - weights, what was left out with the reason, notes
on what could have been read in another way - and where that order comes from. No
spectrum is computed here, and torch is imported only for sources that need it.

`matrix_rules` says for each kind of layer what its matrices are; `modules` reads
torch modules by them and leaves them `undisturbed`; `state_dicts` reads state dicts,
in an `order` found again by `siblings` where a file has forgotten it, without what its
`contents` show to be no weight, `quantised` weights multiplied out or refused, pairs of
`adapters` as their product; `files` and `shards` lead to state dicts, `checkpoints` to
the one of their parts that holds weights; `arrays` are of any origin.
"""

import os
from collections import abc

from pse_helpers.checks import check_mapping, listed, shown
from pse_helpers.layers.sources import arrays, modules
from pse_helpers.layers.sources.checkpoints import weights_part
from pse_helpers.layers.sources.files import EXPECTED, read_state_dict
from pse_helpers.layers.sources.reading import LeftOut, Note, Reading, Weight
from pse_helpers.layers.sources.shards import read_path
from pse_helpers.layers.sources.state_dicts import read_mapping


def read(source, example_input=None, order=None, key=None, skip=(), rules=None):
    """The `Reading` of any source; each option goes with some kinds of source, and is refused with others."""
    _check_options(key, skip, rules)
    if modules.is_module(source):
        refuse_options(source, order=order, key=key, skip=skip)
        return modules.read_module(source, example_input, rules or {})
    refuse_options(source, example_input=example_input, rules=rules)
    if isinstance(source, (str, os.PathLike)):
        return read_state(*read_path(source), order, key, skip)
    if isinstance(source, abc.Mapping):
        return read_state(source, False, order, key, skip)
    refuse_options(source, order=order, key=key, skip=skip)
    if isinstance(source, (list, tuple)):
        return arrays.read_list(source)
    raise TypeError(f"source must be {EXPECTED}; got a {type(source).__name__}")


def _check_options(key, skip, rules):
    if not isinstance(key, (str, type(None))):
        raise TypeError(f"key must be the name of a part of source; got {shown(key)}")
    if not all(isinstance(name, str) for name in listed([skip] if isinstance(skip, str) else skip, "skip", "names")):
        raise TypeError(f"skip must be names or patterns of names; got {shown(skip)}")
    if rules is not None:
        check_mapping(rules, "rules", "classes to names of weights")
        if not all(isinstance(kind, type) for kind in rules):
            raise TypeError(f"rules must be a mapping of classes to names of weights; got {shown(rules)}")


def read_weights(source, example_input=None):
    """The weights of `source`, [(name, array)], and what was left out, [(name, reason)].

    >>> import numpy as np
    >>> from pse_helpers.layers.sources import read_weights
    >>> weights, left_out = read_weights({"weight": np.eye(2), "bias": np.ones(2), "epoch": 3})
    >>> [name for name, _ in weights], left_out         # a vector is no layer matrix, and not listed
    (['weight'], [('epoch', 'not an array but a int')])
    """
    items = list(read(source, example_input).items)
    return ([(item.name, item.array) for item in items if isinstance(item, Weight)],
            [(item.name, item.reason) for item in items if isinstance(item, LeftOut)])


def read_state(state, forgotten, order, key, skip):
    """The `Reading` of a state dict or of a checkpoint that holds one; `forgotten` where its order tells nothing."""
    part, name = weights_part(state, key)
    reading = read_mapping(part, order, (skip,) if isinstance(skip, str) else tuple(skip), forgotten)
    notes = (Note(name, "the part of the checkpoint that was read"),) if name else ()
    return Reading(reading.items, reading.order, notes)


def refuse_options(source, **options):
    """Options that this kind of source has no use for."""
    for name, value in options.items():
        if value is not None and not (name == "skip" and len(value) == 0):
            kind = "a torch module" if name in ("example_input", "rules") else "a state dict, a file or a folder"
            raise TypeError(f"{name} goes with {kind}, but source is a {type(source).__name__}")
