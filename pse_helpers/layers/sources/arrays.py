"""Arrays of numpy or torch, in memory or still in a file: a list of them, and one form for all."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from pse_helpers.layers.sources.reading import Reading, Weight


@dataclass(frozen=True)
class Stored:
    """An array that a file holds and that nobody has loaded yet."""

    shape: tuple
    kind: str
    precision: str
    load: Callable

    @property
    def ndim(self):
        return len(self.shape)


def read_list(arrays):
    """The weights of a list, by their numbers; nothing is left out."""
    weights = []
    for index, value in enumerate(arrays):
        label = f"source[{index}]"
        if not is_array(value):
            raise TypeError(f"{label} must be a real array with two or more dimensions; got a {type(value).__name__}")
        array = to_array(label, value)
        weights.append(Weight(str(index), array, epsilon(value), array.size))
    return Reading(weights, "given")


def is_tensor(value):
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported torch
    return torch is not None and isinstance(value, torch.Tensor)


def is_array(value):
    return isinstance(value, (np.ndarray, Stored)) or is_tensor(value)


def loaded(value):
    """The array itself, from its file where it is still there."""
    return value.load() if isinstance(value, Stored) else value


def size(value):
    return int(np.prod(value.shape))


def kind(value):
    """What the entries are: floating, whole, boolean, complex, or other."""
    if isinstance(value, Stored):
        return value.kind
    if is_tensor(value):
        import torch
        return ("floating" if value.is_floating_point() else "complex" if value.is_complex() else
                "boolean" if value.dtype == torch.bool else "whole")
    return {"f": "floating", "i": "whole", "u": "whole", "b": "boolean", "c": "complex"}.get(value.dtype.kind, "other")


def precision(value):
    """The name of the type of the entries, without its library."""
    return value.precision if isinstance(value, Stored) else str(value.dtype).removeprefix("torch.")


def epsilon(value):
    """The machine epsilon of the precision in which an array is stored."""
    if is_tensor(value):
        import torch
        return float(torch.finfo(value.dtype).eps)
    return float(np.finfo(value.dtype).eps)


def place(value):
    """Where an array lies in memory, and how: the same for tied weights; an array in a file lies nowhere else."""
    if is_tensor(value):
        return value.data_ptr(), tuple(value.shape), value.stride()
    if isinstance(value, Stored):
        return id(value)
    return value.__array_interface__["data"][0], value.shape, value.strides


def to_array(name, value):
    """A floating numpy array of at least single precision, sharing memory where it can."""
    if np.ma.is_masked(value):
        raise TypeError(f"{name} must be an array without a mask; got {np.ma.count_masked(value)} masked weights")
    if value.ndim < 2:
        raise ValueError(f"{name} must have two or more dimensions; got shape {tuple(value.shape)}")
    if kind(value) != "floating":
        raise TypeError(f"{name} must be a real floating array; got {value.dtype} (if it is no weight, leave it out)")
    value = _numpy(name, value) if is_tensor(value) else value
    if value.size == 0:
        raise ValueError(f"{name} is empty; got shape {value.shape}")
    return value.astype(np.float32 if value.dtype.itemsize <= 4 else np.float64, copy=False)


def _numpy(name, tensor):
    """The numbers of a tensor, widened where numpy does not know their type."""
    import torch
    if tensor.is_meta:
        raise ValueError(f"{name} is on the meta device and has no values; load the weights first")
    if tensor.layout != torch.strided or tensor.is_nested:
        raise TypeError(f"{name} is sparse or nested; give it as a plain array (to_dense())")
    tensor = tensor.detach().cpu()
    try:
        return (tensor if tensor.element_size() >= 4 else tensor.float()).numpy()
    except (RuntimeError, NotImplementedError) as error:
        raise TypeError(f"{name} has entries of type {precision(tensor)}, which cannot be widened to single "
                        "precision here; give the float model that it was made from") from error
