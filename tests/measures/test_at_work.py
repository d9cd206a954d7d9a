"""Measures of a network at work: the path norm path by path, sharpness against the Hessian, switches by hand."""

import copy
import itertools

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.features import entropic_complexity
from pse_helpers.measures import TrainedNetwork, last_complexity, log_path_norm, mean_switch_entropy, sharpness
from pse_helpers.networks import digits
from pse_helpers.networks.changes import rescaled_channels
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
    assert log_path_norm(net, (3,)) == pytest.approx(np.log10(total) / 2, rel=1e-12)


def test_the_path_norm_does_not_see_a_rescaling_of_channels_and_the_norms_do():
    net = digits.untrained(Run("vgg11"))
    twin = rescaled_channels(net, rng(1), 2.0)
    norms = [log_path_norm(one, (1, 32, 32)) for one in (net, twin)]
    assert norms[0] == pytest.approx(norms[1], rel=1e-5)
    assert not torch.allclose(net[0].weight, twin[0].weight, rtol=0.1)


@pytest.mark.parametrize("affine", [True, False])
def test_a_batch_normalisation_is_a_weight_a_channel(affine):
    """The same network with the normalisation multiplied into the convolution has the same path norm."""
    conv, norm = nn.Conv2d(2, 3, 3, padding=1, bias=False), nn.BatchNorm2d(3, eps=0.4, affine=affine)
    norm.running_var.copy_(torch.tensor([0.5, 2.0, 3.0]))
    norm.running_mean.fill_(7.0)
    if affine:
        norm.weight.data = torch.tensor([1.5, -2.0, 0.3])
    scale = (norm.weight if affine else 1) / (norm.running_var + norm.eps).sqrt()
    folded = nn.Conv2d(2, 3, 3, padding=1, bias=False)
    folded.weight.data = conv.weight.data * scale.detach()[:, None, None, None]
    net = nn.Sequential(conv, norm, nn.ReLU(), nn.Flatten(), nn.Linear(48, 2))
    same = nn.Sequential(folded, nn.ReLU(), nn.Flatten(), net[4])
    assert log_path_norm(net, (2, 4, 4)) == pytest.approx(log_path_norm(same, (2, 4, 4)), rel=1e-6)


def test_a_skip_connection_adds_its_paths():
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = nn.Linear(2, 2, bias=False)

        def forward(self, x):
            return x + self.layer(x)

    net = Residual()
    net.layer.weight.data = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
    assert log_path_norm(net, (2,)) == pytest.approx(np.log10(2 + 30) / 2)


def test_the_path_norm_leaves_the_model_as_it_was():
    net = perceptron(3, 4, 2).train()
    before = copy.deepcopy(net.state_dict())
    log_path_norm(net, (3,))
    assert net.training and all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("model, shape, message", [
    (nn.Sequential(nn.LayerNorm(3)), (3,), "model: 0 is a LayerNorm, which divides by a statistic of its own input"),
    (nn.Linear(3, 2), (4,), "input_shape must be that of one input of the model; got"),
    (nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2)), (3,), "the sum over paths must be positive and finite; got 0.0"),
])
def test_the_path_norm_refuses_in_one_line(model, shape, message):
    if isinstance(model, nn.Sequential) and isinstance(model[0], nn.Linear):
        nn.init.zeros_(model[0].weight)
    with pytest.raises(ValueError, match=message) as caught:
        log_path_norm(model, shape)
    assert "\n" not in str(caught.value)


# -- sharpness -------------------------------------------------------------------

@pytest.mark.false_alarm(7e-5, detects="a third more or less: 20 standard errors are the whole")
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
    # the variance of a Gaussian quadratic form
    standard_error = scale**2 / 2 * np.sqrt(2 * (curved**2).sum().item() / draws)
    found = sharpness(net, images, labels, rng(1), scale, draws)
    assert abs(found - expected) < 4 * standard_error + 1e-3 * expected
    assert expected > 20 * standard_error  # the comparison has power


def test_sharpness_does_not_move_under_a_rescaling_that_changes_nothing():
    net = perceptron(5, 6, 3)
    images, labels = torch.randn(20, 5, generator=torch.Generator().manual_seed(2)), torch.arange(20) % 3
    twin = copy.deepcopy(net)
    with torch.no_grad():
        twin[0].weight *= 8
        twin[0].bias *= 8
        twin[2].weight /= 8
    found = [sharpness(one, images, labels, rng(3)) for one in (net, twin)]
    assert found[0] == pytest.approx(found[1], rel=1e-4)


def test_sharpness_leaves_the_model_as_it_was_and_repeats():
    net, images, labels = perceptron(5, 3).train(), torch.ones(4, 5), torch.arange(4) % 3
    before = copy.deepcopy(net.state_dict())
    assert sharpness(net, images, labels, rng(3)) == sharpness(net, images, labels, rng(3))
    assert net.training and all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("options, message", [
    ({"scale": 0}, "scale must be positive and finite, at most 1e6; got 0"), ({"draws": 0}, "draws must be")])
def test_sharpness_refuses_in_one_line(options, message):
    with pytest.raises(ValueError, match=message):
        sharpness(perceptron(5, 3), torch.ones(4, 5), torch.arange(4) % 3, rng(1), **options)


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
        sharpness(perceptron(5, 3), images, labels, rng(1))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("measure", [lambda: log_path_norm([1], (1,)), lambda: sharpness([1], None, None, rng(1))])
def test_what_is_no_model_is_refused(measure):
    with pytest.raises(TypeError, match="model must be a torch module; got a list"):
        measure()


# -- a trained network ---------------------------------------------------------

def test_a_trained_network_wants_a_generator(small_network):
    model, _, data = small_network
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
        TrainedNetwork(model, data, data, 1)


@pytest.mark.parametrize("curved", [nn.GELU(), nn.Sigmoid(), nn.Softmax(1)])
def test_a_curved_activation_is_no_switch(curved):
    """Alone it is refused; beside a ReLU the measures of switches are those of the ReLU, as the docstring says."""
    inputs = torch.randn(40, 3, generator=torch.Generator().manual_seed(1))
    data = inputs, torch.arange(40) % 3
    first, last = perceptron(3, 4), perceptron(4, 3, seed=1)
    beside, alone, relu = (TrainedNetwork(nn.Sequential(*parts), data, data, rng(1)) for parts in (
        (first, nn.ReLU(), last, curved), (first, curved, last), (first, nn.ReLU())))
    for measure in (mean_switch_entropy, last_complexity):
        assert measure(beside) == measure(relu) > 0
        with pytest.raises(ValueError, match="^model (must have a|has no) torch.nn.ReLU module"):
            measure(alone)


def test_the_last_complexity_is_that_of_one_random_position_of_each_image(small_network):
    model, images, data = small_network
    with torch.no_grad():
        last = model[:4](images).flatten(2).numpy()
    chosen = rng(4).random((60, 1, 16)).argmin(axis=2)
    expected = entropic_complexity(np.take_along_axis(last, chosen[..., None], axis=2)[..., 0])
    assert last_complexity(TrainedNetwork(model, data, data, rng(4))) == pytest.approx(expected, rel=1e-12)
