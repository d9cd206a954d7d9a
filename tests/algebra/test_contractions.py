"""Products with weights that are no layers, beside the layers that do the same, and beside torch's counter."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.flop_counter import FlopCounterMode

from pse_helpers.algebra import layer_algebra


class Weighted(nn.Module):
    """A network that multiplies by weights of its own in its forward."""

    def __init__(self, function, **shapes):
        super().__init__()
        self.function = function
        for name, shape in shapes.items():
            self.register_parameter(name, nn.Parameter(torch.randn(shape)))

    def forward(self, x):
        return self.function(self, x)


def read(function, shape, **shapes):
    return layer_algebra(Weighted(function, **shapes), shape)


# -- beside the layer that does the same ---------------------------------------

LINEAR = {  # spellings of nn.Linear(6, 5) with its bias
    "@": lambda self, x: x @ self.w + self.b,
    "matmul": lambda self, x: torch.matmul(x, self.w) + self.b,
    "mm": lambda self, x: torch.mm(x, mat2=self.w) + self.b,
    "a method": lambda self, x: x.matmul(self.w).add(self.b),
    "from the left": lambda self, x: (self.w.t() @ x.t()).t() + self.b,
    "addmm": lambda self, x: torch.addmm(self.b, x, self.w),
    "addmm by keywords": lambda self, x: torch.addmm(input=self.b, mat1=x, mat2=self.w),
    "addmm as a method": lambda self, x: self.b.addmm(x, self.w),
    "F.linear": lambda self, x: F.linear(x, self.w.t(), self.b),
    "einsum": lambda self, x: torch.einsum("bi,io->bo", x, self.w) + self.b,
    "einsum with dots": lambda self, x: torch.einsum("...i, io -> ...o", x, self.w) + self.b,
    "einsum without an arrow": lambda self, x: torch.einsum("bi,ij", x, self.w) + self.b,
    "einsum of a list": lambda self, x: torch.einsum("bi,io->bo", [x, self.w]) + self.b,
    "einsum, weight first": lambda self, x: torch.einsum("io,bi->bo", self.w, x) + self.b,
    "tensordot": lambda self, x: torch.tensordot(x, self.w, dims=1) + self.b,
    "tensordot over pairs": lambda self, x: torch.tensordot(self.w, x, ([0], [1])).t() + self.b,
    "inner": lambda self, x: torch.inner(x, self.w.t()) + self.b,
    "bmm": lambda self, x: torch.bmm(x[None], self.w[None])[0] + self.b,
    "baddbmm": lambda self, x: torch.baddbmm(self.b[None, None], x[None], self.w[None])[0],
}


@pytest.mark.parametrize("spelling", LINEAR)
def test_every_spelling_of_a_linear_layer_has_its_values(spelling):
    """Six inputs, five ReLU units: a cut into 2^5 pieces; the power is ln(6 / 5)."""
    model = Weighted(lambda self, x: F.relu(LINEAR[spelling](self, x)), w=(6, 5), b=(5,))
    layer = nn.Linear(6, 5)
    layer.weight.data, layer.bias.data = model.w.data.t(), model.b.data
    x = torch.randn(3, 6)
    torch.testing.assert_close(model(x), F.relu(layer(x)))
    found = layer_algebra(model, (3, 6)).attrs
    assert found == pytest.approx(layer_algebra(nn.Sequential(layer, nn.ReLU()), (3, 6)).attrs)
    assert found == {"complexity": pytest.approx(5 * math.log(2)), "intrinsic_power": pytest.approx(math.log(6 / 5)),
                     "parameters": 35, "multiply_adds": 30}


def test_a_product_narrows_what_follows_as_a_layer_does():
    """Two of six dimensions are left: four units make 1 + 4 + 6 pieces."""
    model = Weighted(lambda self, x: F.relu(x @ self.w @ self.v), w=(6, 2), v=(2, 4))
    table = layer_algebra(model, (3, 6))
    assert table.dimension.tolist() == [2, 2, 2] and table.multiply_adds.tolist() == [12, 8, 0]
    assert table.attrs["complexity"] == pytest.approx(math.log(11))


@pytest.mark.parametrize("function", [
    lambda self, x: x * self.s, lambda self, x: self.s * x, lambda self, x: torch.mul(x, other=self.s),
    lambda self, x: x / self.s, lambda self, x: torch.einsum("bi,i->bi", x, self.s)])
def test_a_scale_for_each_feature_is_linear_and_free(function):
    table = read(lambda self, x: F.relu(function(self, x)), (3, 4), s=(4,))
    assert table.attrs == {"complexity": pytest.approx(4 * math.log(2)), "intrinsic_power": 0, "parameters": 4,
                           "multiply_adds": 0}


@pytest.mark.parametrize("function", [lambda self, x: self.constant @ x, lambda self, x: torch.ones(5, 4) @ x])
def test_a_constant_multiplies_as_a_weight_does(function):
    """Five of four numbers in each of two columns: twenty products a column."""
    model = Weighted(function)
    model.register_buffer("constant", torch.randn(5, 4))
    table = layer_algebra(model, (3, 4, 2))
    assert table.attrs["multiply_adds"] == 5 * 4 * 2 and table.attrs["parameters"] == 0
    assert table.attrs["intrinsic_power"] == pytest.approx(math.log(4 / 5))


# -- multiply-adds ---------------------------------------------------------------

@pytest.mark.parametrize("equation, weights, work", [
    ("bchw,oc->bohw", [(5, 4)], 5 * 4 * 6), ("bchw,chwo->bo", [(4, 2, 3, 5)], 5 * 24),
    ("bchw,ch->bw", [(4, 2)], 3 * 8), ("bchw,w->bch", [(3,)], 8 * 3), ("bchw,cho->bwo", [(4, 2, 5)], 3 * 5 * 8),
    ("bchw,c->bchw", [(4,)], 0), ("bchw,o->bochw", [(5,)], 0), ("bchw->bwhc", [], 0), ("bchw->bc", [], 0),
    ("bchw,hhk->bcwk", [(2, 2, 5)], 4 * 3 * 5 * 2), ("b...,oc->bo...c", [(5, 7)], 0),
    ("bc...,oc->bo...", [(5, 4)], 5 * 4 * 6), ("b...w,wo->b...o", [(3, 5)], 8 * 3 * 5),
    ("...w,...w->...", [(2, 3)], 24), ("...w,...wo->...o", [(4, 1, 3, 5)], 8 * 3 * 5),
    ("bchw,oc->bohw", [(5, 1)], 0), ("...w,...wo->...o", [(1, 3, 5)], 8 * 3 * 5), ("bchw,cw->bh", [(4, 1)], 2 * 4),
    ("bchw,cw->bh", [(1, 3)], 2 * 3), ("bchw,chw->b", [(4, 1, 3)], 4 * 3),
    ("bchw,oc,po->bphw", [(5, 4), (7, 5)], 5 * 4 * 6 + 7 * 5 * 6),
    ("bchw,hk,wl->bckl", [(2, 5), (3, 7)], 4 * 3 * 2 * 5 + 4 * 5 * 3 * 7)])
def test_multiply_adds_of_an_einsum_by_hand_and_by_torch(equation, weights, work):
    """Repeated letters, dots, sums over one factor alone, nothing summed (no addition), broadcasting, two weights."""
    model = Weighted(lambda self, x: torch.einsum(equation, x, *self.parameters()),
                     **{f"w{i}": shape for i, shape in enumerate(weights)})
    with FlopCounterMode(display=False) as counter, torch.backends.opt_einsum.flags(enabled=False):
        model(torch.randn(2, 4, 2, 3))
    assert layer_algebra(model, (2, 4, 2, 3)).attrs["multiply_adds"] == work == counter.get_total_flops() / 2 / 2


def test_what_only_one_factor_has_is_summed_before():
    assert read(lambda self, x: torch.einsum("bchw,oc->bo", x, self.w), (2, 4, 2, 3), w=(5, 4)).multiply_adds[0] == 20
    assert read(lambda self, x: torch.einsum("bc,ocd->bo", x, self.w), (2, 4), w=(5, 4, 9)).multiply_adds[0] == 20


def test_weights_of_an_einsum_follow_the_input_wherever_it_stands():
    """Of two weights before the input no product is one of a sample."""
    for equation in ("ij,jk,bi->bk", "ij,bi,jk->bk", "bi,ij,jk->bk"):
        def function(self, x):
            operands = {"ij": self.v, "jk": self.w, "bi": x}
            return torch.einsum(equation, *[operands[term] for term in equation.split("->")[0].split(",")])
        assert read(function, (3, 6), v=(6, 4), w=(4, 5)).attrs["multiply_adds"] == 6 * 4 + 4 * 5


@pytest.mark.parametrize("function, work", [
    (lambda self, x: torch.tensordot(x, self.w), 5 * 6), (lambda self, x: torch.tensordot(x, self.w, dims=2), 5 * 6),
    (lambda self, x: torch.tensordot(a=x, b=self.w, dims=([2, 1], [1, 0])), 5 * 6),
    (lambda self, x: torch.tensordot(x, self.v, ((1,), (1,))), 3 * 7 * 2),
    (lambda self, x: torch.tensordot(x, self.v, 0), 6 * 14)])
def test_multiply_adds_of_a_tensordot(function, work):
    assert read(function, (4, 2, 3), w=(2, 3, 5), v=(7, 2)).attrs["multiply_adds"] == work


@pytest.mark.parametrize("function", [
    lambda self, x: torch.mv(x, self.w), lambda self, x: x @ self.w, lambda self, x: torch.addmv(self.w[:1], x, self.w),
    lambda self, x: torch.addmv(self.w[:1], mat=x, vec=self.w)])
def test_a_product_with_a_vector(function):
    table = read(function, (3, 6), w=(6,)).iloc[-1]
    assert table.multiply_adds == 6 and table.intrinsic_power == pytest.approx(math.log(6))


# -- additions of products -------------------------------------------------------

def test_what_is_added_to_a_product_may_be_a_function_of_the_input():
    """Narrowed to 2, widened to 4 by the product, and added to another 3 of 5: all dimensions of the input or less."""
    def forward(self, x):
        return torch.addmm(F.relu(x @ self.v), F.relu(x @ self.u), self.w)

    def spelled_out(self, x):
        return F.relu(x @ self.v) + F.relu(x @ self.u) @ self.w

    shapes = {"u": (5, 2), "v": (5, 4), "w": (2, 4)}
    found, expected = read(forward, (3, 5), **shapes), read(spelled_out, (3, 5), **shapes)
    assert found.attrs == pytest.approx(expected.attrs)
    assert found.attrs["complexity"] == pytest.approx(math.log(4) + math.log(16))
    assert found.attrs["multiply_adds"] == 10 + 20 + 8


def test_a_product_of_weights_alone_is_no_work_of_a_sample():
    table = read(lambda self, x: torch.addmm(x, self.u, self.v), (3, 5), u=(3, 2), v=(2, 5))
    assert table.multiply_adds.tolist() == [0] and table.parameters.tolist() == [16]


# -- refusals ----------------------------------------------------------------------

@pytest.mark.parametrize("function, message", [
    (lambda self, x: x @ x, r"matmul \(matmul\) multiplies functions of the input"),
    (lambda self, x: torch.mm(x @ self.w, x), r"mm \(mm\) multiplies functions of the input"),
    (lambda self, x: torch.bmm(x[None], x[None]), r"bmm \(bmm\) multiplies functions of the input"),
    (lambda self, x: torch.inner(x, x), r"inner \(inner\) multiplies functions of the input"),
    (lambda self, x: torch.tensordot(x, x, 1), r"tensordot \(tensordot\) multiplies functions of the input"),
    (lambda self, x: torch.einsum("bi,bi->b", x, x), r"einsum \(einsum\) multiplies functions of the input"),
    (lambda self, x: torch.einsum("bi,ij,bj->b", x, self.w, x), r"einsum \(einsum\) multiplies functions of the input"),
    (lambda self, x: torch.einsum("bi,bi->b", [x, x]), r"einsum \(einsum\) multiplies functions of the input"),
    (lambda self, x: torch.einsum(x, [0, 1], self.w, [1, 2]), r"einsum \(einsum\) gives its indices as lists; write"),
    (lambda self, x: torch.addmm(self.w, x, x), r"addmm \(addmm\) multiplies functions of the input"),
    (lambda self, x: torch.addmm(self.w, mat2=x, mat1=x), r"addmm \(addmm\) multiplies functions of the input"),
    (lambda self, x: torch.baddbmm(x, batch1=x[None], batch2=x[None]), r"baddbmm \(baddbmm\) multiplies functions"),
    (lambda self, x: torch.addmv(self.w[0], mat=x, vec=x[0]), r"addmv \(addmv\) multiplies functions of the input"),
    (lambda self, x: F.linear(x, x), r"linear \(linear\) multiplies or compares functions of the input"),
    (lambda self, x: x * x, r"mul \(mul\) multiplies or compares functions of the input"),
    (lambda self, x: self.w / x, r"truediv \(truediv\) divides by a function of the input"),
    (lambda self, x: torch.ones(4) / x, r"div \(div\) divides by a function of the input"),
    (lambda self, x: torch.div(self.w, other=x), r"div \(div\) divides by a function of the input"),
    (lambda self, x: x.to(torch.int64), r"to \(to\) rounds to whole numbers"),
])
def test_products_of_functions_of_the_input(function, message):
    with pytest.raises(ValueError, match=rf"^model: {message}.* \(test_contractions.py, line \d+: .*\); ") as caught:
        read(function, (4, 4), w=(4, 4))
    assert "\n" not in str(caught.value)
