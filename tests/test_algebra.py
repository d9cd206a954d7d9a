"""Layer algebra: its leaves against what layers do, its rules, its totals, and the theorem they are made for."""

import copy
import itertools
import math
import operator
import re
import time

import numpy as np
import pytest
import torch
import torchvision
from scipy.stats import binom
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, prune
from torch.utils.flop_counter import FlopCounterMode

from pse_helpers.algebra import (
    algebra_rules, layer_algebra, linear_regions_lower, linear_regions_upper, log_pieces, vc_dimension_bound)
from pse_helpers.algebra.composition import bottlenecks, dimensions, gains

COLUMNS = ["layer", "kind", "output_shape", "complexity", "intrinsic_power", "dimension", "pieces", "parameters",
           "multiply_adds"]


@pytest.fixture(autouse=True)
def fixed_weights():
    torch.manual_seed(0)


class Calls(nn.Module):
    """A network whose forward is a function, with the layers it uses."""

    def __init__(self, function, **layers):
        super().__init__()
        self.function = function
        for name, layer in layers.items():
            setattr(self, name, layer)

    def forward(self, x):
        return self.function(self, x)


def totals(model, *input_shape):
    return layer_algebra(model, input_shape).attrs


def complexity(model, *input_shape):
    return totals(model, *input_shape)["complexity"]


# -- the pieces of one layer ---------------------------------------------------

def exactly(n, d, p=2):
    return math.log(sum(math.comb(n, i) * (p - 1)**i for i in range(min(d, n) + 1)))


@pytest.mark.parametrize("p", [1, 2, 3, 9])
@pytest.mark.parametrize("n, d", [(0, 0), (0, 3), (1, 0), (1, 1), (5, 2), (7, 7), (7, 9), (60, 11), (900, 899),
                                  (2000, 700), (1_000_000, 1), (1_000_000, 25), (10**9, 3)])
def test_log_pieces_agrees_with_whole_numbers(n, d, p):
    assert log_pieces(n, d, p) == pytest.approx(exactly(n, d, p) if n < 10**6 or d < 100 else None, rel=1e-12)


@pytest.mark.parametrize("p", [2, 3, 9])
@pytest.mark.parametrize("deviations", [-4, 0, 3])
def test_log_pieces_of_a_million_units_by_the_binomial_law(p, deviations):
    """The sum over p^n is the distribution function of a binomial law; within five deviations scipy has it."""
    n, chance = 1_000_000, (p - 1) / p
    d = round(n * chance + deviations * math.sqrt(n * chance / p))
    assert log_pieces(n, d, p) == pytest.approx(n * math.log(p) + binom.logcdf(d, n, chance), rel=1e-12)


def test_log_pieces_far_from_the_middle_lies_between_its_last_term_and_a_geometric_sum():
    n, d = 3_211_264, 150_528
    last = math.lgamma(n + 1) - math.lgamma(d + 1) - math.lgamma(n - d + 1)
    most = last - math.log1p(-d / (n - d + 1))
    assert last * (1 + 1e-12) < log_pieces(n, d) < most * (1 + 1e-12)


def test_log_pieces_refuses_what_is_no_number_of_anything():
    for bad, name in [((-1, 2), "units"), ((2.0, 2), "units"), ((3, -1), "dimension"), ((3, 1, 0), "pieces")]:
        with pytest.raises(ValueError, match=f"^{name} must be a"):
            log_pieces(*bad)


def around_every_vertex(normals, offsets):
    """Points of every region of an arrangement of lines, each of which has a vertex: all lie close to one."""
    points = []
    for i, j in itertools.combinations(range(len(normals)), 2):
        pair = normals[[i, j]]
        if abs(np.linalg.det(pair)) > 1e-9:
            corner = np.linalg.solve(pair, -offsets[[i, j]])
            points += [corner + 1e-6 * np.linalg.solve(pair, signs) for signs in itertools.product((-1, 1), repeat=2)]
    return torch.tensor(np.array(points))


@pytest.mark.parametrize("units", [2, 3, 7, 12])
def test_lines_in_general_position_cut_the_plane_into_as_many_pieces(units):
    model = nn.Sequential(nn.Linear(2, units), nn.ReLU()).double()
    weight, bias = (parameter.detach().numpy() for parameter in model[0].parameters())
    switches = model[0](around_every_vertex(weight, bias)) > 0
    assert len(switches.unique(dim=0)) == round(math.exp(complexity(model, 1, 2)))


@pytest.mark.parametrize("units", [2, 3, 6])
def test_pairs_of_parallel_lines_cut_the_plane_into_as_many_pieces(units):
    model = nn.Sequential(nn.Linear(2, units), nn.ReLU6()).double()
    weight, bias = (parameter.detach().numpy() for parameter in model[0].parameters())
    points = around_every_vertex(np.vstack([weight, weight]), np.concatenate([bias, bias - 6]))
    hidden = model[0](points)
    states = (hidden > 0).int() + (hidden > 6).int()
    assert len(states.unique(dim=0)) == round(math.exp(complexity(model, 1, 2)))


