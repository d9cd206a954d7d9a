"""The sum over all paths of a network, from input to output: an image of ones sent through it without biases."""

import copy

from pse_helpers.algebra.piece_rules import REFUSED
from pse_helpers.checks import check_torch_module, whole_numbers

# Operations that change more than the size and sign of a positive number: no path has a product of weights behind them.
CURVED = frozenset(
    "gelu sigmoid tanh silu mish elu softplus hardswish hardsigmoid hardtanh hardshrink softshrink threshold glu "
    "_softmax _log_softmax log_sigmoid_forward exp log log2 log10 sqrt rsqrt pow erf sin cos native_layer_norm "
    "native_group_norm reciprocal".split())
EXPECTED = "expected linear layers, convolutions, batch normalisations and ReLU: an output is then a sum over paths"
SATURATING = ("ReLU6", "Hardtanh", "Hardsigmoid", "Hardshrink", "Softshrink", "Threshold")


def without_biases(model):
    """A copy in double precision and evaluation mode, its biases and running means zero, its weights as they are.

    A ValueError for layers with weights that are neither linear, nor convolutions, nor normalisations of a batch.
    """
    check_torch_module(model)
    twin = copy.deepcopy(model).double().eval()
    for name, module in twin.named_modules():
        _refuse_curved(name, module)
        if not is_layer(module) and not is_norm(module) and next(module.parameters(recurse=False), None) is not None:
            raise ValueError(f"model: {name or 'the model'} is a {type(module).__name__}; expected linear layers, "
                             "convolutions and batch normalisations")
        for shift in ("bias", "running_mean"):
            if getattr(module, shift, None) is not None:
                getattr(module, shift).data.zero_()
    return twin


def _refuse_curved(name, module):
    """A ValueError that names a module behind which an output is no sum over paths."""
    from torch.nn.modules.batchnorm import _BatchNorm
    kinds = {kind.__name__ for kind in type(module).__mro__}
    reason = next((why for why, refused in REFUSED.items() if kinds.intersection(refused)), None)
    if kinds.intersection(SATURATING):
        reason = "is not proportional to its input"
    if isinstance(module, _BatchNorm) and not is_norm(module):
        reason = "normalises by the statistics of each batch"
    if reason:
        raise ValueError(f"model: {name or 'the model'} is a {type(module).__name__}, which {reason}; {EXPECTED}")


def straight_only():
    """A context in which an operation that bends positive numbers is a ValueError, whether a module's or not."""
    from torch.utils._python_dispatch import TorchDispatchMode

    class StraightOnly(TorchDispatchMode):
        def __torch_dispatch__(self, operation, types, arguments=(), options=None):
            name = operation.overloadpacket.__name__
            if name.rstrip("_") in CURVED or name in CURVED:
                raise ValueError(f"model: it calls {name}, which is not proportional to its input; {EXPECTED}")
            return operation(*arguments, **(options or {}))
    return StraightOnly()


def is_layer(module):
    """Whether every path through a module takes one of its weights: a linear layer or a convolution."""
    from torch import nn
    return isinstance(module, (nn.Linear, nn.Conv1d, nn.Conv2d, nn.Conv3d))


def is_norm(module):
    """Whether a module is a batch normalisation that is a weight a channel in evaluation mode."""
    from torch import nn
    return isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)) and module.track_running_stats


def sum_over_paths(model, input_shape):
    """The sum of the outputs for an image of ones, a tensor; a ValueError where the model takes no such input."""
    import torch
    ones = torch.ones(1, *whole_numbers(input_shape, "input_shape"), dtype=torch.float64)
    try:
        with straight_only():
            return model(ones).sum()
    except (RuntimeError, TypeError, AttributeError, IndexError) as error:
        raise ValueError(f"input_shape must be that of one input of the model; got {input_shape!r} "
                         f"({str(error).splitlines()[0]})") from error
