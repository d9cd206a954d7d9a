"""Zero-cost proxies: switches compared one by one, and the synaptic flow path by path."""

import copy
import itertools

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.measures import log_switch_determinant, log_synaptic_flow, switch_kernel
from pse_helpers.networks import digits
from pse_helpers.networks.digits import Run


def normal(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def perceptron(*widths, bias, seed=0):
    layers = [nn.Linear(*pair, bias=bias) for pair in itertools.pairwise(widths)]
    for k, layer in enumerate(layers):
        layer.weight.data = normal(*layer.weight.shape, seed=seed + k)
    return nn.Sequential(*itertools.chain(*((layer, nn.ReLU()) for layer in layers)))[:-1]


CURVED = [nn.GELU(), nn.Sigmoid(), nn.Softmax(1)]


# -- switch patterns ---------------------------------------------------------------

@pytest.fixture(scope="module")
def normalised():
    """A network with a batch normalisation that has seen other images than these."""
    with torch.random.fork_rng():
        torch.manual_seed(1)
        model = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.ReLU(), nn.Conv2d(3, 4, 3), nn.ReLU(),
                              nn.Flatten(), nn.Dropout(0.5), nn.Linear(16, 2))
    model(2 + 3 * normal(20, 1, 6, 6, seed=2))
    return model


def codes(model, images):
    """A row of zeros and ones an image, in the mode that the model is in, layer by layer without hooks."""
    rows, x = [], images
    with torch.no_grad():
        for layer in model:
            x = layer(x)
            if isinstance(layer, nn.ReLU):
                rows.append((x > 0).flatten(1).int())
    return torch.cat(rows, dim=1).tolist()


@pytest.mark.parametrize("training", [True, False])
def test_the_kernel_counts_equal_switches_one_by_one(normalised, training):
    images = normal(7, 1, 6, 6, seed=3)
    rows = codes(copy.deepcopy(normalised).train(training), images)
    expected = [[len(one) - sum(a != b for a, b in zip(one, other)) for other in rows] for one in rows]
    assert len(rows[0]) == 3 * 16 + 4 * 4
    np.testing.assert_array_equal(switch_kernel(normalised.train(training), images), expected)


def test_the_mode_of_a_batch_normalisation_matters_and_that_of_dropout_does_not(normalised):
    images = normal(7, 1, 6, 6, seed=3)
    training, evaluation = (switch_kernel(normalised.train(mode), images) for mode in (True, False))
    assert (training != evaluation).any()
    normalised.eval()[1].train()
    np.testing.assert_array_equal(switch_kernel(normalised, images), training)


def test_the_kernel_leaves_the_model_and_the_global_generator_as_they_were(normalised):
    before, state = copy.deepcopy(normalised.train().state_dict()), torch.get_rng_state()
    switch_kernel(normalised, normal(7, 1, 6, 6))
    assert normalised.training and torch.equal(torch.get_rng_state(), state)
    assert all(torch.equal(before[name], value) for name, value in normalised.state_dict().items())
    assert not any(module._forward_hooks for module in normalised.modules())


def test_the_log_determinant_by_permutations(normalised):
    """Leibniz' formula for five images, in whole numbers."""
    images = normal(5, 1, 6, 6, seed=4)
    kernel = switch_kernel(normalised, images).astype(int).tolist()
    determinant = 0
    for order in itertools.permutations(range(5)):
        swaps = sum(a > b for a, b in itertools.combinations(order, 2))
        determinant += (-1)**swaps * np.prod([kernel[i][j] for i, j in enumerate(order)], dtype=object)
    assert log_switch_determinant(normalised, images) == pytest.approx(np.log(float(determinant)), rel=1e-12)


def test_the_log_determinant_does_not_see_the_order_of_images_nor_a_rescaling(normalised):
    images, twin = normal(6, 1, 6, 6, seed=5), copy.deepcopy(normalised.eval())
    twin[3].weight.data *= 4
    twin[3].bias.data *= 4
    expected = log_switch_determinant(normalised, images)
    assert log_switch_determinant(normalised, images.flip(0)) == pytest.approx(expected, rel=1e-12)
    assert log_switch_determinant(twin, images) == expected


