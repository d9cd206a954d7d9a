"""Plain measures of trained networks: path norm, sharpness, power-law exponents."""

import copy
import itertools

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from pse_helpers.measures import at_work as baselines, tails as heavy_tails
from pse_helpers.networks.changes import rescaled_channels
from pse_helpers.networks import digits
from pse_helpers.networks.digits import Run


def rng(seed):
    return np.random.default_rng(seed)


def perceptron(*widths, seed=0):
    generator = torch.Generator().manual_seed(seed)
    layers = [nn.Linear(*pair) for pair in itertools.pairwise(widths)]
    for layer in layers:
        layer.weight.data = torch.randn(layer.weight.shape, generator=generator)
    return nn.Sequential(*itertools.chain(*((layer, nn.ReLU()) for layer in layers)))[:-1]


# -- path norm -------------------------------------------------------------------

def test_the_path_norm_is_the_sum_over_all_paths():
    """Path by path, without a forward pass."""
    net = perceptron(3, 4, 5, 2)
    weights = [layer.weight.detach().double().numpy() for layer in net if isinstance(layer, nn.Linear)]
    total = sum((weights[0][b, a] * weights[1][c, b] * weights[2][d, c])**2
                for a in range(3) for b in range(4) for c in range(5) for d in range(2))
    assert baselines.log_path_norm(net, (3,)) == pytest.approx(np.log10(total) / 2, rel=1e-12)


def test_the_path_norm_does_not_see_a_rescaling_of_channels_and_the_norms_do():
    net = digits.untrained(Run("vgg11"))
    twin = rescaled_channels(net, rng(1), 2.0)
    norms = [baselines.log_path_norm(one, (1, 32, 32)) for one in (net, twin)]
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)
    assert not torch.allclose(net[0].weight, twin[0].weight, rtol=0.1)


@pytest.mark.parametrize("affine", [True, False])
def test_a_batch_normalisation_is_a_weight_a_channel(affine):
    """The same network with the normalisation multiplied into the convolution has the same path norm."""
    conv, norm = nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3, affine=affine)
    norm.running_var.copy_(torch.tensor([0.5, 2.0, 3.0]))
    norm.running_mean.fill_(7.0)
    if affine:
        norm.weight.data = torch.tensor([1.5, -2.0, 0.3])
    scale = (norm.weight if affine else 1) / (norm.running_var + norm.eps).sqrt()
    folded = nn.Conv2d(2, 3, 3, padding=1, bias=False)
    folded.weight.data = conv.weight.data * scale.detach()[:, None, None, None]
    net = nn.Sequential(conv, norm, nn.ReLU(), nn.Flatten(), nn.Linear(48, 2))
    same = nn.Sequential(folded, nn.ReLU(), nn.Flatten(), net[4])
    assert baselines.log_path_norm(net, (2, 4, 4)) == pytest.approx(baselines.log_path_norm(same, (2, 4, 4)), rel=1e-6)


def test_a_skip_connection_adds_its_paths():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2, bias=False)

        def forward(self, x):
            return x + self.layer(x)

    net = Residual()
    net.layer.weight.data = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert baselines.log_path_norm(net, (2,)) == pytest.approx(np.log10(2 + 30) / 2)


def test_the_path_norm_leaves_the_model_as_it_was():
    net = perceptron(3, 4, 2).train()
    before = copy.deepcopy(net.state_dict())
    baselines.log_path_norm(net, (3,))
    assert net.training and all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("model, shape, message", [
    (nn.Sequential(nn.LayerNorm(3)), (3,), "model: 0 is a LayerNorm; expected linear layers"),
    (nn.Linear(3, 2), (4,), "input_shape must be that of one input of the model; got"),
    (nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2)), (3,), "the sum over paths must be positive and finite; got 0.0"),
])
def test_the_path_norm_refuses_in_one_line(model, shape, message):
    if isinstance(model, nn.Sequential) and isinstance(model[0], nn.Linear):
        nn.init.zeros_(model[0].weight)
    with pytest.raises(ValueError, match=message) as caught:
        baselines.log_path_norm(model, shape)
    assert "\n" not in str(caught.value)


