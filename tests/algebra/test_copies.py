"""Wrappers of a model: seen through where they only run it, read where they do more, and left as they are."""

import copy
import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.optim.swa_utils import AveragedModel

from pse_helpers.algebra import layer_algebra
from pse_helpers.layers.sources.unwrapping import unwrapped


def network():
    return nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 2))


def distributed(model):
    """As DistributedDataParallel holds a model, without the group of processes that its own building asks for."""
    wrapper = nn.parallel.DistributedDataParallel.__new__(nn.parallel.DistributedDataParallel)
    nn.Module.__init__(wrapper)
    wrapper.module = model
    return wrapper


@pytest.fixture(params=[nn.DataParallel, distributed, torch.compile, AveragedModel,
                        lambda model: nn.DataParallel(torch.compile(model))],
                ids=["DataParallel", "DistributedDataParallel", "compile", "AveragedModel", "two of them"])
def wrap(request):
    return request.param


def test_a_wrapped_model_has_the_table_of_the_model(wrap):
    model = network()
    expected, found = layer_algebra(model, (3, 4)), layer_algebra(wrap(model), (3, 4))
    assert found.equals(expected) and found.attrs == expected.attrs
    assert found.attrs["complexity"] == pytest.approx(math.log(1 + 5 + 10 + 10 + 5))


def test_a_wrapped_part_has_the_rows_of_the_part(wrap):
    """As `model.features = nn.DataParallel(model.features)`: the wrapper has no name of its own in the table."""
    plain = nn.Sequential(nn.Linear(4, 4), network())
    expected = layer_algebra(plain, (3, 4))
    found = layer_algebra(nn.Sequential(plain[0], wrap(plain[1])), (3, 4))
    assert found.equals(expected) and found.attrs == expected.attrs


def test_a_wrapped_part_of_a_wrapped_part_is_seen_through(wrap):
    inside = nn.Sequential(wrap(nn.Linear(4, 2)), nn.ReLU())
    table = layer_algebra(nn.Sequential(wrap(inside), nn.ReLU()), (3, 4))
    assert table.layer.tolist() == ["0.0", "0.1", "1"] and table.parameters.tolist() == [10, 0, 0]


def test_a_wrapped_layer_is_a_layer(wrap):
    table = layer_algebra(wrap(nn.Linear(4, 2)), (3, 4))
    assert table.layer.tolist() == ["Linear"] and table.parameters.tolist() == [10]


def test_a_wrapped_layer_used_twice_is_one(wrap):
    shared = wrap(nn.Linear(4, 4))
    table = layer_algebra(nn.Sequential(shared, nn.ReLU(), shared), (3, 4))
    assert table.layer.tolist() == ["0", "1", "0"] and table.parameters.tolist() == [20, 0, 0]


def test_reading_leaves_a_wrapped_model_as_it_is(wrap):
    model = network()
    wrapped = nn.Sequential(wrap(model))
    before, kinds = copy.deepcopy(wrapped.state_dict()), [type(module) for module in wrapped.modules()]
    layer_algebra(wrapped, (3, 4))
    assert [type(module) for module in wrapped.modules()] == kinds
    assert all(torch.equal(before[name], value) for name, value in wrapped.state_dict().items())
    assert unwrapped(wrapped[0]) is unwrapped(wrap(model)) or isinstance(wrapped[0], AveragedModel)


# -- wrappers of a reader's own --------------------------------------------------

class Wrapper(nn.Module):
    """Names none of its inputs, as the wrappers of torch and of other libraries do."""

    def __init__(self, module):
        super().__init__()
        self.module = module

    def forward(self, *inputs, **options):
        return self.module(*inputs, **options)


class Doing(Wrapper):
    def forward(self, *inputs, **options):
        return F.relu(self.module(*inputs, **options))


class Parallel(nn.DataParallel):
    def forward(self, *inputs, **options):
        return F.relu(self.module(*inputs, **options))


def test_a_wrapper_of_ones_own_is_read():
    found, expected = layer_algebra(Wrapper(network()), (3, 4)), layer_algebra(network(), (3, 4))
    assert found.attrs == expected.attrs and found.kind.tolist() == expected.kind.tolist()
    assert found.layer.tolist() == [f"module.{name}" for name in expected.layer]


@pytest.mark.parametrize("kind", [Doing, Parallel])
def test_a_wrapper_that_does_more_is_not_seen_through(kind):
    """Two units more, of two pieces each."""
    more = layer_algebra(kind(network()), (3, 4)).attrs["complexity"]
    assert more - layer_algebra(network(), (3, 4)).attrs["complexity"] == pytest.approx(2 * math.log(2))


@pytest.mark.parametrize("model", [nn.ModuleList([nn.Linear(4, 2)]), nn.Module(), nn.DataParallel(nn.ModuleList())])
def test_what_has_no_forward_takes_no_input(model):
    with pytest.raises(ValueError, match="^model must take one input; its forward takes 0: none$"):
        layer_algebra(model, (3, 4))


@pytest.mark.parametrize("precision", [torch.double, torch.half, torch.bfloat16])
def test_a_model_is_given_input_of_its_own_precision(precision):
    """A convolution with a bias refuses any other, even without values."""
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU())
    expected = layer_algebra(model, (1, 1, 8, 8))
    assert layer_algebra(model.to(precision), (1, 1, 8, 8)).equals(expected)
