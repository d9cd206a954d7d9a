"""The rules of composition on graphs by hand and on networks, and the theorem that they are made for."""

import copy
import math

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from pse_helpers.algebra import layer_algebra
from pse_helpers.algebra.composition import bottlenecks, dimensions, gains

# -- graphs by hand ------------------------------------------------------------

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


# -- networks ------------------------------------------------------------------

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


def exactly(n, d, p=2):
    return math.log(sum(math.comb(n, i) * (p - 1)**i for i in range(min(d, n) + 1)))


def block(size, depth=1):
    """An element whose units no narrow place limits."""
    return nn.Sequential(*[layer for _ in range(depth) for layer in (nn.Linear(size, size), nn.ReLU())])


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