# -- sharpness -------------------------------------------------------------------

def test_sharpness_is_half_the_weighted_trace_of_the_hessian_for_small_disturbances():
    """To second order E L(w + s|w|e) - L(w) = s^2/2 sum_i w_i^2 H_ii, with H from automatic differentiation."""
    net = perceptron(4, 3).double()
    images = torch.randn(30, 4, generator=torch.Generator().manual_seed(1), dtype=torch.float64)
    labels = torch.arange(30) % 3
    names = [name for name, _ in net.named_parameters()]

    def loss(flat):
        parts = torch.split(flat, [parameter.numel() for parameter in net.parameters()])
        shaped = {name: part.view_as(parameter) for name, part, parameter in zip(names, parts, net.parameters())}
        return nn.functional.cross_entropy(torch.func.functional_call(net, shaped, images), labels)

    flat = torch.cat([parameter.detach().flatten() for parameter in net.parameters()])
    hessian = torch.autograd.functional.hessian(loss, flat)
    scale, draws = 0.01, 2000
    expected = scale**2 / 2 * (flat**2 * hessian.diagonal()).sum().item()
    curved = flat[:, None] * hessian * flat
    standard_error = scale**2 / 2 * np.sqrt(2 * (curved**2).sum().item() / draws)  # variance of a Gaussian quadratic form
    found = baselines.sharpness(net, images, labels, rng(1), scale, draws)
    assert abs(found - expected) < 4 * standard_error + 1e-3 * expected  # false alarms: 1 in 16,000
    assert expected > 20 * standard_error  # the comparison has power


def test_sharpness_does_not_move_under_a_rescaling_that_changes_nothing():
    net = perceptron(5, 6, 3)
    images, labels = torch.randn(20, 5, generator=torch.Generator().manual_seed(2)), torch.arange(20) % 3
    twin = copy.deepcopy(net)
    with torch.no_grad():
        twin[0].weight *= 8
        twin[0].bias *= 8
        twin[2].weight /= 8
    found = [baselines.sharpness(one, images, labels, rng(3)) for one in (net, twin)]
    assert found[0] == pytest.approx(found[1], rel=1e-4)


def test_sharpness_leaves_the_model_as_it_was_and_repeats():
    net, images, labels = perceptron(5, 3).train(), torch.ones(4, 5), torch.arange(4) % 3
    before = copy.deepcopy(net.state_dict())
    assert baselines.sharpness(net, images, labels, rng(3)) == baselines.sharpness(net, images, labels, rng(3))
    assert net.training and all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("options, message", [
    ({"scale": 0}, "scale must be positive and finite; got 0"), ({"draws": 0}, "draws must be")])
def test_sharpness_refuses_in_one_line(options, message):
    with pytest.raises(ValueError, match=message):
        baselines.sharpness(perceptron(5, 3), torch.ones(4, 5), torch.arange(4) % 3, rng(1), **options)


@pytest.mark.parametrize("images, labels, words", [
    (torch.ones(4, 5, dtype=torch.long), torch.arange(4) % 3, r"got torch.int64 of shape \(4, 5\) and torch.int64"),
    (torch.ones(4, 5) + 0j, torch.arange(4) % 3, "got torch.complex64"),
    (np.ones((4, 5)), torch.arange(4) % 3, r"got float64 of shape \(4, 5\)"),
    (torch.ones(4, 6), torch.arange(4) % 3, r"got torch.float32 of shape \(4, 6\)"),
    (torch.ones(4, 5), torch.arange(4) / 3, r"and torch.float32 of shape \(4,\)"),
    (torch.ones(4, 5), torch.arange(3), r"and torch.int64 of shape \(3,\)"),
    (torch.ones(4, 5), torch.arange(4), "Target 3 is out of bounds"),
    (torch.full((4, 5), np.nan), torch.arange(4) % 3, "the model a finite loss; got nan"),
    (torch.ones(0, 5), torch.arange(0), "the model a finite loss; got nan")])
