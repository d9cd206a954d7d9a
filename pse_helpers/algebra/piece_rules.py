"""The rules: for every kind of leaf its local transfer function, that is pieces, gain and multiply-adds.

`RULES` drives the reader of models and is the table of `pse_helpers.algebra.algebra_rules`. Layers go by
their names in torch.nn, operations by their names as methods of a tensor or as functions of torch,
torch.nn.functional and Python's operators, so that torch is not imported here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from math import prod

from pse_helpers.algebra import contractions

# -- what a leaf counts --------------------------------------------------------


def one(step):
    return 1


def two(step):
    return 2


def three(step):
    return 3


def nothing(step):
    return 0


def window(step):
    """The elements of a pooling window."""
    size, axes = step.option("kernel_size", 1), step.pooled_axes()
    return prod(size) if isinstance(size, tuple | list) else size**axes


def largest_window(step):
    """The elements of the largest window of an adaptive pooling: its windows differ by one along each axis."""
    axes = slice(-step.pooled_axes(), None)
    return prod(max(-(-(i + 1) * old // new) - i * old // new for i in range(new))
                for old, new in zip(step.input_shape[axes], step.value.shape[axes]))


def reduced(step):
    return step.input_size // step.size


def per_output(step):
    """A weight is stored output first: every output is a product with one row of it."""
    return step.size * prod(step.weight.shape[1:])


def per_input(step):
    """A transposed convolution's weight is stored input first."""
    return step.input_size * prod(step.weight.shape[1:])


# -- what keeps a leaf from counting -------------------------------------------


def never(step):
    return None


def takes_one(step):
    if step.branches > 1:
        return "multiplies or compares functions of the input"


def divides_by_a_constant(step):
    return takes_one(step) or ("divides by a function of the input" if step.divides_by_the_input() else None)


def has_running_statistics(step):
    if step.module.running_mean is None:
        return "normalises by the statistics of each batch"


def gives_one_tensor(step):
    return "gives indices beside values" if isinstance(step.value, tuple) else takes_one(step)


def keeps_its_operands(step):
    """A constant that is added in place leaves whoever reads the same memory later the same space and pieces."""
    if step.overwrites and step.varies(1, "other"):
        return "changes in place what is used again later"


def keeps_fractions(step):
    if not (step.value.is_floating_point() or step.value.is_complex()):
        return "rounds to whole numbers"
    return takes_one(step)


@dataclass(frozen=True)
class Rule:
    """The local transfer function of some layers and operations.

    `joins` is the rule of composition: series, sum or concatenation. The formulas `pieces`, `gain` and
    `multiply_adds` are for readers, and the tests evaluate them; `count` and `work` compute. `refusal`
    says, of one step, why the rule does not hold for it, or nothing.
    """

    kind: str
    layers: tuple
    operations: tuple
    pieces: str = "1"
    gain: str = "1"
    multiply_adds: str = "0"
    count: Callable = one
    work: Callable = nothing
    joins: str = "series"
    refusal: Callable = takes_one


