"""The table of a network: rows and totals by hand, and whole networks beside other counters."""

import math
from functools import cache

import numpy as np
import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves
from torch.utils.flop_counter import FlopCounterMode

from pse_helpers.algebra import layer_algebra, pieces


def test_the_two_layer_network_by_hand():
    """Two inputs, three ReLU units, four ReLU units, one output: 7 pieces, each cut into 1 + 4 + 6."""
    model = nn.Sequential(nn.Linear(2, 3), nn.ReLU(), nn.Linear(3, 4), nn.ReLU(), nn.Linear(4, 1))
    table = layer_algebra(model, (5, 2))
    assert " ".join(table.columns) == ("layer kind output_shape complexity intrinsic_power dimension pieces parameters "
                                       "multiply_adds")
    assert table.layer.tolist() == list("01234") and table.dimension.tolist() == [2, 2, 2, 2, 1]
    np.testing.assert_allclose(table.complexity, [0, math.log(7), 0, math.log(11), 0])
    np.testing.assert_allclose(table.intrinsic_power, np.log([2 / 3, 1, 3 / 4, 1, 4]), atol=1e-15)
    assert table.parameters.tolist() == [9, 0, 16, 0, 5] and table.multiply_adds.tolist() == [6, 0, 12, 0, 4]
    assert table.output_shape.tolist() == [(5, 3), (5, 3), (5, 4), (5, 4), (5, 1)]
    assert table.attrs == {"complexity": pytest.approx(math.log(77)), "intrinsic_power": pytest.approx(math.log(2)),
                           "parameters": 30, "multiply_adds": 22}


def test_a_layer_used_twice_has_two_rows_and_its_parameters_once():
    shared = nn.Linear(4, 4)
    model = nn.Sequential(shared, nn.ReLU(), shared, nn.Linear(4, 4))
    model[3].weight = shared.weight
    table = layer_algebra(model, (1, 4))
    assert table.layer.tolist() == ["0", "1", "0", "3"] and table.parameters.tolist() == [20, 0, 0, 4]
    assert table.multiply_adds.sum() == 48


# -- whole networks ------------------------------------------------------------

TEN = ["alexnet", "vgg11_bn", "resnet50", "resnext50_32x4d", "densenet121", "mobilenet_v2", "squeezenet1_1",
       "googlenet", "shufflenet_v2_x1_0", "mnasnet1_0"]


@cache
def on_meta(name):
    """Without weights: only their shapes are wanted. Built once, since reading changes nothing."""
    options = {"init_weights": False, "aux_logits": False} if name == "googlenet" else {}
    with torch.device("meta"):
        return torchvision.models.get_model(name, weights=None, **options).eval()


@pytest.mark.parametrize("name", TEN)
def test_parameters_and_multiply_adds_agree_with_two_counters(name):
    model, shape = on_meta(name), (2, 3, 224, 224)
    found = layer_algebra(model, shape).attrs
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


@pytest.mark.parametrize("name", ["vgg11", "vgg16"])
def test_normalisation_leaves_the_complexity_as_it_is_to_the_last_bit(name):
    """A rank correlation takes two numbers that differ in rounding for two ranks."""
    plain, normalised = (layer_algebra(on_meta(one), (1, 3, 224, 224)) for one in (name, f"{name}_bn"))
    assert plain.attrs["complexity"] == normalised.attrs["complexity"]


def test_a_dense_block_has_no_higher_dimension_than_what_entered_it():
    table = layer_algebra(on_meta("densenet121"), (1, 3, 224, 224)).set_index("layer")
    entered = table.dimension["features.transition1.pool"]
    assert entered == 128 * 28 * 28 and table.dimension["features.transition2.relu"] == entered


class Operations(TorchDispatchMode):
    """Counts what torch executes, and the tensors with values that it makes."""

    def __init__(self):
        super().__init__()
        self.names, self.tensors_with_values = [], 0

    def __torch_dispatch__(self, operation, types, args=(), kwargs=None):
        output = operation(*args, **(kwargs or {}))
        self.names.append(str(operation))
        made = [one for one in tree_leaves(output) if isinstance(one, torch.Tensor)]
        self.tensors_with_values += sum(not one.is_meta for one in made)
        return output


def test_a_large_network_costs_an_empty_tensor_a_weight_and_an_operation_a_layer():
    """A normalisation run on tensors without values takes a dozen; equal layers share the sum over their pieces."""
    model = on_meta("resnet152")
    pieces._log_pieces.cache_clear()
    with Operations() as executed:
        table = layer_algebra(model, (1, 3, 224, 224))
    assert len(table) == 515
    assert executed.tensors_with_values == 0 and not [name for name in executed.names if "norm" in name]
    run = (table.kind != "normalisation").sum()
    assert len(executed.names) <= len(model.state_dict()) + run + 2   # the input, and a weight transposed
    kinds = set(zip(table.output_shape.map(math.prod), table.dimension, table.pieces))
    assert pieces._log_pieces.cache_info().misses == len(kinds) < 20


# -- refusals ------------------------------------------------------------------

@pytest.mark.parametrize("shape", [(4,), (0, 4), (1, -4), (1, 4.0), (True, 4), "14", 4, None, (1, None), ()])
def test_shapes_that_are_none(shape):
    with pytest.raises(ValueError, match="^input_shape must be positive whole numbers, the batch first") as caught:
        layer_algebra(nn.Linear(4, 2), shape)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("model", [None, nn.ReLU, {"weight": np.ones((2, 2))}, F.relu])
def test_what_is_no_module(model):
    with pytest.raises(TypeError, match="^model must be a torch module; got a"):
        layer_algebra(model, (1, 4))
