"""Averages as linear maps: their weights 1/n, squared wherever a network takes one."""

import math


def squared_averages():
    """A context in which an average over n values, of a pooling or of `mean`, sums them with weights 1/n^2.

    It sees the operations themselves, hence also those that no module stands for.
    """
    from torch.utils._python_dispatch import TorchDispatchMode

    class SquaredAverages(TorchDispatchMode):
        def __torch_dispatch__(self, operation, types, arguments=(), options=None):
            average = operation(*arguments, **(options or {}))
            name = operation.overloadpacket.__name__
            return average / AVERAGED[name](average, *arguments) if name in AVERAGED else average

    return SquaredAverages()


def _of_mean(average, values, *_):
    return values.numel() / average.numel()


def _of_pooling(average, values, size, stride=(), padding=0, ceil_mode=False, count_include_pad=True, divisor=None):
    """The divisor of each window: the average of ones against their sum, which differ where a window meets an edge."""
    import torch
    pool = {4: torch.ops.aten.avg_pool2d, 5: torch.ops.aten.avg_pool3d}[values.ndim]
    ones, window = torch.ones_like(values), (size, stride, padding, ceil_mode, count_include_pad)
    return pool(ones, *window, 1) / pool(ones, *window, divisor)


def _of_adaptive_pooling(average, values, size):
    """The elements of each window: along an axis, window i of m runs from floor(i N / m) to ceil((i + 1) N / m)."""
    import torch
    lengths = []
    for windows, length in zip(size, values.shape[-len(size):]):
        i = torch.arange(windows)
        lengths.append((-(-(i + 1) * length // windows) - i * length // windows).to(values.dtype))
    return math.prod(torch.meshgrid(*lengths, indexing="ij"))


# The average over what, by the operation's name: how many values each of its results averages.
AVERAGED = {"mean": _of_mean, "avg_pool2d": _of_pooling, "avg_pool3d": _of_pooling,
            "_adaptive_avg_pool2d": _of_adaptive_pooling, "_adaptive_avg_pool3d": _of_adaptive_pooling}