@pytest.mark.parametrize("images, rank", [(torch.ones(3, 4), 1), (torch.eye(4).repeat(2, 1), 4)])
def test_images_that_switch_alike_have_no_log_determinant(images, rank):
    with pytest.raises(ValueError, match=f"the kernel of {len(images)} images has rank {rank}"):
        log_switch_determinant(nn.ReLU(), images)


@pytest.mark.parametrize("curved", CURVED)
def test_the_kernel_sees_no_switch_in_a_curved_activation(curved):
    """As its docstring says: it is the kernel of the ReLUs alone, whose inputs the activation changes."""
    images = normal(9, 4, seed=6)
    first, second = perceptron(4, 5, bias=True), perceptron(5, 3, bias=True, seed=1)
    found = switch_kernel(nn.Sequential(first, nn.ReLU(), curved, second, nn.ReLU()), images)
    hidden = first(images)
    rows = torch.cat([hidden, second(curved(hidden.relu()))], dim=1) > 0
    assert found.tolist() == (rows[:, None] == rows).sum(dim=2).tolist()


@pytest.mark.parametrize("images", [torch.ones(1, 4), torch.ones(4), np.ones((3, 4)), None,
                                    torch.tensor([[1.0, np.nan], [1.0, 2.0]])])
def test_what_is_no_minibatch_is_refused(images):
    with pytest.raises(ValueError, match="images must be a tensor of at least two finite images; got"):
        switch_kernel(nn.ReLU(), images)


@pytest.mark.parametrize("model, images, message", [
    (nn.Linear(4, 2), torch.ones(3, 4), "model has no torch.nn.ReLU module"),
    *((nn.Sequential(nn.Linear(4, 2), curved), torch.ones(3, 4), "model has no torch.nn.ReLU module")
      for curved in CURVED),
    (perceptron(4, 3, 2, bias=True), torch.ones(3, 5), r"must fit the model; got torch.float32 of shape \(3, 5\)")])
def test_the_kernel_refuses_in_one_line(model, images, message):
    with pytest.raises(ValueError, match=message) as caught:
        switch_kernel(model, images)
    assert "\n" not in str(caught.value)


# -- synaptic flow -----------------------------------------------------------------

@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("widths", [(3, 1), (3, 4, 2), (3, 4, 5, 2)])
def test_the_flow_is_the_sum_over_all_paths_times_the_number_of_layers(widths, bias):
    """Path by path, without a forward pass; biases are on no path from the input."""
    net = perceptron(*widths, bias=bias)
    matrices = [layer.weight.detach().double().abs().numpy() for layer in net[::2]]
    total = sum(np.prod([w[path[k + 1], path[k]] for k, w in enumerate(matrices)])
                for path in itertools.product(*map(range, widths)))
    assert log_synaptic_flow(net, (3,)) == pytest.approx(np.log10(len(matrices) * total), rel=1e-12)


def test_a_path_counts_as_often_as_it_has_weights():
    """Across a skip connection paths are shorter: 1 x (paths of one weight) + 2 x (paths of two)."""
    class Residual(nn.Module):
        def __init__(self):
            super().__init__()
            self.inner, self.last = nn.Linear(2, 2), nn.Linear(2, 1)

        def forward(self, x):
            return self.last(x + self.inner(x).relu())

    net = Residual()
    net.inner.weight.data = torch.tensor([[1.0, -2.0], [-3.0, 4.0]])
    net.last.weight.data = torch.tensor([[-5.0, 6.0]])
    assert log_synaptic_flow(net, (2,)) == pytest.approx(np.log10((5 + 6) + 2 * (5 * (1 + 2) + 6 * (3 + 4))))


def test_a_convolution_counts_a_weight_at_every_place():
    """Folded out: the same network as a matrix has the same paths, hence the same flow."""
    conv = nn.Conv1d(1, 2, 3, padding=1, bias=False)
    net = nn.Sequential(conv, nn.ReLU(), nn.Flatten(), nn.Linear(10, 1))
    with torch.no_grad():
        matrix = conv(torch.eye(5)[:, None]).flatten(1).T
    folded = nn.Sequential(nn.Linear(5, 10), nn.ReLU(), nn.Linear(10, 1))
    folded[0].weight.data, folded[2].weight.data = matrix, net[3].weight.data
    assert log_synaptic_flow(net, (1, 5)) == pytest.approx(log_synaptic_flow(folded, (5,)), rel=1e-7)


