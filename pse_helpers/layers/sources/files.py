"""State dicts, as they are and in files."""

import pickle
import re
from collections.abc import Mapping
from pathlib import Path

from pse_helpers.layers.sources.arrays import is_array, place, refuse_quantised, to_array
from pse_helpers.layers.sources.matrix_rules import BIASES, thirds

EXPECTED = ("a torch module, a state dict, a path to a .safetensors, .pt or .th file, "
            "a list of real arrays, or a LayerSpectra")


# -- a state dict --------------------------------------------------------------

def read_mapping(state):
    """The weights of a state dict in its own order, and what was left out."""
    refuse_quantised(state)
    _refuse_parametrised(state)
    entries, left_out, counted = [], [], {}
    for name, value in state.items():
        if reason := _reason(name, value, counted):
            left_out.append((name, reason))
        elif value.ndim >= 2:
            counted[place(value)] = name
            entries += [(label, to_array(f"source: {label}", matrix)) for label, matrix in _matrices(name, value)]
    return entries, left_out


def _reason(name, value, counted):
    """Why an entry with two or more dimensions, or of another type, is left out; None where it is not."""
    if not is_array(value):
        return f"not an array but a {type(value).__name__}"
    if value.ndim >= 2 and place(value) in counted:
        return f"tied to {counted[place(value)]}, which is counted"
    return BIASES.get(_leaf(name)) if value.ndim >= 2 else None


def _leaf(name):
    return name.rpartition(".")[2]


def _matrices(name, value):
    joined = _leaf(name) == "in_proj_weight" and value.ndim == 2 and len(value) % 3 == 0
    return (thirds(name, value) if joined else {name: value}).items()


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


def unwrap(state):
    """Undo a nested `state_dict` and the `module.` prefix that DataParallel adds."""
    if isinstance(state.get("state_dict"), Mapping):
        state = state["state_dict"]
    names = [str(name) for name in state]
    prefix = "module." if names and all(name.startswith("module.") for name in names) else ""
    return {name.removeprefix(prefix): value for name, value in zip(names, state.values())}


# -- files ---------------------------------------------------------------------

def read_state_dict(path):
    """The state dict in a .safetensors, .pt or .th file: weights only, unwrapped.

    A ValueError for a damaged file, or one that holds more than weights.

    >>> import tempfile
    >>> import torch
    >>> from pse_helpers.layers.sources import read_state_dict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     torch.save({"epoch": 3, "state_dict": {"module.weight": torch.eye(2)}}, f"{folder}/model.pt")
    ...     list(read_state_dict(f"{folder}/model.pt"))
    ['weight']
    """
    path = Path(path).expanduser()
    if path.suffix not in LOADERS:
        raise ValueError(f"source: {str(path)!r} does not end in {', '.join(LOADERS)}; expected {EXPECTED}")
    if not path.is_file():
        raise FileNotFoundError(f"source: no file at {str(path)!r}; expected {EXPECTED}")
    try:
        state = LOADERS[path.suffix](path)
    except (pickle.UnpicklingError, EOFError, RuntimeError, ValueError, KeyError, AttributeError) as error:
        # torch's own text advises to run the file's code, which is not our advice
        raise ValueError(f"source: {str(path)!r} is damaged, or holds more than weights; "
                         f"save model.state_dict() alone ({type(error).__name__})") from error
    if not isinstance(state, Mapping):
        raise ValueError(f"source: {str(path)!r} holds a {type(state).__name__}; expected a state dict")
    return unwrap(state)


def _load_pickle(path):
    import torch
    return torch.load(path, map_location="cpu", weights_only=True)


def _load_safetensors(path):
    from safetensors import SafetensorError
    from safetensors.torch import load_file
    try:
        return load_file(path)
    except SafetensorError as error:
        raise ValueError(str(error)) from error


LOADERS = {".safetensors": _load_safetensors, ".pt": _load_pickle, ".pth": _load_pickle, ".th": _load_pickle}