@pytest.mark.parametrize("units, k", [(1, 4), (5, 3)])
def test_maxima_cut_a_line_into_as_many_pieces(units, k):
    """Tangents of a parabola: each of them is the largest somewhere, and no two units change at one place."""
    touch = torch.arange(units * k).reshape(k, units).T.flatten().double()
    model = nn.Sequential(nn.Linear(1, units * k), nn.Unflatten(1, (units, k)), nn.MaxPool1d(k)).double()
    model[0].weight.data, model[0].bias.data = 2 * touch[:, None], -touch**2
    x = torch.linspace(-5, 25, 40_001, dtype=torch.double)[:, None]
    largest = model[:2](x).argmax(dim=2)
    assert len(largest.unique(dim=0)) == 1 + units * (k - 1) == round(math.exp(complexity(model, 1, 1)))


@pytest.mark.parametrize("units, k", [(2, 3), (3, 3), (4, 4)])
def test_maxima_never_cut_the_plane_into_more_pieces(units, k):
    bound = round(math.exp(log_pieces(units, 2, k)))
    x = torch.cartesian_prod(*[torch.linspace(-8, 8, 201)] * 2)
    found = [len(nn.Linear(2, units * k)(x).reshape(-1, units, k).argmax(dim=2).unique(dim=0)) for _ in range(12)]
    assert bound / 4 < max(found) <= bound


# -- the table of rules --------------------------------------------------------

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
    assert row.multiply_adds == evaluated(rule.multiply_adds, positions) == flops(model, shape) / 2 / shape[0]
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


# -- the rules of composition --------------------------------------------------

def block(size, depth=1):
    """An element whose units no narrow place limits."""
    return nn.Sequential(*[layer for _ in range(depth) for layer in (nn.Linear(size, size), nn.ReLU())])


def test_the_two_layer_network_by_hand():
    """Two inputs, three ReLU units, four ReLU units, one output: 7 pieces, each cut into 1 + 4 + 6."""
    table = layer_algebra(chain([2, 3, 4]), (5, 2))
    assert list(table.columns) == COLUMNS
    assert table.layer.tolist() == list("01234") and table.dimension.tolist() == [2, 2, 2, 2, 1]
    np.testing.assert_allclose(table.complexity, [0, math.log(7), 0, math.log(11), 0])
    np.testing.assert_allclose(table.intrinsic_power, np.log([2 / 3, 1, 3 / 4, 1, 4]), atol=1e-15)
    assert table.parameters.tolist() == [9, 0, 16, 0, 5] and table.multiply_adds.tolist() == [6, 0, 12, 0, 4]
    assert table.output_shape.tolist() == [(5, 3), (5, 3), (5, 4), (5, 4), (5, 1)]
    assert table.attrs == {"complexity": pytest.approx(math.log(77)), "intrinsic_power": pytest.approx(math.log(2)),
                           "parameters": 30, "multiply_adds": 22}


def test_in_series_complexities_and_powers_add():
    first, second = nn.Sequential(nn.Linear(6, 6), nn.ReLU()), nn.Sequential(nn.Linear(6, 4), nn.ReLU6())
    one, two, both = totals(first, 1, 6), totals(second, 1, 6), totals(nn.Sequential(first, second), 1, 6)
    for name in both:
        assert both[name] == pytest.approx(one[name] + two[name])


def test_a_series_through_a_narrow_place_does_not_reach_what_the_parts_do_alone():
    second = block(6)
    narrow = nn.Sequential(nn.Linear(6, 2), nn.Linear(2, 6))
    assert complexity(nn.Sequential(narrow, second), 1, 6) == pytest.approx(exactly(6, 2))
    assert complexity(second, 1, 6) == pytest.approx(exactly(6, 6))


def test_the_identity_adds_nothing():
    model = nn.Sequential(block(5), nn.Identity(), nn.Dropout(), nn.Flatten())
    assert totals(model, 1, 5) == totals(block(5), 1, 5)
    assert totals(nn.Identity(), 1, 5) == {"complexity": 0, "intrinsic_power": 0, "parameters": 0, "multiply_adds": 0}


def test_branches_of_a_sum_add_complexities_and_keep_the_gain():
    a, b = nn.Sequential(block(6), nn.Linear(6, 3)), nn.Sequential(block(6, 2), nn.Linear(6, 3))
    summed = totals(Calls(lambda self, x: self.a(x) + self.b(x), a=a, b=b), 1, 6)
    assert summed["complexity"] == pytest.approx(complexity(a, 1, 6) + complexity(b, 1, 6))
    for power in (summed["intrinsic_power"], *(totals(part, 1, 6)["intrinsic_power"] for part in (a, b))):
        assert power == pytest.approx(math.log(2))


