"""Arrays of numpy or torch: a list of them, where one lies in memory, and one form for all."""

import sys

import numpy as np


def read_list(arrays):
    """The weights of a list, by their numbers; nothing is left out."""
    entries = []
    for index, value in enumerate(arrays):
        label = f"source[{index}]"
        if not is_array(value):
            raise TypeError(f"{label} must be a real array with two or more dimensions; got a {type(value).__name__}")
        entries.append((str(index), to_array(label, value)))
    return entries, []


def is_tensor(value):
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported torch
    return torch is not None and isinstance(value, torch.Tensor)


def is_array(value):
    return isinstance(value, np.ndarray) or is_tensor(value)


def place(value):
    """Where an array lies in memory, and how: the same for tied weights."""
    if is_tensor(value):
        return value.data_ptr(), tuple(value.shape), value.stride()
    return value.__array_interface__["data"][0], value.shape, value.strides


def to_array(name, value):
    """A floating numpy array of at least single precision, sharing memory where it can."""
    if value.ndim < 2:
        raise ValueError(f"{name} must have two or more dimensions; got shape {tuple(value.shape)}")
    if is_tensor(value):
        if value.is_meta:
            raise ValueError(f"{name} is on the meta device and has no values; load the weights first")
        if not value.is_floating_point():
            raise _not_real(name, value)
        value = value.detach().cpu()
        value = (value if value.element_size() >= 4 else value.float()).numpy()
    if not np.issubdtype(value.dtype, np.floating):
        raise _not_real(name, value)
    if value.size == 0:
        raise ValueError(f"{name} is empty; got shape {value.shape}")
    return value.astype(np.float32 if value.dtype.itemsize <= 4 else np.float64, copy=False)


def _not_real(name, value):
    return TypeError(f"{name} must be a real floating array; got {value.dtype} (if it is no weight, leave it out)")


def refuse_quantised(state):
    """A quantised weight is whole numbers with a scale, often packed: not the matrix that was trained."""
    for name, value in state.items():
        if "_packed_params" in name.split(".") or _is_quantised(value):
            layer = name.split("._")[0]  # what follows is private to the layer
            raise TypeError(f"source: {layer} is quantised; give the float model that it was made from")


def _is_quantised(value):
    return type(value).__name__ == "ScriptObject" or (is_tensor(value) and value.is_quantized)
