"""Changes in place, beside what the model itself computes: a graph that does not show them must not pass."""

import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from pse_helpers.algebra import layer_algebra


class Calls(nn.Module):
    """A network whose forward is a function, with two layers, a weight and a buffer."""

    def __init__(self, function):
        super().__init__()
        self.function, self.a, self.norm = function, nn.Linear(4, 4), nn.BatchNorm1d(4)
        self.s, self.constant = nn.Parameter(torch.ones(4)), nn.Buffer(torch.zeros(3, 4))

    def forward(self, x):
        return self.function(self, x)


def other_name(self, x):
    y = self.a(x)
    z = y
    z += x
    return y + z


def difference(self, x):
    z = y = self.a(x)
    z -= x
    return y


def view(self, x):
    y = self.a(x)
    v = y.view(-1)
    v += x.flatten()
    return y


def base_of_a_view(self, x):
    y = self.a(x)
    v = y[:, 1:3]
    y += x
    return torch.cat([y, v], 1)


def attribute(self, x):
    y = self.a(x)
    z = y.mT
    z += x.mT
    return y


def chunk_and_whole(self, x):
    y = self.a(x)
    one, two = y.chunk(2, 1)
    two += F.relu(one)
    return torch.cat([y, two], 1)


def after_an_activation_in_place(self, x):
    y = self.a(x)
    z = F.relu(y, inplace=True)
    z += x
    return y


def behind_a_normalisation(self, x):
    z = self.norm(self.a(x))
    v = z.view(3, 2, 2)
    z += x
    return v.flatten(1) + z


def sum_from_zeros(self, x):
    total = torch.zeros(3, 4)
    before = total
    total += self.a(x)
    return total + before


def sum_left_in_zeros(self, x):
    total = torch.zeros(3, 4)
    total.add_(self.a(x))
    return total


def view_of_a_buffer(self, x):
    v = self.constant[:, :2]
    v += x[:, 2:]
    return x + self.constant


def expanded(self, x):
    y = self.a(x)[:, :1]
    wide = y.expand(-1, 4)
    y += x[:, :1]
    return wide


REFUSED = [other_name, difference, view, base_of_a_view, attribute, chunk_and_whole, after_an_activation_in_place,
           behind_a_normalisation, sum_from_zeros, sum_left_in_zeros, view_of_a_buffer, expanded]


@pytest.mark.parametrize("forward", REFUSED)
def test_what_is_changed_in_place_is_not_read_again(forward):
    """The message names the line of the change."""
    with pytest.raises(ValueError, match=r"^model: (iadd|isub|add_) \(.*\) changes in place what is used again later "
                                         r"\(test_aliases.py, line \d+: .*(\+=|-=|add_)") as caught:
        layer_algebra(Calls(forward), (3, 4))
    assert "\n" not in str(caught.value)


# -- what may be changed in place ------------------------------------------------

def residual(self, x):
    y = F.relu(self.a(x))
    y += x
    return F.relu(y)


def chunks(self, x):
    one, two = self.a(x).chunk(2, 1)
    two += F.relu(one)
    return torch.cat([one, two], 1)


def beside_a_normalisation(self, x):
    y = self.a(x)
    z = self.norm(y)
    z += x
    return F.relu(y + z)


def constants(self, x):
    z = y = self.a(x)
    z += 1
    z -= self.s
    z *= 2
    return F.relu(y + z)


def sum_over_layers(self, x):
    total = torch.zeros(3, 4)
    for _ in range(2):
        total += F.relu(self.a(x))
    return total


def another_tensor(self, x):
    y = self.a(x)
    z = y.clone()
    z += x
    return F.relu(y + z)


@pytest.mark.parametrize("forward, units", [(residual, 8), (chunks, 2), (beside_a_normalisation, 4), (constants, 4),
                                            (sum_over_layers, 8), (another_tensor, 4)])
def test_a_change_in_place_that_the_graph_shows(forward, units):
    """Units of two pieces on a space of four dimensions: as many factors of two."""
    assert layer_algebra(Calls(forward), (3, 4)).attrs["complexity"] == pytest.approx(units * math.log(2))


@pytest.mark.parametrize("forward", [residual, chunks, beside_a_normalisation, sum_over_layers, another_tensor])
def test_the_same_out_of_place_has_the_same_totals(forward):
    def spelled_out(self, x):
        y, z = self.a(x), self.norm(self.a(x))
        one, two = y.chunk(2, 1)
        return {residual: lambda: F.relu(F.relu(y) + x), chunks: lambda: torch.cat([one, two + F.relu(one)], 1),
                beside_a_normalisation: lambda: F.relu(y + z + x), another_tensor: lambda: F.relu(y + (y + x)),
                sum_over_layers: lambda: F.relu(y) + F.relu(self.a(x))}[forward]()

    one, other = (layer_algebra(Calls(each), (3, 4)).attrs for each in (forward, spelled_out))
    assert {name: one[name] for name in ("complexity", "intrinsic_power")} == pytest.approx(
        {name: other[name] for name in ("complexity", "intrinsic_power")})


def test_a_refused_model_is_indeed_another_function_than_its_graph():
    """What torch's own tracer makes of z += x: it reads y as it was before."""
    model, x = Calls(other_name).eval(), torch.randn(3, 4)
    traced = torch.fx.symbolic_trace(model)
    assert not torch.allclose(model(x), traced(x))
    allowed = Calls(beside_a_normalisation).eval()
    torch.testing.assert_close(allowed(x), torch.fx.symbolic_trace(allowed)(x))


def test_writing_into_another_tensor_is_refused():
    with pytest.raises(ValueError, match=r"^model: add \(add\) writes into another tensor by out= \(test_aliases.py"):
        layer_algebra(Calls(lambda self, x: torch.add(x, 1, out=self.a(x))), (3, 4))
