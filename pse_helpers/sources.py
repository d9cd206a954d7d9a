"""What a *source* of layers may be, and how its weight arrays are read.

Everything here ends in the same form: a list of (name, array) in the order of
the layers, and a list of (name, reason) for what was left out. No spectrum is
computed here, and torch is imported only for sources that need it.
"""

import os
import pickle
import sys
from collections.abc import Mapping
from pathlib import Path

import numpy as np

EXPECTED = ("a torch module, a state dict, a path to a .safetensors, .pt or .th file, "
            "a list of real arrays, or a LayerSpectra")


def read_weights(source, example_input=None):
    """Return ([(name, array)], [(name, reason)]): the weights of `source`, and what was left out."""
    if example_input is not None and not _is_module(source):
        raise TypeError(f"example_input goes with a torch module, but source is a {type(source).__name__}")
    if _is_module(source):
        return _from_module(source, example_input)
    if isinstance(source, (str, os.PathLike)):
        return _from_state_dict(read_state_dict(source))
    if isinstance(source, Mapping):
        return _from_state_dict(_unwrap(source))
    if isinstance(source, (list, tuple)):
        return _from_list(source)
    raise TypeError(f"source must be {EXPECTED}; got a {type(source).__name__}")


# -- a torch module ------------------------------------------------------------

def _is_module(source):
    torch = sys.modules.get("torch")  # whoever holds a torch module has imported torch
    return torch is not None and isinstance(source, torch.nn.Module)


def _is_layer(module):
    """Convolutions and linear layers, subclasses included."""
    from torch import nn
    return isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d))


def _from_module(model, example_input):
    _refuse_absent_weights(model)
    modules = dict(model.named_modules())
    called = modules if example_input is None else _execution_order(model, example_input)
    entries, counted = [], {}
    for name in called:
        if _is_layer(modules[name]) and id(modules[name].weight) not in counted:
            weight, label = modules[name].weight, f"{name}.weight".lstrip(".")
            counted[id(weight)] = label
            entries.append((label, _to_array(f"source: {label}", weight)))
    return entries, _left_out(model, counted, set(called))


def _refuse_absent_weights(model):
    from torch.nn.parameter import is_lazy
    for name, parameter in model.named_parameters():
        if is_lazy(parameter):
            raise ValueError(f"source: {name} has no shape yet; run the model once on an input first")
        if parameter.is_meta:
            raise ValueError(f"source: {name} is on the meta device and has no values; load the weights first")


def _left_out(model, counted, called):
    """The parameters with two or more dimensions that were not counted, each with its reason."""
    modules = dict(model.named_modules(remove_duplicate=False))
    return [(name, _reason(name, parameter, modules, counted, called))
            for name, parameter in model.named_parameters(remove_duplicate=False)
            if parameter.ndim >= 2 and counted.get(id(parameter)) != name]


def _reason(name, parameter, modules, counted, called):
    owner = name.rpartition(".")[0]
    layer = owner.split(".parametrizations.")[0]
    if id(parameter) in counted:
        return f"tied to {counted[id(parameter)]}, which is counted"
    if _is_layer(modules[layer]) and layer not in called:
        return f"{layer} was not called on the example input"
    if f"{layer}.weight" in counted.values():
        return f"a part of {layer}.weight, which is counted"
    return f"no rule for a parameter of {type(modules[owner]).__name__}"


def _execution_order(model, example_input):
    """The names of the modules in the order in which they are first called."""
    import torch
    order, modes = {}, [(module, module.training) for module in model.modules()]
    handles = [module.register_forward_pre_hook(lambda _module, _inputs, name=name: order.setdefault(name))
               for name, module in model.named_modules()]
    try:
        model.eval()
        with torch.no_grad():
            model(*example_input if isinstance(example_input, tuple) else (example_input,))
    finally:
        for handle in handles:
            handle.remove()
        for module, training in modes:
            module.training = training
    return order


# -- a state dict, a file, a list ----------------------------------------------

def _from_state_dict(state):
    entries, left_out, counted = [], [], {}
    for name, value in state.items():
        if not _is_array(value):
            left_out.append((name, f"not an array but a {type(value).__name__}"))
        elif value.ndim >= 2 and _place(value) in counted:
            left_out.append((name, f"tied to {counted[_place(value)]}, which is counted"))
        elif value.ndim >= 2:
            counted[_place(value)] = name
            entries.append((name, _to_array(f"source: {name}", value)))
    return entries, left_out


def _unwrap(state):
    """Undo a nested `state_dict` and the `module.` prefix that DataParallel adds."""
    if isinstance(state.get("state_dict"), Mapping):
        state = state["state_dict"]
    names = [str(name) for name in state]
    prefix = "module." if names and all(name.startswith("module.") for name in names) else ""
    return {name.removeprefix(prefix): value for name, value in zip(names, state.values())}


def read_state_dict(path):
    """The state dict in a .safetensors, .pt or .th file: weights only, unwrapped."""
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
    return _unwrap(state)


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


def _from_list(arrays):
    entries = []
    for index, value in enumerate(arrays):
        label = f"source[{index}]"
        if not _is_array(value):
            raise TypeError(f"{label} must be a real array with two or more dimensions; got a {type(value).__name__}")
        if value.ndim < 2:
            raise ValueError(f"{label} must have two or more dimensions; got shape {tuple(value.shape)}")
        entries.append((str(index), _to_array(label, value)))
    return entries, []


# -- arrays --------------------------------------------------------------------

def _is_tensor(value):
    torch = sys.modules.get("torch")
    return torch is not None and isinstance(value, torch.Tensor)


def _is_array(value):
    return isinstance(value, np.ndarray) or _is_tensor(value)


def _place(value):
    """Where an array lies in memory, and how: the same for tied weights."""
    if _is_tensor(value):
        return value.data_ptr(), tuple(value.shape), value.stride()
    return value.__array_interface__["data"][0], value.shape, value.strides


def _to_array(name, value):
    """A floating numpy array of at least single precision, sharing memory where it can."""
    if _is_tensor(value):
        if value.is_meta:
            raise ValueError(f"{name} is on the meta device and has no values; load the weights first")
        if not value.is_floating_point():
            raise TypeError(f"{name} must be a real floating array; got {value.dtype} (if it is no weight, leave it out)")
        value = value.detach().cpu()
        value = (value if value.element_size() >= 4 else value.float()).numpy()
    if not np.issubdtype(value.dtype, np.floating):
        raise TypeError(f"{name} must be a real floating array; got {value.dtype} (if it is no weight, leave it out)")
    if value.size == 0:
        raise ValueError(f"{name} is empty; got shape {value.shape}")
    return value.astype(np.float32 if value.dtype.itemsize <= 4 else np.float64, copy=False)