def test_sharpness_refuses_data_without_a_loss_in_one_line(images, labels, words):
    with pytest.raises(ValueError, match="^images and labels must .*" + words) as caught:
        baselines.sharpness(perceptron(5, 3), images, labels, rng(1))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("measure", [
    lambda: baselines.number_of_parameters([1]), lambda: baselines.log_path_norm([1], (1,)),
    lambda: baselines.sharpness([1], None, None, rng(1)), lambda: baselines.weightwatcher_alpha([1])])
def test_what_is_no_model_is_refused(measure):
    with pytest.raises(TypeError, match="model must be a torch module; got a list"):
        measure()


# -- power laws ------------------------------------------------------------------

def test_a_planted_tail_is_found_with_its_exponent():
    """Standard error (alpha - 1) / sqrt(n) of the maximum-likelihood estimate; false alarms 1 in 16,000."""
    tail = stats.pareto.rvs(1.8, size=4000, scale=2.0, random_state=rng(1))
    body = rng(2).uniform(0, 2, 6000)
    fit = heavy_tails.power_law(np.concatenate([body, tail]))
    assert abs(fit.alpha - 2.8) < 4 * 1.8 / np.sqrt(fit.tail) and 1.9 < fit.start < 2.5


def test_the_fit_does_not_depend_on_how_many_tails_are_fitted_at_once(monkeypatch):
    values = rng(5).pareto(2, 50) + 1
    whole = heavy_tails.power_law(values)
    monkeypatch.setattr(heavy_tails, "BLOCK", 4)
    assert heavy_tails.power_law(values) == whole


@pytest.mark.parametrize("number", [8, 15, 60])
def test_the_fit_is_scipys_at_the_start_it_chooses_and_that_start_is_best(number):
    values = rng(number).standard_exponential(number)
    fit = heavy_tails.power_law(values)
    by_start = {}
    for start in np.sort(values)[:-1]:
        tail = values[values >= start]
        shape, *_ = stats.pareto.fit(tail, floc=0, fscale=start)
        by_start[start] = shape + 1, stats.kstest(tail, stats.pareto(shape, scale=start).cdf).statistic
    best = min(by_start, key=lambda start: by_start[start][1])
    assert fit.start == pytest.approx(best)
    assert (fit.alpha, fit.distance) == pytest.approx(by_start[best], rel=1e-6)
    assert fit.tail == (values >= best).sum()


def test_the_exponent_has_no_unit_and_zeros_and_equal_values_do_not_matter():
    values = np.repeat(rng(4).pareto(1.5, 80) + 1, 2)
    fit = heavy_tails.power_law(values)
    other = heavy_tails.power_law(np.concatenate([[0, 0], 7 * values]))
    assert other.alpha == pytest.approx(fit.alpha) and other.start == pytest.approx(7 * fit.start)


def test_the_mean_exponent_leaves_vectors_out():
    layers = [rng(i).standard_normal((10, 20)) for i in range(3)]
    assert heavy_tails.mean_alpha([*layers, np.ones((1, 9))]) == heavy_tails.mean_alpha(layers)


@pytest.mark.parametrize("values, message", [
    ([1, 1, 0], "values must hold at least two different numbers above zero; got 1"),
    ([1, -1], "values must be finite and not negative"), ([1, np.nan], "values must be finite and not negative")])
def test_power_law_refuses_in_one_line(values, message):
    with pytest.raises(ValueError, match=message):
        heavy_tails.power_law(values)


def test_vectors_alone_have_no_exponent():
    with pytest.raises(ValueError, match="source must have at least one layer matrix"):
        heavy_tails.mean_alpha([np.ones((1, 9))])


# -- the optional extra ----------------------------------------------------------

def test_without_weightwatcher_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "weightwatcher", None)
    with pytest.raises(ImportError, match="weightwatcher is not installed; pip install"):
        baselines.weightwatcher_alpha(perceptron(5, 3))


@pytest.mark.filterwarnings("default")
def test_weightwatcher_finds_the_same_exponent_in_a_linear_layer():
    pytest.importorskip("weightwatcher")
    net = perceptron(200, 300)
    torch.nn.init.kaiming_uniform_(net[0].weight, a=5**0.5, generator=torch.Generator().manual_seed(0))
    assert baselines.weightwatcher_alpha(net) == pytest.approx(heavy_tails.mean_alpha(net), rel=1e-3)
