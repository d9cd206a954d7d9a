"""Reading a model: from structure alone, without a change to it, and with a reason for what is refused."""

import copy
import math

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, prune

from pse_helpers.algebra import layer_algebra


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


# -- structure alone -----------------------------------------------------------

def same(one, other):
    assert one.attrs == other.attrs and one.drop(columns="output_shape").equals(other.drop(columns="output_shape"))


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
    assert table.attrs["complexity"] == pytest.approx(math.log(31)) and table.attrs["multiply_adds"] == 20
    assert table.attrs["parameters"] == sum(parameter.numel() for parameter in model.parameters())
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert [module.training for module in model] == [True, True, False, True] and not called
    assert kept is vars(model[0]).get("weight") and torch.equal(state, torch.get_rng_state())
    assert all(parameter.requires_grad and not parameter.is_meta for parameter in model.parameters())


def test_hooks_of_every_kind_stay_with_the_model():
    model, called = nn.Sequential(nn.Linear(4, 5), nn.ReLU()), []
    model.register_forward_pre_hook(lambda *_: called.append(1))
    model[0].register_forward_hook(lambda *_, **__: called.append(1), with_kwargs=True, always_call=True)
    model[1].register_full_backward_hook(lambda *_: called.append(1))
    kept = [len(module._forward_hooks) + len(module._forward_pre_hooks) + len(module._backward_hooks)
            for module in model.modules()]
    assert complexity(model, 1, 4) == pytest.approx(math.log(31)) and not called
    assert kept == [1, 1, 1]
    model(torch.randn(1, 4))
    assert called == [1, 1]


# -- the graph -----------------------------------------------------------------

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


def test_a_normalisation_cut_down_to_fewer_channels_is_read_by_its_tensors():
    model = nn.BatchNorm1d(5).eval()
    for name in ("weight", "bias"):
        setattr(model, name, nn.Parameter(getattr(model, name).data[:3]))
    with pytest.raises(ValueError, match="it normalises 3 or 5 channels and is given 3"):
        layer_algebra(model, (1, 3))
    model.running_mean, model.running_var = model.running_mean[:3], model.running_var[:3]
    assert model(torch.randn(2, 3)).shape == layer_algebra(model, (2, 3)).output_shape.iloc[0]
    assert layer_algebra(Calls(lambda self, x: self.a(input=x), a=model), (2, 3)).kind.tolist() == ["normalisation"]


# -- refusals ------------------------------------------------------------------

def overwriting(change):
    """A network that uses what it has changed in place: the graph does not show the change."""
    def forward(self, x):
        y = self.a(x)
        z = change(y, x)
        return y + z
    return Calls(forward, a=nn.Linear(4, 4))


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
    (overwriting(lambda y, x: y.add_(x)), r"add_ \(add_\) changes in place what is used again later"),
    (overwriting(lambda y, x: y.sub_(x)), r"sub_ \(sub_\) changes in place what is used again later"),
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
