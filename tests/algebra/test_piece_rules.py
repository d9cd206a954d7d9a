"""Every row of the table of rules against what torch's layers and operations do."""

import itertools
import math
import operator
import re

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from pse_helpers.algebra import algebra_rules, layer_algebra


class Functional(nn.Module):
    def __init__(self, call, *weight_shape):
        super().__init__()
        self.call, self.weight = call, nn.Parameter(torch.randn(weight_shape)) if weight_shape else None

    def forward(self, x):
        return self.call(x) if self.weight is None else self.call(x, self.weight)


LINE, PLANE, SPACE, FLAT = (2, 4, 9), (2, 4, 9, 6), (2, 4, 5, 6, 4), (2, 12)
AXES = list(zip("123", (LINE, PLANE, SPACE)))
CONVOLUTION = {"in": 4, "out": 6, "groups": 2}
LAYERS = {  # a layer of each kind, an input, and the extents that are not its positions
    "Conv1d": (lambda: nn.Conv1d(4, 6, 3, stride=2, padding=1, groups=2), LINE, CONVOLUTION | {"kernel": 3}),
    "Conv2d": (lambda: nn.Conv2d(4, 6, (3, 2), dilation=2, groups=2), PLANE, CONVOLUTION | {"kernel": 6}),
    "Conv3d": (lambda: nn.Conv3d(4, 6, (3, 2, 1), groups=2), SPACE, CONVOLUTION | {"kernel": 6}),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(4, 6, 3, 2, groups=2), LINE, CONVOLUTION | {"kernel": 3}),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(4, 6, (3, 2), groups=2), PLANE, CONVOLUTION | {"kernel": 6}),
    "ConvTranspose3d": (lambda: nn.ConvTranspose3d(4, 6, (3, 2, 1), groups=2), SPACE, CONVOLUTION | {"kernel": 6}),
    "Linear": (lambda: nn.Linear(6, 5), PLANE, {"in": 6, "out": 5, "positions_in": 36}),
    "BatchNorm1d": (lambda: nn.BatchNorm1d(4), LINE, {}), "BatchNorm2d": (lambda: nn.BatchNorm2d(4), PLANE, {}),
    "BatchNorm3d": (lambda: nn.BatchNorm3d(4), SPACE, {}), "SyncBatchNorm": (lambda: nn.SyncBatchNorm(4), PLANE, {}),
    "AvgPool1d": (lambda: nn.AvgPool1d(2), LINE, {}), "AvgPool2d": (lambda: nn.AvgPool2d(3, 2, 1), PLANE, {}),
    "AvgPool3d": (lambda: nn.AvgPool3d((1, 2, 3)), SPACE, {}),
    "AdaptiveAvgPool1d": (lambda: nn.AdaptiveAvgPool1d(2), LINE, {}),
    "AdaptiveAvgPool2d": (lambda: nn.AdaptiveAvgPool2d((2, None)), PLANE, {}),
    "AdaptiveAvgPool3d": (lambda: nn.AdaptiveAvgPool3d(1), SPACE, {}),
    "MaxPool1d": (lambda: nn.MaxPool1d(3, 1), LINE, {"window": 3}),
    "MaxPool2d": (lambda: nn.MaxPool2d(3, 2, 1), PLANE, {"window": 9}),
    "MaxPool3d": (lambda: nn.MaxPool3d((1, 2, 3)), SPACE, {"window": 6}),
    "AdaptiveMaxPool1d": (lambda: nn.AdaptiveMaxPool1d(5), LINE, {"window": 3}),
    "AdaptiveMaxPool2d": (lambda: nn.AdaptiveMaxPool2d(4), PLANE, {"window": 3 * 2}),
    "AdaptiveMaxPool3d": (lambda: nn.AdaptiveMaxPool3d(1), SPACE, {"window": 120}),
    "Unflatten": (lambda: nn.Unflatten(1, (3, 4)), FLAT, {}),
    "PixelShuffle": (lambda: nn.PixelShuffle(2), PLANE, {}),
    "PixelUnshuffle": (lambda: nn.PixelUnshuffle(3), PLANE, {}),
    "Upsample": (lambda: nn.Upsample(scale_factor=2), LINE, {}),
    "ChannelShuffle": (lambda: nn.ChannelShuffle(2), PLANE, {}),
    "Threshold": (lambda: nn.Threshold(0.5, 0.1), FLAT, {}),
    **{name: (getattr(nn, name), FLAT, {}) for name in (
        "ReLU", "LeakyReLU", "PReLU", "RReLU", "Hardtanh", "Hardsigmoid", "Hardshrink", "Softshrink", "Identity",
        "Dropout", "AlphaDropout", "Flatten")},
    **{f"Dropout{axes}d": (getattr(nn, f"Dropout{axes}d"), shape, {}) for axes, shape in AXES},
    **{f"{name}{axes}d": (lambda name=f"{name}{axes}d": getattr(nn, name)(1), shape, {})
       for name in ("ZeroPad", "ReflectionPad", "ReplicationPad") for axes, shape in AXES},
    **{f"ConstantPad{axes}d": (lambda name=f"ConstantPad{axes}d": getattr(nn, name)(1, 0.5), shape, {})
       for axes, shape in AXES},
}
REDUCED, PART = {"reduced": 54}, {"part": 1 / 2}
OPERATIONS = {  # every spelling of an operation that a network may use, with input, extents and weight
    "conv1d": (F.conv1d, LINE, {"in": 4, "out": 6, "groups": 1, "kernel": 3}, (6, 4, 3)),
    "conv2d": (F.conv2d, PLANE, {"in": 4, "out": 6, "groups": 1, "kernel": 6}, (6, 4, 3, 2)),
    "conv3d": (F.conv3d, SPACE, {"in": 4, "out": 6, "groups": 1, "kernel": 6}, (6, 4, 3, 2, 1)),
    "conv_transpose1d": (F.conv_transpose1d, LINE, {"in": 4, "out": 6, "groups": 1, "kernel": 3}, (4, 6, 3)),
    "conv_transpose2d": (F.conv_transpose2d, PLANE, {"in": 4, "out": 6, "groups": 1, "kernel": 6}, (4, 6, 3, 2)),
    "conv_transpose3d": (F.conv_transpose3d, SPACE, {"in": 4, "out": 6, "groups": 1, "kernel": 6}, (4, 6, 3, 2, 1)),
    "linear": (F.linear, PLANE, {"in": 6, "out": 5, "positions_in": 36}, (5, 6)),
    "matmul": (lambda x, w: x @ w, PLANE, {"in": 6, "out": 5, "outputs": 4 * 9 * 5, "summed": 6}, (6, 5)),
    "mm": (torch.mm, FLAT, {"in": 12, "out": 5, "outputs": 5, "summed": 12}, (12, 5)),
    "bmm": (torch.bmm, LINE, {"in": 9, "out": 5, "outputs": 4 * 5, "summed": 9}, (2, 9, 5)),
    "mv": (torch.mv, FLAT, {"in": 12, "out": 1, "outputs": 1, "summed": 12}, (12,)),
    "inner": (torch.inner, LINE, {"in": 9, "out": 5, "outputs": 4 * 5, "summed": 9}, (5, 9)),
    "tensordot": (torch.tensordot, LINE, {"in": 36, "out": 5, "outputs": 5, "summed": 36}, (4, 9, 5)),
    "einsum": (lambda x, w: torch.einsum("bcp,pd->bdc", x, w), LINE,
               {"in": 9, "out": 5, "outputs": 4 * 5, "summed": 9}, (9, 5)),
    "addmm": (lambda x, w: torch.addmm(w[0], x, w), FLAT, {"outputs": 5, "summed": 12}, (12, 5)),
    "baddbmm": (lambda x, w: torch.baddbmm(w[:, :1], x, w), LINE, {"outputs": 4 * 5, "summed": 9}, (2, 9, 5)),
    "addmv": (lambda x, w: torch.addmv(w[:1], x, w), FLAT, {"outputs": 1, "summed": 12}, (12,)),
    "relu": (torch.relu, FLAT, {}), "relu_": (lambda x: (x * 1).relu_(), FLAT, {}), "F.relu": (F.relu, FLAT, {}),
    "leaky_relu": (F.leaky_relu, FLAT, {}), "leaky_relu_": (lambda x: F.leaky_relu_(x * 1), FLAT, {}),
    "prelu": (F.prelu, FLAT, {}, (1,)), "rrelu": (F.rrelu, FLAT, {}),
    "rrelu_": (lambda x: F.rrelu_(x * 1), FLAT, {}), "threshold": (lambda x: torch.threshold(x, 0.5, 0.1), FLAT, {}),
    "threshold_": (lambda x: F.threshold_(x * 1, 0.5, 0.1), FLAT, {}),
    "_threshold": (lambda x: F.threshold(x, 0.5, 0.1), FLAT, {}),
    "abs": (abs, FLAT, {}), "abs_": (lambda x: (x * 1).abs_(), FLAT, {}),
    "relu6": (F.relu6, FLAT, {}), "hardtanh": (F.hardtanh, FLAT, {}), "hardsigmoid": (F.hardsigmoid, FLAT, {}),
    "hardtanh_": (lambda x: F.hardtanh_(x * 1), FLAT, {}), "hardshrink": (F.hardshrink, FLAT, {}),
    "softshrink": (F.softshrink, FLAT, {}), "clamp": (lambda x: x.clamp(-1, 1), FLAT, {}),
    "clamp_": (lambda x: (x * 1).clamp_(-1, 1), FLAT, {}),
    **{f"avg_pool{axes}d": (lambda x, axes=axes: getattr(F, f"avg_pool{axes}d")(x, 2), shape, {})
       for axes, shape in AXES},
    **{f"adaptive_avg_pool{axes}d": (lambda x, axes=axes: getattr(F, f"adaptive_avg_pool{axes}d")(x, 2), shape, {})
       for axes, shape in AXES},
    **{f"max_pool{axes}d": (lambda x, axes=axes: getattr(F, f"max_pool{axes}d")(x, 2), shape,
                            {"window": 2**int(axes)}) for axes, shape in AXES},
    **{f"adaptive_max_pool{axes}d": (lambda x, axes=axes: getattr(F, f"adaptive_max_pool{axes}d")(x, 2), shape,
                                     {"window": window})
       for (axes, shape), window in zip(AXES, (5, 15, 18))},
    "amax": (lambda x: x.amax((2, 3)), PLANE, REDUCED),
    "amin": (lambda x: torch.amin(x, (2, 3)), PLANE, REDUCED),
    "mean": (lambda x: x.mean((2, 3)), PLANE, REDUCED), "sum": (lambda x: torch.sum(x, (2, 3)), PLANE, REDUCED),
    "add": (lambda x: x + 1, FLAT, {}), "add_": (lambda x: (x * 1).add_(x), FLAT, {}),
    "sub": (lambda x: 1 - x, FLAT, {}),
    "subtract": (lambda x: torch.subtract(x, x.flip(1)), FLAT, {}), "sub_": (lambda x: (x * 1).sub_(1), FLAT, {}),
    "torch.add": (lambda x: torch.add(x, x, alpha=2), FLAT, {}), "mul": (lambda x: 2 * x, FLAT, {}),
    "mul_": (lambda x: (x * 1).mul_(2), FLAT, {}), "multiply": (lambda x: torch.multiply(x, 2), FLAT, {}),
    "div": (lambda x: torch.div(x, 2), FLAT, {}), "div_": (lambda x: (x * 1).div_(2), FLAT, {}),
    "truediv": (lambda x: x / 2, FLAT, {}), "neg": (lambda x: -x, FLAT, {}),
    "cat": (lambda x: torch.cat([x, x], 1), LINE, {}), "concat": (lambda x: torch.concat([x, x], 1), LINE, {}),
    "concatenate": (lambda x: torch.concatenate([x, x], -1), LINE, {}),
    "hstack": (lambda x: torch.hstack([x, x]), LINE, {}),
    "stack": (lambda x: torch.stack([x, x, x], 1), LINE, {}),
    "dropout": (lambda x: F.dropout(x, 0.5, False), FLAT, {}),
    **{f"dropout{axes}d": (lambda x, axes=axes: getattr(F, f"dropout{axes}d")(x, 0.5, False), shape, {})
       for axes, shape in AXES},
    **{name: (lambda x, name=name: getattr(x, name)(), LINE, {})
       for name in ("contiguous", "clone", "detach", "float", "double")},
    "to": (lambda x: x.to(torch.float32), LINE, {}), "flatten": (lambda x: torch.flatten(x, 1), LINE, {}),
    "unflatten": (lambda x: x.unflatten(1, (2, 2)), LINE, {}),
    "view": (lambda x: x.view(x.size(0), -1), LINE, {}),
    "reshape": (lambda x: x.reshape(x.shape[0], 36), LINE, {}), "squeeze": (lambda x: x.squeeze(0), LINE, {}),
    "unsqueeze": (lambda x: x.unsqueeze(1), LINE, {}), "transpose": (lambda x: x.transpose(1, 2), LINE, {}),
    "permute": (lambda x: x.permute(0, 2, 1), LINE, {}), "swapaxes": (lambda x: x.swapaxes(1, 2), LINE, {}),
    "movedim": (lambda x: x.movedim(1, 2), LINE, {}), "flip": (lambda x: x.flip(1), LINE, {}),
    "roll": (lambda x: x.roll(1, 1), LINE, {}), "t": (lambda x: x.t(), FLAT, {}),
    "getattr": (lambda x: x.mT, LINE, {}),
    "pixel_shuffle": (lambda x: F.pixel_shuffle(x, 2), PLANE, {}),
    "pixel_unshuffle": (lambda x: F.pixel_unshuffle(x, 3), PLANE, {}),
    "channel_shuffle": (lambda x: F.channel_shuffle(x, 2), PLANE, {}),
    "getitem": (lambda x: x[:, 1:3], LINE, PART),
    "narrow": (lambda x: x.narrow(1, 0, 2), LINE, PART),
    "select": (lambda x: x.select(1, 2), LINE, {"part": 1 / 4}),
    "chunk": (lambda x: x.chunk(2, 1), LINE, {"part": 1}),
    "split": (lambda x: x.split([1, 3], 1), LINE, {"part": 1}),
    "tensor_split": (lambda x: x.tensor_split(2, 1), LINE, {"part": 1}),
    "unbind": (lambda x: x.unbind(1), LINE, {"part": 1}),
    "pad": (lambda x: F.pad(x, (1, 2)), LINE, {}),
    "interpolate": (lambda x: F.interpolate(x, scale_factor=2, mode="bilinear"), PLANE, {}),
    "expand": (lambda x: x[:, :, None].expand(-1, -1, 3, -1), LINE, {}),
    "repeat": (lambda x: x.repeat(1, 1, 2), LINE, {}),
    "repeat_interleave": (lambda x: x.repeat_interleave(2, 2), LINE, {}),
}
UNCOUNTED = ("mv", "addmv")  # by torch's counter: products with a vector
IN_PLACE = ("iadd", "isub", "imul", "itruediv")
RULES = algebra_rules().set_index("kind")
CASES = [(kind, name) for kind, row in RULES.iterrows() for name in filter(None, row.layers.split(", "))]
CALLS = [(kind, name) for kind, row in RULES.iterrows() for name in filter(None, row.operations.split(", "))]