def test_branches_of_a_concatenation_add_complexities_and_gains():
    a, b = nn.Sequential(block(6), nn.Linear(6, 3)), nn.Sequential(block(6, 2), nn.Linear(6, 2))
    joined = totals(Calls(lambda self, x: torch.cat([self.a(x), self.b(x)], 1), a=a, b=b), 1, 6)
    assert joined["complexity"] == pytest.approx(complexity(a, 1, 6) + complexity(b, 1, 6))
    one, two = (math.exp(-totals(part, 1, 6)["intrinsic_power"]) for part in (a, b))
    assert math.exp(-joined["intrinsic_power"]) == pytest.approx(one + two) == pytest.approx(5 / 6)


def test_a_shared_prefix_counts_once():
    def skip(self, x):
        x = self.prefix(x)
        return x + self.branch(x)

    model = Calls(skip, prefix=block(5), branch=block(5, 2))
    assert complexity(model, 1, 5) == pytest.approx(complexity(block(5, 3), 1, 5))


@pytest.mark.parametrize("layer, change, power, work", [
    (nn.ReLU(), exactly(6, 4), 0, 0), (nn.ReLU6(), exactly(6, 4, 3), 0, 0),
    (nn.Linear(6, 2), 0, math.log(3), 12), (nn.BatchNorm1d(6), 0, 0, 0), (nn.Identity(), 0, 0, 0)])
def test_an_added_layer_changes_the_totals_by_what_its_rule_says(layer, change, power, work):
    model = nn.Sequential(nn.Linear(4, 6), nn.ReLU(), nn.Linear(6, 6))
    before, after = totals(model, 1, 4), totals(nn.Sequential(model, layer), 1, 4)
    assert after["complexity"] - before["complexity"] == pytest.approx(change)
    assert after["intrinsic_power"] - before["intrinsic_power"] == pytest.approx(power)
    assert after["multiply_adds"] - before["multiply_adds"] == work


def test_bottlenecks_dimensions_and_gains_of_a_graph_by_hand():
    """The input (6) narrowed to 2, widened to 5 and to 4, joined (9), cut to 3; beside it a sum with another 3."""
    sizes = [6, 2, 5, 4, 9, 3, 3, 3]
    sources = [(), (0,), (1,), (1,), (2, 3), (4,), (0,), (5, 6)]
    joins = [None, *["series"] * 3, "concatenation", *["series"] * 2, "sum"]
    assert bottlenecks(sources) == [0, 0, 1, 1, 1, 4, 0, 0]
    assert dimensions(sizes, sources) == [6, 2, 2, 2, 2, 2, 3, 3]
    np.testing.assert_allclose(gains(sizes, sources, joins), np.array(sizes) / 6)


def test_dimensions_of_branches_add_up_to_what_they_come_from():
    sources = [(), (0,), (0,), (1, 2), (0,), (3, 4)]
    assert dimensions([6, 2, 2, 4, 5, 9], sources) == [6, 2, 2, 4, 5, 6]


@pytest.mark.parametrize("sources", [
    [(), (0, 0)], [(), (0,), (0,), (1, 2), (0,), (3, 4)], [(), (0,), (1, 0), (2, 1, 0)],
    [(), (0,), (1,), (1,), (2, 3), (4,), (4, 5), (6, 6), (7, 2)]])
def test_bottlenecks_lie_on_every_path(sources):
    """By its definition: without it nothing taken can be reached, and none after it will do."""
    def reached(blocked):
        found = {0} - {blocked}
        for i, taken in enumerate(sources):
            found |= {i} if i != blocked and found & set(taken) else set()
        return found

    for i, place in enumerate(bottlenecks(sources)):
        needed = [j for j in range(i) if i not in reached(j)]
        assert i == 0 or place == max(needed)


@pytest.mark.parametrize("p", [2, 3])
def test_units_in_one_leaf_never_count_for_more_than_in_two(p):
    rng = np.random.default_rng(4)
    for n, m, d in rng.integers(0, 30, size=(200, 3)).tolist():
        assert log_pieces(n + m, d, p) <= (log_pieces(n, d, p) + log_pieces(m, d, p)) * (1 + 1e-12)


def test_the_total_belongs_to_the_graph_as_it_is_written():
    layer, narrow = nn.Sequential(nn.Linear(2, 3), nn.ReLU()), nn.Sequential(nn.Linear(4, 1), nn.Linear(1, 4))
    assert complexity(nn.Sequential(nn.Linear(2, 6), nn.ReLU()), 1, 2) == pytest.approx(math.log(22))
    beside = Calls(lambda self, x: torch.cat([self.a(x), self.b(x)], 1), a=layer, b=copy.deepcopy(layer))
    again = Calls(lambda self, x: self.a(x) + self.a(x), a=layer)
    assert complexity(beside, 1, 2) == complexity(again, 1, 2) == pytest.approx(2 * math.log(7))
    once = Calls(lambda self, x: F.relu(torch.cat([y := self.n(x), y], 1)), n=narrow)
    twice = Calls(lambda self, x: F.relu(torch.cat([self.n(x), self.n(x)], 1)), n=narrow)
    assert complexity(once, 1, 4) == pytest.approx(math.log(9))
    assert complexity(twice, 1, 4) == pytest.approx(exactly(8, 2))


