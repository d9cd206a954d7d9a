"""The sum over all paths of a network, from input to output: an image of ones sent through it without biases."""

import copy

from pse_helpers.checks import check_torch_module


def without_biases(model):
    """A copy in double precision and evaluation mode, its biases and running means zero, its weights as they are.

    A ValueError for layers with weights that are neither linear, nor convolutions, nor normalisations of a batch.
    """
    check_torch_module(model)
    twin = copy.deepcopy(model).double().eval()
    for name, module in twin.named_modules():
        if not is_layer(module) and not is_norm(module) and next(module.parameters(recurse=False), None) is not None:
            raise ValueError(f"model: {name or 'the model'} is a {type(module).__name__}; expected linear layers, "
                             "convolutions and batch normalisations")
        for shift in ("bias", "running_mean"):
            if getattr(module, shift, None) is not None:
                getattr(module, shift).data.zero_()
    return twin


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
    try:
        return model(torch.ones(1, *input_shape, dtype=torch.float64)).sum()
    except (RuntimeError, TypeError) as error:
        raise ValueError(f"input_shape must be that of one input of the model; got {input_shape!r} "
                         f"({str(error).splitlines()[0]})") from error
