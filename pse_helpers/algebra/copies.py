"""A copy of a torch model without weights, of the network inside of what wraps it."""

import copy
from collections import OrderedDict

from pse_helpers.layers.sources.unwrapping import unwrapped


def without_weights(model):
    """A copy in evaluation mode whose tensors have shapes but no values; wrappers inside and hooks are gone."""
    memo = {id(tensor): _without_values(name, tensor) for name, tensor in _tensors(model)}
    memo |= {id(hooks): OrderedDict() for hooks in _hooks(model)}
    try:
        for module in reversed(list(model.modules())):  # the innermost first
            if (inner := unwrapped(module)) is not module:
                memo[id(module)] = copy.deepcopy(inner, memo)
        return copy.deepcopy(model, memo).eval()
    except Exception as error:
        raise ValueError(f"model cannot be copied: {first_line(error)}") from error


def _tensors(model):
    """Parameters, buffers, and what layers keep beside them, as old norms and pruning do."""
    import torch
    for prefix, module in model.named_modules():
        for held in (module._parameters, module._buffers, vars(module)):
            yield from ((f"{prefix}.{name}".lstrip("."), value) for name, value in held.items()
                        if isinstance(value, torch.Tensor))


def _hooks(model):
    """The dictionaries of what is called beside the layers, mostly empty."""
    from torch import nn
    names = [name for name in vars(nn.Module()) if "hooks" in name]
    for module in model.modules():
        yield from (vars(module)[name] for name in names if name in vars(module))


def _without_values(name, tensor):
    import torch
    from torch.nn.parameter import is_lazy
    if is_lazy(tensor):
        raise ValueError(f"model: {name} has no shape yet; run the model once on an input first")
    empty = torch.empty(tensor.shape, dtype=tensor.dtype, device="meta")
    is_parameter = isinstance(tensor, torch.nn.Parameter)
    return torch.nn.Parameter(empty, requires_grad=tensor.requires_grad) if is_parameter else empty


def dtype_of(model):
    """The precision of a model's weights, which its input must have."""
    import torch
    kinds = (parameter.dtype for parameter in model.parameters() if parameter.is_floating_point())
    return next(kinds, torch.get_default_dtype())


def first_line(error):
    """An error in one line."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
