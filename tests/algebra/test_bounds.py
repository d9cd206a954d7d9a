"""Bounds of linear regions and of the VC dimension, against networks that reach them and the count behind them."""

import itertools
import math

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.algebra import layer_algebra, linear_regions_lower, linear_regions_upper, vc_dimension_bound


def chain(widths):
    pairs = itertools.pairwise(widths)
    hidden = [layer for pair in pairs for layer in (nn.Linear(*pair), nn.ReLU())]
    return nn.Sequential(*hidden, nn.Linear(widths[-1], 1))


@pytest.mark.parametrize("widths", [(2, 3), (3, 5, 4), (8, 3, 9, 2, 7), (40, 300, 300)])
def test_the_upper_bound_is_the_total_complexity(widths):
    complexity = layer_algebra(chain(widths), (1, widths[0])).attrs["complexity"]
    assert linear_regions_upper(widths) == pytest.approx(complexity, rel=1e-12)


@pytest.mark.parametrize("widths, regions", [
    ((1, 3), 4), ((1, 3, 3), 12), ((2, 5, 4, 3), 4 * 4 * 7), ((2, 2, 2), 2 * 3), ((3, 2, 4), 11), ((9, 4, 1), 4 * 2)])
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


def test_a_network_that_ignores_an_input_has_the_pieces_of_the_lower_bound():
    """Two units fold the other input into two, two more cut each fold into three; both inputs folded give four."""
    fold = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)).double()
    with torch.no_grad():
        fold[0].weight.copy_(torch.tensor([[2.0, 0], [4, 0]])), fold[0].bias.copy_(torch.tensor([0.0, -2]))
        fold[2].weight.copy_(torch.tensor([[1.0, -1]] * 2)), fold[2].bias.copy_(torch.tensor([-0.3, -0.6]))
        fold[4].weight.copy_(torch.tensor([[1.0, 0.7]]))
    points = torch.linspace(0.001, 0.999, 9_001, dtype=torch.double)
    slopes = torch.func.vmap(torch.func.jacrev(lambda x: fold(torch.stack([x, 5 * x]))[0]))(points)
    assert 1 + int((slopes.diff().abs() > 1e-9).sum()) == 6 == round(math.exp(linear_regions_lower([2, 2, 2])))


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
    (lambda: vc_dimension_bound([3], [3, 1]), "^parameters and units must have one number a layer; got 1 and 2"),
    (lambda: vc_dimension_bound([3, 2.5], [3, 1]), "^parameters must be a positive integer; got 2.5"),
    (lambda: vc_dimension_bound([3], [1]), "^units must be three or more in all"),
    (lambda: vc_dimension_bound([3, 9], [3, 3]), "^units must be three or more in all, the last layer with one"),
])
def test_bounds_refuse_what_they_do_not_cover(call, message):
    with pytest.raises(ValueError, match=message):
        call()
