"""The largest number of pieces that one layer makes, against whole numbers, laws, and pieces that are counted."""

import itertools
import math

import numpy as np
import pytest
import torch
from scipy.stats import binom
from torch import nn

from pse_helpers.algebra import layer_algebra, log_pieces


def exactly(n, d, p=2):
    return math.log(sum(math.comb(n, i) * (p - 1)**i for i in range(min(d, n) + 1)))


def complexity(model, *input_shape):
    return layer_algebra(model, input_shape).attrs["complexity"]


@pytest.mark.parametrize("p", [1, 2, 3, 9])
@pytest.mark.parametrize("n, d", [(0, 0), (0, 3), (1, 0), (1, 1), (5, 2), (7, 7), (7, 9), (60, 11), (900, 899),
                                  (2000, 700), (1_000_000, 1), (1_000_000, 25), (10**9, 3)])
def test_log_pieces_agrees_with_whole_numbers(n, d, p):
    assert log_pieces(n, d, p) == pytest.approx(exactly(n, d, p) if n < 10**6 or d < 100 else None, rel=1e-12)


@pytest.mark.parametrize("p", [2, 3, 9])
@pytest.mark.parametrize("standard_deviations", [-4, 0, 3])
def test_log_pieces_of_a_million_units_by_the_binomial_law(p, standard_deviations):
    """The sum over p^n is the distribution function of a binomial law; within five standard deviations scipy has it."""
    n, chance = 1_000_000, (p - 1) / p
    d = round(n * chance + standard_deviations * math.sqrt(n * chance / p))
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


@pytest.mark.parametrize("p", [2, 3])
def test_units_in_one_leaf_never_count_for_more_than_in_two(p):
    rng = np.random.default_rng(4)
    for n, m, d in rng.integers(0, 30, size=(200, 3)).tolist():
        assert log_pieces(n + m, d, p) <= (log_pieces(n, d, p) + log_pieces(m, d, p)) * (1 + 1e-12)


# -- pieces that are counted ---------------------------------------------------

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