def test_a_layer_used_twice_has_two_rows_and_its_parameters_once():
    shared = nn.Linear(4, 4)
    model = nn.Sequential(shared, nn.ReLU(), shared, nn.Linear(4, 4))
    model[3].weight = shared.weight
    table = layer_algebra(model, (1, 4))
    assert table.layer.tolist() == ["0", "1", "0", "3"] and table.parameters.tolist() == [20, 0, 0, 4]
    assert table.multiply_adds.sum() == 48


# -- the theorem ---------------------------------------------------------------

def skip(self, x):
    x = self.first(x)
    x = x + F.relu(self.second(x))
    return F.relu6(torch.cat([x, self.third(x)], 1))


def shuffled(self, x):
    left, right = F.relu(self.first(x)).chunk(2, 1)
    return F.leaky_relu(self.third(torch.cat([right, F.relu(self.second(left))], 1)))


def parted(self, x):
    return F.relu(self.third(self.joined(torch.cat([self.first(x), self.second(x)], 1))))


NETWORKS = {
    "chain": nn.Sequential(nn.Linear(2, 4), nn.ReLU(), nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 3), nn.LeakyReLU()),
    "skip and concatenation": Calls(skip, first=nn.Linear(2, 3), second=nn.Linear(3, 3), third=nn.Linear(3, 2)),
    "chunk": Calls(shuffled, first=nn.Linear(2, 4), second=nn.Linear(2, 2), third=nn.Linear(4, 3)),
    "max pooling": nn.Sequential(nn.Linear(2, 6), nn.Unflatten(1, (1, 6)), nn.MaxPool1d(2), nn.Flatten(),
                                 nn.Linear(3, 3), nn.ReLU()),
    "convolution": nn.Sequential(nn.Unflatten(1, (1, 2)), nn.Conv1d(1, 2, 3, padding=2), nn.ReLU(),
                                 nn.MaxPool1d(3, 1), nn.Flatten(), nn.Linear(4, 2), nn.Hardtanh()),
    "narrow branches": Calls(parted, first=nn.Linear(2, 1), second=nn.Linear(2, 1), joined=nn.Identity(),
                             third=nn.Linear(2, 5)),
    "a narrow place": nn.Sequential(nn.Linear(2, 1), nn.Linear(1, 6), nn.ReLU(), nn.Linear(6, 5), nn.ReLU()),
}


def redrawn(model):
    model = copy.deepcopy(model).double()
    for parameter in model.parameters():
        nn.init.normal_(parameter)
    return model


def linear_pieces(model, points):
    """A lower bound of the number of linear pieces: the distinct Jacobians on a sample."""
    jacobians = torch.func.vmap(torch.func.jacrev(lambda x: model(x[None])[0].flatten()))(points).flatten(1)
    return len((jacobians * 1e6).round().unique(dim=0))


@pytest.mark.parametrize("name", NETWORKS)
def test_no_network_has_more_linear_pieces_than_its_total_complexity_allows(name):
    bound = round(math.exp(complexity(NETWORKS[name], 1, 2)))
    points = torch.cartesian_prod(*[torch.linspace(-3.01, 3.02, 121, dtype=torch.double)] * 2)
    found = [linear_pieces(redrawn(NETWORKS[name]), points) for _ in range(8)]
    assert 5 <= max(found) <= bound


def test_behind_a_narrow_place_the_bound_is_reached():
    """All of it is a function of one number, and six units cut a line into seven pieces."""
    def both(self, x):
        x = self.first(x)
        return F.relu(torch.cat([self.left(x), self.right(x)], 1))

    model = Calls(both, first=nn.Linear(2, 1), left=nn.Linear(1, 3), right=nn.Linear(1, 3)).double()
    points = torch.linspace(-60, 60, 60_001, dtype=torch.double)[:, None] * model.first.weight.detach()
    table = layer_algebra(model, (1, 2))
    assert linear_pieces(model, points) == 7 == round(math.exp(table.attrs["complexity"]))
    assert table.dimension.tolist() == [1] * 5


@pytest.mark.parametrize("name", NETWORKS)
def test_no_layer_has_an_output_of_higher_rank_than_its_dimension(name):
    model = redrawn(NETWORKS[name]).eval()
    table = layer_algebra(model, (1, 2)).drop_duplicates("layer").set_index("layer")
    for x in torch.randn(20, 1, 2, dtype=torch.double):
        for layer, module in model.named_modules():
            if layer in table.index:
                assert rank(model, module, x) <= table.dimension[layer]


