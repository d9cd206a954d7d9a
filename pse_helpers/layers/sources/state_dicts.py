"""State dicts: which entries are weights, in which order, and as which matrices."""

import re
from fnmatch import fnmatchcase

import numpy as np

from pse_helpers.layers.sources.adapters import with_products
from pse_helpers.layers.sources.arrays import epsilon, is_array, kind, loaded, place, precision, size, to_array
from pse_helpers.layers.sources.contents import no_weight
from pse_helpers.layers.sources.matrix_rules import BIASES, stacked, thirds
from pse_helpers.layers.sources.order import definition_order
from pse_helpers.layers.sources.quantised import multiplied, refuse_quantised, scales
from pse_helpers.layers.sources.reading import LeftOut, Note, Reading, Weight


def read_mapping(state, order=None, skip=(), forgotten=False):
    """The reading of a state dict, in its own order unless that is forgotten, or another is given."""
    refuse_quantised(state)
    _refuse_parametrised(state)
    names, where = _ordered(state, order, forgotten or _is_sorted(list(state)))
    return Reading(with_products(_items(state, names, skip)), where)


def _items(state, names, skip):
    scale_of, counted = scales(state), {}
    unused = set(skip)
    for name in names:
        patterns = {pattern for pattern in skip if fnmatchcase(name, pattern)}
        unused -= patterns
        if patterns:
            yield from _skipped(name, state[name])
        elif reason := _reason(name, state[name], counted, scale_of):
            yield LeftOut(name, reason)
        elif state[name].ndim >= 2:
            counted[place(state[name])] = name
            yield from _weights(name, state, scale_of)
    if unused:
        raise ValueError(f"skip must name or match parameters of source; {sorted(unused)[0]!r} matches none")


def _skipped(name, value):
    """What a reader leaves out is missed, where it could have been a weight."""
    if is_array(value) and value.ndim >= 2:
        yield LeftOut(name, "left out by the reader", size(value) if kind(value) == "floating" else 0)


def _weights(name, state, scale_of):
    """The matrices of one entry, once it is loaded and turns out to be a weight."""
    value = stored = loaded(state[name])
    if name in scale_of:
        value = multiplied(name, stored, loaded(state[scale_of[name]]))
    array = to_array(f"source: {name}", value)
    if reason := no_weight(array):
        yield LeftOut(name, reason)
        return
    matrices, note = _matrices(name, array)
    if note:
        yield Note(name, note)
    for label, matrix in matrices.items():
        yield Weight(label, matrix, epsilon(stored), matrix.size)


def _matrices(name, array):
    """{label: array} of one entry, and on what grounds, where there was a choice."""
    leaf = _leaf(name)
    if leaf == "in_proj_weight" and array.ndim == 2 and len(array) % 3 == 0:
        return thirds(name, array), None
    if array.ndim == 3 and array.shape[0] > 1 and ("expert" in name or not leaf.endswith("weight")):
        grounds = "experts" if "expert" in name else f"no weight of a convolution, but {leaf}"
        return stacked(name, array), f"a stack of {len(array)} matrices, since its name says {grounds}"
    if array.ndim == 3:
        return {name: array}, "the kernel of a one-dimensional convolution, since its name says nothing of experts"
    return {name: array}, None


def _reason(name, value, counted, scale_of):
    """Why an entry with two or more dimensions, or of another type, is left out; None where it is not."""
    if not is_array(value):
        return f"not an array but a {type(value).__name__}"
    if name in scale_of.values():
        return "a scale, which its weight is multiplied by"
    if value.ndim < 2:
        return None
    if kind(value) in ("whole", "boolean"):
        return f"{'whole numbers' if kind(value) == 'whole' else 'truth values'} ({precision(value)}), no weight"
    if place(value) in counted:
        return f"tied to {counted[place(value)]}, which is counted"
    return BIASES.get(_leaf(name))


def _leaf(name):
    return name.rpartition(".")[2]


# -- order -----------------------------------------------------------------------

def _ordered(state, order, forgotten):
    """The names of all entries in order, and where it comes from."""
    if order is not None:
        return _given(state, _names_of(order)), "given"
    if not forgotten:
        return list(state), "file"
    ordered, where = definition_order([name for name in state if is_array(state[name]) and state[name].ndim >= 2])
    return list(dict.fromkeys([*ordered, *state])), where


def _is_sorted(names):
    """A file that sorts its names puts a bias before its weight; a module never does."""
    known = set(names)
    return names == sorted(names) and any(name.endswith("bias") and f"{name[:-4]}weight" in known for name in names)


def _names_of(order):
    """The names of a list, or of the state dict of a module."""
    names = list(order) if isinstance(order, (list, tuple)) else list(getattr(order, "state_dict", dict)())
    if not names or not all(isinstance(name, str) for name in names):
        raise TypeError(f"order must be a torch module or a list of names; got a {type(order).__name__}")
    return names


def _given(state, order):
    """The names of the state dict in the order that a reader gives; it must say where each array belongs."""
    place_of = {name: index for index, name in enumerate(order)}
    missing = [name for name, value in state.items() if is_array(value) and value.ndim >= 2 and name not in place_of]
    if missing:
        raise ValueError(f"order must name every parameter of source with two or more dimensions; got {len(order)} "
                         f"names without {missing[0]}")
    return sorted(state, key=lambda name: place_of.get(name, np.inf))


# -- parts of weights ------------------------------------------------------------

def _refuse_parametrised(state):
    for name in state:
        if re.search(r"(^|\.)parametrizations\.\w+\.original", name) or _has_partner(name, state):
            raise ValueError(f"source: {name} is only a part of a weight; give the module, or remove the "
                             "parametrisation first (torch.nn.utils.parametrize.remove_parametrizations, or "
                             "remove_weight_norm, remove_spectral_norm, prune.remove)")


def _has_partner(name, state):
    """For X old weight norm stores X_g and X_v, old spectral norm X_orig and X_u, pruning X_orig and X_mask."""
    whole, _, suffix = name.rpartition("_")
    if whole in state:
        return False
    if suffix == "g":
        return _is_scale_of(state[name], state.get(f"{whole}_v"))
    return suffix == "orig" and state[name].ndim >= 2 and not {f"{whole}_u", f"{whole}_mask"}.isdisjoint(state)


def _is_scale_of(scale, direction):
    """One number for the whole weight, or one for each index of one of its dimensions."""
    if not is_array(scale) or not is_array(direction) or direction.ndim < 2:
        return False
    along = [extent for extent in scale.shape if extent != 1]
    return scale.ndim == 0 or (scale.ndim == direction.ndim and len(along) <= 1)