# The first rule that fits holds, subclasses of a layer included unless they have a forward of their own.
RULES = (
    Rule("convolution", ("Conv1d", "Conv2d", "Conv3d"), ("conv1d", "conv2d", "conv3d"),
         gain="out * positions_out / (in * positions_in)",
         multiply_adds="out * positions_out * in / groups * kernel", work=per_output),
    Rule("transposed convolution", ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"),
         ("conv_transpose1d", "conv_transpose2d", "conv_transpose3d"),
         gain="out * positions_out / (in * positions_in)",
         multiply_adds="in * positions_in * out / groups * kernel", work=per_input),
    Rule("linear", ("Linear",), ("linear",), gain="out / in", multiply_adds="out * in * positions_in",
         work=per_output),
    Rule("product with a weight", (), ("matmul", "mm", "bmm", "mv", "inner"), gain="out / in",
         multiply_adds="outputs * summed", work=contractions.last_axis, refusal=contractions.one_varies),
    Rule("product over given axes", (), ("tensordot",), gain="out / in",
         multiply_adds="outputs * summed", work=contractions.given_axes, refusal=contractions.one_varies),
    Rule("product by indices", (), ("einsum",), gain="out / in",
         multiply_adds="outputs * summed", work=contractions.indices, refusal=contractions.one_varies_by_letters),
    Rule("addition of a product", (), ("addmm", "baddbmm", "addmv"), gain="out / in", joins="sum",
         multiply_adds="outputs * summed", work=contractions.last_axis_of_the_second,
         refusal=contractions.one_factor_varies),
    Rule("normalisation", ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"), (),
         refusal=has_running_statistics),
    Rule("activation of two pieces", ("ReLU", "LeakyReLU", "PReLU", "RReLU", "Threshold"),
         ("relu", "relu_", "leaky_relu", "leaky_relu_", "prelu", "rrelu", "rrelu_", "threshold", "threshold_",
          "_threshold", "abs", "abs_"), pieces="2", count=two),
    Rule("activation of three pieces", ("Hardtanh", "Hardsigmoid", "Hardshrink", "Softshrink"),
         ("relu6", "hardtanh", "hardtanh_", "hardsigmoid", "hardshrink", "softshrink", "clamp", "clamp_"),
         pieces="3", count=three),
    Rule("average pooling", ("AvgPool1d", "AvgPool2d", "AvgPool3d"),
         ("avg_pool1d", "avg_pool2d", "avg_pool3d"), gain="positions_out / positions_in"),
    Rule("adaptive average pooling", ("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"),
         ("adaptive_avg_pool1d", "adaptive_avg_pool2d", "adaptive_avg_pool3d"), gain="positions_out / positions_in"),
    Rule("max pooling", ("MaxPool1d", "MaxPool2d", "MaxPool3d"), ("max_pool1d", "max_pool2d", "max_pool3d"),
         pieces="window", gain="positions_out / positions_in", count=window, refusal=gives_one_tensor),
    Rule("adaptive max pooling", ("AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"),
         ("adaptive_max_pool1d", "adaptive_max_pool2d", "adaptive_max_pool3d"),
         pieces="window", gain="positions_out / positions_in", count=largest_window, refusal=gives_one_tensor),
    Rule("maximum over axes", (), ("amax", "amin"), pieces="reduced", gain="1 / reduced", count=reduced),
    Rule("mean over axes", (), ("mean", "sum"), gain="1 / reduced"),
    Rule("addition", (), ("add", "add_", "iadd", "sub", "sub_", "isub", "subtract"), joins="sum",
         refusal=keeps_its_operands),
    Rule("concatenation", (), ("cat", "concat", "concatenate", "stack", "hstack"), joins="concatenation",
         refusal=never),
    Rule("scaling", (), ("mul", "mul_", "imul", "multiply", "div", "div_", "truediv", "itruediv", "neg"),
         refusal=divides_by_a_constant),
    Rule("identity", ("Identity", "Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout"),
         ("dropout", "dropout1d", "dropout2d", "dropout3d", "contiguous", "clone", "detach", "to", "float",
          "double"), refusal=keeps_fractions),
    Rule("reshape", ("Flatten", "Unflatten", "PixelShuffle", "PixelUnshuffle", "ChannelShuffle"),
         ("flatten", "unflatten", "view", "reshape", "squeeze", "unsqueeze", "transpose", "permute", "swapaxes",
          "movedim", "flip", "roll", "t", "pixel_shuffle", "pixel_unshuffle", "channel_shuffle", "getattr")),
    Rule("part", (), ("getitem", "chunk", "split", "tensor_split", "unbind", "narrow", "select"), gain="part"),
    Rule("padding or resizing", ("ZeroPad1d", "ZeroPad2d", "ZeroPad3d", "ConstantPad1d", "ConstantPad2d",
                                 "ConstantPad3d", "ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d",
                                 "ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d", "Upsample"),
         ("pad", "interpolate", "expand", "repeat", "repeat_interleave"), gain="positions_out / positions_in"),
)

REFUSED = {  # for the error only: whatever has no rule is refused
    "is curved, not piecewise linear": (
        "Sigmoid", "Tanh", "GELU", "SiLU", "Mish", "ELU", "SELU", "CELU", "Softplus", "Softsign", "Tanhshrink",
        "LogSigmoid", "Softmax", "Softmax2d", "LogSoftmax", "Softmin", "GLU", "Hardswish", "sigmoid", "sigmoid_",
        "tanh", "tanh_", "gelu", "silu", "mish", "elu", "selu", "celu", "softplus", "softsign", "tanhshrink",
        "logsigmoid", "softmax", "log_softmax", "softmin", "glu", "hardswish", "exp", "log", "sqrt", "pow",
        "square", "erf", "sin", "cos"),
    "divides by a statistic of its own input": (
        "LayerNorm", "GroupNorm", "RMSNorm", "InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d",
        "LocalResponseNorm", "layer_norm", "group_norm", "rms_norm", "instance_norm", "local_response_norm",
        "normalize"),
    "multiplies functions of the input": (
        "MultiheadAttention", "Bilinear", "TransformerEncoder", "TransformerEncoderLayer", "RNN", "LSTM", "GRU",
        "bilinear", "scaled_dot_product_attention", "multi_head_attention_forward"),
}


def layer_rule(module):
    """The rule of a module, or None; a subclass with a forward of its own is another layer."""
    from torch import nn
    for rule in RULES:
        for kind in (getattr(nn, name) for name in rule.layers):
            if isinstance(module, kind) and type(module).forward is kind.forward:
                return rule


def operation_rule(target):
    """The rule of a function or of a method's name, or None."""
    return _operations().get(target)


@lru_cache(maxsize=1)
def _operations():
    """Names of methods, and the functions that go by these names."""
    import builtins
    import operator

    import torch
    found = {}
    for rule in RULES:
        for name in rule.operations:
            functions = [getattr(place, name, None) for place in (torch, torch.nn.functional, operator, builtins)]
            found |= {key: rule for key in (name, *functions) if key is not None}
    return found


def why_refused(kind):
    return next((reason for reason, kinds in REFUSED.items() if kind in kinds), "has no rule")