def rank(model, module, x):
    seen = []

    def upto(z):
        handle = module.register_forward_hook(lambda _module, _inputs, output: seen.append(output))
        model(z)
        handle.remove()
        return seen.pop(0).flatten()

    return int(torch.linalg.matrix_rank(torch.func.jacrev(upto)(x).reshape(-1, 2)))


# -- structure alone -----------------------------------------------------------

def same(one, other):
    columns = [name for name in COLUMNS if name != "output_shape"]
    assert one.attrs == other.attrs and one[columns].equals(other[columns])


def small_resnet():
    return torchvision.models.ResNet(torchvision.models.resnet.BasicBlock, [1, 1, 1, 1], num_classes=7)


def test_weights_precision_batch_and_mode_change_nothing():
    model = small_resnet()
    expected = layer_algebra(model, (1, 3, 64, 64))
    for parameter in model.parameters():
        nn.init.normal_(parameter, std=10)
    for batch, other in [(1, model), (4, model), (3, model.double()), (1, model.half()), (1, model.eval()),
                         (2, model.to("meta"))]:
        table = layer_algebra(other, (batch, 3, 64, 64))
        same(table, expected)
        assert table.output_shape.iloc[-1] == (batch, 7)


def test_zero_and_infinite_weights_are_not_looked_at():
    model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.ReLU())
    expected = layer_algebra(model, (2, 3))
    for value in (0.0, math.nan, math.inf):
        for tensor in (*model.parameters(), model[1].running_mean, model[1].running_var):
            tensor.data.fill_(value)
        same(layer_algebra(model, (2, 3)), expected)


@pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm`:FutureWarning")
@pytest.mark.parametrize("wrap", [
    parametrizations.weight_norm, parametrizations.spectral_norm, nn.utils.weight_norm, nn.utils.spectral_norm,
    lambda layer: prune.l1_unstructured(layer, "weight", 0.5)])
def test_reading_changes_nothing_and_calls_no_hook(wrap):
    model = nn.Sequential(wrap(nn.Linear(4, 5)), nn.BatchNorm1d(5), nn.ReLU(), nn.Dropout()).train()
    model[2].eval()
    called, before = [], copy.deepcopy(model.state_dict())
    model[2].register_forward_hook(lambda *_: called.append(1))
    kept, state = vars(model[0]).get("weight"), torch.get_rng_state()
    table = layer_algebra(model, (3, 4))
    assert table.attrs["complexity"] == pytest.approx(exactly(5, 4)) and table.attrs["multiply_adds"] == 20
    assert table.attrs["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert [module.training for module in model] == [True, True, False, True] and not called
    assert kept is vars(model[0]).get("weight") and torch.equal(state, torch.get_rng_state())
    assert all(parameter.requires_grad and not parameter.is_meta for parameter in model.parameters())


def test_options_of_forward_keep_their_defaults():
    class Optional(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(3, 3)

        def forward(self, x, mask=None, relu=True, times=2):
            for _ in range(times):
                x = F.relu(self.layer(x)) if relu else self.layer(x)
            return x if mask is None else x * mask

    assert complexity(Optional(), 1, 3) == pytest.approx(2 * math.log(8))


def test_several_outputs_are_one_size():
    model = Calls(lambda self, x: {"classes": self.a(x), "parts": x.chunk(2, 1)}, a=nn.Linear(4, 2))
    assert totals(model, 1, 4)["intrinsic_power"] == pytest.approx(math.log(4 / 6))


def test_a_subclass_with_a_forward_of_its_own_is_read_inside():
    class Clipped(nn.Linear):
        def forward(self, x):
            return F.relu(super().forward(x))

    class Named(nn.MaxPool1d):
        pass

    assert complexity(nn.Sequential(Clipped(3, 3)), 1, 3) == pytest.approx(math.log(8))
    table = layer_algebra(nn.Sequential(Named(2)), (1, 1, 6))
    assert table.kind.tolist() == ["max pooling"] and table.pieces.tolist() == [2]


def test_parameters_that_pass_through_operations_are_counted():
    model = Calls(lambda self, x: F.linear(x, self.w.t()) + self.b, w=nn.Parameter(torch.ones(3, 5)),
                  b=nn.Parameter(torch.ones(5)))
    table = layer_algebra(model, (1, 3))
    assert table.parameters.tolist() == [15, 5] and table.multiply_adds.tolist() == [15, 0]


# -- whole networks ------------------------------------------------------------

TEN = ["alexnet", "vgg11_bn", "resnet50", "resnext50_32x4d", "densenet121", "mobilenet_v2", "squeezenet1_1",
       "googlenet", "shufflenet_v2_x1_0", "mnasnet1_0"]


def on_meta(name):
    """Without weights: only their shapes are wanted."""
    options = {"init_weights": False, "aux_logits": False} if name == "googlenet" else {}
    with torch.device("meta"):
        return torchvision.models.get_model(name, weights=None, **options).eval()


@pytest.mark.parametrize("name", TEN)
def test_parameters_and_multiply_adds_agree_with_two_counters(name):
    model, shape = on_meta(name), (2, 3, 224, 224)
    found = totals(model, *shape)
    known = torchvision.models.get_model_weights(name).DEFAULT.meta
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.empty(shape, device="meta"))
    assert found["parameters"] == known["num_params"] == sum(parameter.numel() for parameter in model.parameters())
    assert found["multiply_adds"] == counter.get_total_flops() / 2 / shape[0]
    assert found["multiply_adds"] / 1e9 == pytest.approx(known["_ops"], abs=6e-4)
    assert found["intrinsic_power"] == pytest.approx(math.log(3 * 224 * 224 / 1000), rel=1e-12)


def test_a_path_of_every_network_adds_up_to_the_total_power():
    """From output to input, a step a layer: the power so far is that of the sizes, whatever way is taken."""
    for name in ("resnet18", "densenet121"):
        table = layer_algebra(on_meta(name), (1, 3, 64, 64))
        sizes = table.output_shape.map(math.prod)
        merged = table.kind.isin(["addition", "concatenation"])
        assert merged.sum() > 7 and (table.intrinsic_power[merged] == 0).all()
        assert table.attrs["intrinsic_power"] == pytest.approx(math.log(3 * 64 * 64 / sizes.iloc[-1]))


def test_a_dense_block_has_no_higher_dimension_than_what_entered_it():
    table = layer_algebra(on_meta("densenet121"), (1, 3, 224, 224)).set_index("layer")
    entered = table.dimension["features.transition1.pool"]
    assert entered == 128 * 28 * 28 and table.dimension["features.transition2.relu"] == entered


def test_a_large_network_is_read_in_seconds():
    model = on_meta("resnet152")
    start = time.perf_counter()
    assert len(layer_algebra(model, (1, 3, 224, 224))) == 515
    assert time.perf_counter() - start < 10


# -- bounds --------------------------------------------------------------------

def chain(widths):
    pairs = itertools.pairwise(widths)
    hidden = [layer for pair in pairs for layer in (nn.Linear(*pair), nn.ReLU())]
    return nn.Sequential(*hidden, nn.Linear(widths[-1], 1))


@pytest.mark.parametrize("widths", [(2, 3), (3, 5, 4), (8, 3, 9, 2, 7), (40, 300, 300)])
def test_the_upper_bound_is_the_total_complexity(widths):
    assert linear_regions_upper(widths) == pytest.approx(complexity(chain(widths), 1, widths[0]), rel=1e-12)


@pytest.mark.parametrize("widths, regions", [((1, 3), 4), ((1, 3, 3), 12), ((2, 5, 4, 3), 4 * 4 * 7), ((2, 2, 2), 4)])
def test_the_lower_bound_by_hand(widths, regions):
    assert linear_regions_lower(widths) == pytest.approx(math.log(regions))


def test_the_lower_bound_is_below_the_upper_and_equal_for_one_layer():
    rng = np.random.default_rng(5)
    for _ in range(50):
        inputs = int(rng.integers(1, 6))
        widths = [inputs, *map(int, rng.integers(inputs, 40, size=rng.integers(1, 6)))]
        assert linear_regions_lower(widths) <= linear_regions_upper(widths) * (1 + 1e-12)
        assert linear_regions_lower(widths[:2]) == linear_regions_upper(widths[:2])


def test_a_folding_network_has_the_pieces_of_the_lower_bound():
    """Three units fold the unit interval into three; three units more cut each fold into four."""
    fold = nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)).double()
    with torch.no_grad():
        fold[0].weight.copy_(torch.tensor([[3.0], [6], [6]])), fold[0].bias.copy_(torch.tensor([0.0, -2, -4]))
        fold[2].weight.copy_(torch.tensor([[1.0, -1, 1]] * 3)), fold[2].bias.copy_(torch.tensor([-0.2, -0.5, -0.8]))
        fold[4].weight.copy_(torch.tensor([[1.0, 0.7, 0.4]]))
    inside = torch.linspace(0.001, 0.999, 9_001, dtype=torch.double)[:, None]
    hidden = fold[:4](inside) > 0
    changes = 1 + int((hidden[1:] != hidden[:-1]).any(dim=1).sum()) + 2     # the two folds, where all units agree
    assert changes == round(math.exp(linear_regions_lower([1, 3, 3])))


def test_a_zigzag_has_the_pieces_of_the_upper_bound():
    """Three units, one turned to the left: up, down, up, down, and three zeros on each way; one is always on."""
    zigzag = nn.Sequential(nn.Linear(1, 3), nn.ReLU(), nn.Linear(3, 3), nn.ReLU(), nn.Linear(3, 1)).double()
    with torch.no_grad():
        zigzag[0].weight.copy_(torch.tensor([[1.0], [1], [-1]])), zigzag[0].bias.copy_(torch.tensor([0.0, -1, 2]))
        up = torch.tensor([-3.0, 2, -2])
        zigzag[2].weight.copy_(torch.stack([up, up, -up])), zigzag[2].bias.copy_(torch.tensor([4.2, 4.4, -4.6]))
    points = torch.linspace(-3.001, 5, 9_001, dtype=torch.double)
    slopes = torch.func.vmap(torch.func.jacrev(lambda x: zigzag(x[None])[0]))(points)
    assert 1 + int((slopes.diff().abs() > 1e-9).sum()) == 16 == round(math.exp(linear_regions_upper([1, 3, 3])))


def largest_shattered(parameters, units):
    """The largest m with 2^m <= prod_i 2 (2 e m i k_i / W_i)^W_i, the count of sign patterns behind the bound."""
    reach = np.cumsum(parameters)

    def fits(m):
        terms = [1 + w * math.log2(2 * math.e * m * i * k / w) for i, (w, k) in enumerate(zip(reach, units), start=1)]
        return m <= sum(terms)

    low, high = int(reach.sum()), 2 * int(reach.sum())
    while fits(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low


@pytest.mark.parametrize("parameters, units", [
    ([9, 4], [3, 1]), ([40, 90, 10], [8, 9, 1]), ([10**6] * 20, [10**3] * 19 + [1])])
def test_the_vc_bound_is_just_above_the_count_it_comes_from(parameters, units):
    least = largest_shattered(parameters, units)
    assert least < vc_dimension_bound(parameters, units) < 2.5 * least


def test_the_vc_bound_by_hand():
    expected = 2 + 22 * math.log2(4 * math.e * 5 * math.log2(10 * math.e))
    assert vc_dimension_bound([9, 4], [3, 1]) == pytest.approx(expected)


@pytest.mark.parametrize("call, message", [
    (lambda: linear_regions_upper([3]), "^widths must be the input's size and at least one"),
    (lambda: linear_regions_upper([3, 0]), "^widths must be a positive integer; got 0"),
    (lambda: linear_regions_lower([3, 2, 4]), "^widths: a hidden layer of 2 units is narrower than the input of 3"),
    (lambda: vc_dimension_bound([3], [3, 1]), "^parameters and units must have one number a layer; got 1 and 2"),
    (lambda: vc_dimension_bound([3, 2.5], [3, 1]), "^parameters must be a positive integer; got 2.5"),
    (lambda: vc_dimension_bound([3], [1]), "^units must be three or more in all"),
    (lambda: vc_dimension_bound([3, 9], [3, 3]), "^units must be three or more in all, the last layer with one"),
])
def test_bounds_refuse_what_they_do_not_cover(call, message):
    with pytest.raises(ValueError, match=message):
        call()


# -- refusals ------------------------------------------------------------------

def overwriting(self, x):
    y = self.a(x)
    z = y.add_(x)
    return y + z


def data_dependent(self, x):
    return x if x.sum() > 0 else -x


@pytest.mark.parametrize("model, message", [
    (nn.Sequential(nn.Linear(4, 4), nn.GELU()), r"1 \(GELU\) is curved, not piecewise linear; supported are"),
    (Calls(lambda self, x: torch.sigmoid(x)), r"sigmoid \(sigmoid\) is curved"),
    (Calls(lambda self, x: x.softmax(1)), r"softmax \(softmax\) is curved"),
    (Calls(lambda self, x: x**2), r"pow_1 \(pow\) is curved"),
    (nn.Sequential(nn.LayerNorm(4)), r"0 \(LayerNorm\) divides by a statistic of its own input"),
    (nn.Sequential(nn.GroupNorm(2, 4)), r"0 \(GroupNorm\) divides by a statistic"),
    (nn.Sequential(nn.BatchNorm1d(4, track_running_stats=False)), r"0 \(BatchNorm1d\) normalises by the statistics"),
    (Calls(lambda self, x: x * self.a(x), a=nn.Linear(4, 4)), r"mul \(mul\) multiplies or compares functions"),
    (Calls(lambda self, x: x * x), r"mul \(mul\) multiplies or compares"),
    (Calls(lambda self, x: F.linear(x, x)), r"linear \(linear\) multiplies or compares"),
    (Calls(lambda self, x: 1 / x), r"truediv \(truediv\) divides by a function of the input"),
    (Calls(lambda self, x: torch.cumsum(x, 1)), r"cumsum \(cumsum\) has no rule"),
    (Calls(lambda self, x: F.max_pool1d(x, 2, return_indices=True)[0]), r"\(max_pool1d_with_indices\) has no rule"),
    (nn.Sequential(nn.MaxPool1d(2, return_indices=True)), r"0 \(MaxPool1d\) gives indices beside values"),
    (nn.Sequential(nn.MultiheadAttention(4, 2)), r"0 \(MultiheadAttention\) multiplies functions of the input"),
    (Calls(overwriting, a=nn.Linear(4, 4)), r"add_ \(add_\) changes in place what is used again later"),
    (Calls(data_dependent), "cannot be traced, its course must not depend on data: symbolically traced variables"),
    (Calls(lambda self, x: torch.ones(3)), "its output does not depend on its input"),
    (Calls(lambda self, x: x[:, :0]), "getitem makes 0 numbers of a batch of 3"),
    (Calls(lambda self, x: x.sum()), "sum_1 makes 1 numbers of a batch of 3, not as many of each sample"),
    (nn.Bilinear(4, 4, 2), "must take one input; its forward takes 2: input1, input2"),
    (nn.ModuleList([nn.Linear(4, 4)]), "must take one input; its forward takes 0: none"),
    (nn.LazyLinear(3), "weight has no shape yet; run the model once"),
])
def test_models_that_are_no_piecewise_linear_graph(model, message):
    with pytest.raises(ValueError, match=message) as caught:
        layer_algebra(model, (3, 4))
    assert "\n" not in str(caught.value) and str(caught.value).startswith("model")


@pytest.mark.parametrize("shape", [(4,), (0, 4), (1, -4), (1, 4.0), (True, 4), "14", 4, None, (1, None), ()])
def test_shapes_that_are_none(shape):
    with pytest.raises(ValueError, match="^input_shape must be positive whole numbers, the batch first") as caught:
        layer_algebra(nn.Linear(4, 2), shape)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("shape", [(1, 5), (1, 3, 9, 9)])
def test_shapes_that_do_not_fit(shape):
    with pytest.raises(ValueError, match=r"^input_shape \(1, .*\) does not fit 0: ") as caught:
        layer_algebra(nn.Sequential(nn.Linear(4, 2)), shape)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model, shape, message", [
    (nn.BatchNorm1d(5), (3, 4), "it normalises 5 channels and is given 4"),
    (nn.BatchNorm2d(5), (3, 4, 5, 5), "it normalises 5 channels and is given 4"),
    (nn.BatchNorm2d(4), (3, 4, 5), "expected 4D input"), (nn.BatchNorm1d(4), (3, 4, 5, 5), "expected 2D or 3D input"),
    (nn.SyncBatchNorm(5), (3, 4), "it normalises 5 channels and is given 4")])
def test_normalisation_fits_by_its_channels_and_axes(model, shape, message):
    """It is not executed, so that its errors are the reader's own; torch refuses the same."""
    with pytest.raises((ValueError, RuntimeError)):
        model.eval()(torch.randn(shape))
    with pytest.raises(ValueError, match=rf"^input_shape .* does not fit .*: {message}"):
        layer_algebra(model, shape)


def test_a_normalisation_cut_down_to_fewer_channels_is_read_by_its_tensors():
    model = nn.BatchNorm1d(5).eval()
    for name in ("weight", "bias"):
        setattr(model, name, nn.Parameter(getattr(model, name).data[:3]))
    with pytest.raises(ValueError, match="it normalises 3 or 5 channels and is given 3"):
        layer_algebra(model, (1, 3))
    model.running_mean, model.running_var = model.running_mean[:3], model.running_var[:3]
    assert model(torch.randn(2, 3)).shape == layer_algebra(model, (2, 3)).output_shape.iloc[0]
    assert layer_algebra(Calls(lambda self, x: self.a(input=x), a=model), (2, 3)).kind.tolist() == ["normalisation"]


def test_hooks_of_every_kind_stay_with_the_model():
    model, called = nn.Sequential(nn.Linear(4, 5), nn.ReLU()), []
    model.register_forward_pre_hook(lambda *_: called.append(1))
    model[0].register_forward_hook(lambda *_, **__: called.append(1), with_kwargs=True, always_call=True)
    model[1].register_full_backward_hook(lambda *_: called.append(1))
    kept = [len(module._forward_hooks) + len(module._forward_pre_hooks) + len(module._backward_hooks)
            for module in model.modules()]
    assert complexity(model, 1, 4) == pytest.approx(exactly(5, 4)) and not called
    assert kept == [1, 1, 1]
    model(torch.randn(1, 4))
    assert called == [1, 1]


@pytest.mark.parametrize("model", [None, nn.ReLU, {"weight": np.ones((2, 2))}, F.relu])
def test_what_is_no_module(model):
    with pytest.raises(TypeError, match="^model must be a torch module; got a"):
        layer_algebra(model, (1, 4))