def in_place(x, name):
    return getattr(operator, name)(x * 1, 2)


def built(name):
    """A model of one layer or operation, the shape of its input, and the extents its formulas speak of."""
    if name in LAYERS:
        build, shape, extents = LAYERS[name]
        return build(), shape, extents
    call, shape, extents, *weight = OPERATIONS.get(name, (lambda x: in_place(x, name), FLAT, {}))
    return Functional(call, *itertools.chain(*weight)), shape, extents


def evaluated(formula, extents):
    return eval(re.sub(r"[a-z]\w*", lambda word: str(extents[word[0]]), formula))


def test_the_table_has_layers_and_operations_for_every_case():
    assert " ".join(algebra_rules().columns) == "kind layers operations joins pieces gain multiply_adds"
    assert RULES.index.is_unique and set(RULES.joins) == {"series", "sum", "concatenation"}
    assert sorted(name for _, name in CASES) == sorted(LAYERS)
    assert sorted(name for _, name in CALLS) == sorted({*OPERATIONS, *IN_PLACE} - {"F.relu", "torch.add"})


def flops(model, shape):
    with FlopCounterMode(display=False) as counter:
        model(torch.randn(shape))
    return counter.get_total_flops()


@pytest.mark.parametrize("kind, name", CASES + CALLS)
def test_every_row_of_the_table_holds(kind, name):
    model, shape, extents = built(name)
    model.eval()
    table, rule = layer_algebra(model, shape), RULES.loc[kind]
    row = table[table.kind == kind].iloc[-1]
    output = model(torch.randn(shape))
    output = output if isinstance(output, tuple) else (output,)
    assert row.output_shape in (tuple(output[0].shape), tuple(tuple(one.shape) for one in output))
    positions = {"positions_in": math.prod(shape[2:]), "positions_out": math.prod(output[0].shape[2:])} | extents
    sizes = math.prod(shape), sum(one.numel() for one in output)
    if rule.joins == "series" and name != "expand":
        assert sizes[1] / sizes[0] == pytest.approx(evaluated(rule.gain, positions))
    assert table.attrs["intrinsic_power"] == pytest.approx(math.log(sizes[0] / sizes[1]))
    assert row.pieces == evaluated(rule.pieces, positions)
    assert row.multiply_adds == evaluated(rule.multiply_adds, positions)
    if name not in UNCOUNTED:
        assert row.multiply_adds == flops(model, shape) / 2 / shape[0]
    assert table.attrs["parameters"] == sum(parameter.numel() for parameter in model.parameters())


@pytest.mark.parametrize("kind, name", [case for case in CASES + CALLS if RULES.pieces[case[0]] == "1"])
def test_layers_of_one_piece_are_affine(kind, name):
    model, shape, _ = built(name)
    model = model.double().eval()
    x, y = (torch.randn(shape, dtype=torch.double) for _ in range(2))

    def f(z):
        parts = model(z) if name in ("chunk", "split", "tensor_split", "unbind") else [model(z)]
        return torch.cat([part.flatten().double() for part in parts])

    torch.testing.assert_close(f(0.3 * x + 0.7 * y), 0.3 * f(x) + 0.7 * f(y), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("kind, name", [case for case in CASES + CALLS if case[0].startswith("activation")])
def test_activations_have_as_many_pieces_on_a_line(kind, name):
    model, _, _ = built(name)
    x = torch.linspace(-7.0321, 7.0568, 20_001, dtype=torch.double)
    y = model.double().eval()(x[:, None])[:, 0].detach()
    bends = (y.diff().diff().abs() > 1e-9).nonzero()[:, 0]
    pieces = 1 + int((bends.diff(prepend=torch.tensor([-9])) > 2).sum())  # a kink or a jump bends next to itself
    assert pieces == int(RULES.pieces[kind])