def test_a_batch_normalisation_is_a_factor_that_is_not_counted():
    """Multiplied into the convolution behind it, it leaves the flow as it was."""
    net = nn.Sequential(nn.Conv2d(2, 3, 3), nn.BatchNorm2d(3, eps=0.4), nn.ReLU(), nn.Flatten(), nn.Linear(12, 2))
    norm = net[1]
    norm.running_var.copy_(torch.tensor([0.5, 2.0, 3.0]))
    norm.running_mean.fill_(7.0)
    norm.weight.data, norm.bias.data = torch.tensor([1.5, -2.0, 0.3]), torch.tensor([1.0, 2.0, 3.0])
    folded = copy.deepcopy(net)
    folded[1] = nn.Identity()
    folded[0].weight.data *= (norm.weight / (norm.running_var + norm.eps).sqrt()).detach()[:, None, None, None]
    assert log_synaptic_flow(net, (2, 4, 4)) == pytest.approx(log_synaptic_flow(folded, (2, 4, 4)), rel=1e-7)


def test_in_an_untrained_network_batch_normalisations_hardly_count():
    """Abdelfattah et al. take them out; a factor (1 + 1e-5)^(-1/2) each is what differs."""
    net = digits.untrained(Run("resnet8", width=4))
    without = copy.deepcopy(net)
    for name, module in net.named_modules():
        if isinstance(module, nn.BatchNorm2d):
            without.set_submodule(name, nn.Identity())
    assert log_synaptic_flow(net, (1, 16, 16)) == pytest.approx(log_synaptic_flow(without, (1, 16, 16)), abs=1e-4)


def test_the_flow_is_larger_by_what_a_layer_is_multiplied_with():
    net = perceptron(3, 4, 5, 2, bias=False)
    twin = copy.deepcopy(net)
    twin[2].weight.data *= -100
    assert log_synaptic_flow(twin, (3,)) == pytest.approx(log_synaptic_flow(net, (3,)) + 2, rel=1e-6)


def test_the_flow_leaves_the_model_as_it_was_and_needs_no_gradients_of_it():
    net = digits.untrained(Run("resnet8", width=2)).requires_grad_(False)
    before = copy.deepcopy(net.state_dict())
    with torch.no_grad():
        log_synaptic_flow(net, (1, 16, 16))
    assert net.training and all(one.grad is None and not one.requires_grad for one in net.parameters())
    assert all(torch.equal(before[name], value) for name, value in net.state_dict().items())


@pytest.mark.parametrize("model, shape, message", [
    (nn.Sequential(nn.LayerNorm(3)), (3,), "model: 0 is a LayerNorm, which divides by a statistic of its own input"),
    (nn.PReLU(), (3,), "model: the model is a PReLU; expected linear layers"),
    (nn.ReLU(), (3,), "model must have a linear layer or a convolution; got none"),
    (nn.Linear(3, 2), (4,), r"input_shape must be that of one input of the model; got \(4,\)"),
    (nn.Linear(3, 2), 3, "input_shape must be a sequence of whole numbers; got 3"),
    (nn.Sequential(nn.Linear(3, 2), nn.Linear(2, 2)), (3,), "the synaptic flow must be positive and finite; got 0.0"),
])
def test_the_flow_refuses_in_one_line(model, shape, message):
    if isinstance(model, nn.Sequential) and isinstance(model[0], nn.Linear):
        nn.init.zeros_(model[0].weight)
    with pytest.raises((ValueError, TypeError), match=message) as caught:
        log_synaptic_flow(model, shape)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("measure", [lambda: switch_kernel([1], torch.ones(2, 2)),
                                     lambda: log_synaptic_flow([1], (1,))])
def test_what_is_no_model_is_refused(measure):
    with pytest.raises(TypeError, match="model must be a torch module; got a list"):
        measure()
