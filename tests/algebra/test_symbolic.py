"""The traced graph: how a forward names its inputs, and the line of the model's code in what is refused."""

import inspect
import math
import re

import pytest
import torch
import torchvision
from torch import nn
from torch.nn import functional as F

from pse_helpers.algebra import layer_algebra


class Forward(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Linear(4, 4)


# -- inputs ----------------------------------------------------------------------

class Options(Forward):
    def forward(self, x, *more, times=2, **options):
        assert not more and not options
        for _ in range(times):
            x = F.relu(self.a(x))
        return x


class Anything(Forward):
    def forward(self, *inputs):
        x, = inputs
        return F.relu(self.a(F.relu(self.a(x))))


class Replaced(Forward):
    """Its forward is another one than that of its class, as quantisation and offloading do."""

    def __init__(self):
        super().__init__()
        self.forward = self.twice

    def forward(self, x):
        return self.a(x)

    def twice(self, x):
        return F.relu(self.a(F.relu(self.a(x))))


@pytest.mark.parametrize("kind", [Options, Anything, Replaced])
def test_a_model_is_read_as_it_is_called_with_one_input(kind):
    table = layer_algebra(kind(), (3, 4))
    assert table.attrs["complexity"] == pytest.approx(2 * 4 * math.log(2))
    assert table.layer.tolist() == ["a", "relu", "a", "relu_1"]


class Two(Forward):
    def forward(self, x, y, *more, scale=1):
        return self.a(x) + y


class NamedOnly(Forward):
    def forward(self, x, *, mask):
        return self.a(x) * mask


@pytest.mark.parametrize("kind, names", [(Two, "2: x, y"), (NamedOnly, "2: x, mask")])
def test_several_inputs_are_refused(kind, names):
    with pytest.raises(ValueError, match=f"^model must take one input; its forward takes {names}$"):
        layer_algebra(kind(), (3, 4))


@pytest.mark.filterwarnings("ignore:`torch.jit:DeprecationWarning", "ignore:`torch.jit:FutureWarning")
@pytest.mark.parametrize("wrap", [lambda model: model, nn.DataParallel])
def test_compiled_code_cannot_be_traced(wrap):
    with pytest.raises(ValueError, match="^model must be the Python module, whose code can be traced; got a ScriptM"):
        layer_algebra(wrap(torch.jit.script(nn.Linear(4, 2))), (3, 4))


# -- the line of code ------------------------------------------------------------

class Course(Forward):
    def forward(self, x):
        y = self.a(x)
        if y.mean() > 0:
            y = -y
        return y


class Loop(Forward):
    def forward(self, x):
        for row in self.a(x):
            x = x + row
        return x


class Helped(Forward):
    def forward(self, x):
        return helper(self.a(x))


def helper(x):
    return float(x.sum())


class Product(Forward):
    def forward(self, x):
        y = self.a(x)
        return y * torch.relu(x)


class Misfit(Forward):
    def forward(self, x):
        return self.a(x) @ torch.ones(3, 2)


class Lost(Forward):
    def forward(self, x):
        return self.a(x).sum()


def line_of(marked):
    """The number of the line of this file that has these words first, found in its text."""
    lines = inspect.getsource(inspect.getmodule(Course)).splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.strip() == marked)


@pytest.mark.parametrize("wrap", [lambda model: model, nn.Sequential, nn.DataParallel, torch.compile])
@pytest.mark.parametrize("kind, message, line", [
    (Course, "model cannot be traced, its course must not depend on data: symbolically", "if y.mean() > 0:"),
    (Loop, "model cannot be traced, its course must not depend on data: Proxy object cannot", "for row in self.a(x):"),
    (Helped, "model cannot be traced, its course must not depend on data: ", "return float(x.sum())"),
    (Product, r"model: mul \(mul\) multiplies or compares functions of the input", "return y * torch.relu(x)"),
    (Misfit, r"input_shape \(2, 4\) does not fit matmul: ", "return self.a(x) @ torch.ones(3, 2)"),
    (Lost, "model: sum_1 makes 1 numbers of a batch of 2, not as many", "return self.a(x).sum()")])
def test_the_line_of_the_models_code_is_named(kind, message, line, wrap):
    with pytest.raises(ValueError, match=f"^{message}") as caught:
        layer_algebra(wrap(kind()), (2, 4))
    assert f" (test_symbolic.py, line {line_of(line)}: {line})" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_line_of_an_installed_model_is_named_too():
    """The model's code is what is not torch's own, although torchvision's folder begins with the same letters."""
    with pytest.raises(ValueError, match=r"^input_shape .* does not fit .* \(vision_transformer.py, line \d+: .*\)$"):
        layer_algebra(torchvision.models.vit_b_32(), (1, 3, 64, 64))


def test_a_layer_has_a_name_instead_of_a_line():
    with pytest.raises(ValueError, match=r"^model: 1 \(GELU\) is curved, not piecewise linear; supported are"):
        layer_algebra(nn.Sequential(nn.Linear(4, 4), nn.GELU()), (2, 4))
    with pytest.raises(ValueError, match=r"^input_shape \(2, 5\) does not fit a: ") as caught:
        layer_algebra(Options(), (2, 5))
    assert ".py" not in str(caught.value)


def test_where_no_line_is_the_models_none_is_named():
    """A chain of torch's own layers has no code of its own; what asks for its graph is not the model."""
    chain = nn.Sequential(nn.Linear(4, 4), nn.Sequential())
    for forward, message in [(torch.Tensor.tolist, "model cannot be"), (torch.square, r"model: square .* is curved")]:
        chain[1].forward = forward
        with pytest.raises(ValueError, match=f"^{message}") as caught:
            layer_algebra(chain, (2, 4))
        assert re.search(r"line \d+", str(caught.value)) is None


def test_a_long_line_of_code_is_cut():
    class Long(Forward):
        def forward(self, x):
            return self.a(x) * torch.relu(x) + 0.1234567890123456 + 0.1234567890123456 + 0.1234567890123456 + 0.1

    with pytest.raises(ValueError) as caught:
        layer_algebra(Long(), (2, 4))
    source, = re.findall(r"line \d+: (.*)\); supported", str(caught.value))
    assert source.startswith("return self.a(x) * torch.relu(x)") and source.endswith("[...]") and len(source) <= 80


def test_code_without_a_file_has_a_number_only():
    """As in a cell that was not kept."""
    space = {"Forward": Forward}
    exec("class Typed(Forward):\n    def forward(self, x):\n        return x * x\n", space)
    with pytest.raises(ValueError, match=r"multiplies or compares functions .* \(<string>, line 3\); support"):
        layer_algebra(space["Typed"](), (2, 4))
