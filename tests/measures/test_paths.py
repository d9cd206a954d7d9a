"""What both sums over paths share: a copy without biases, and an image of ones."""

import pytest
import torch
from torch import nn

from pse_helpers.measures import log_path_norm, log_synaptic_flow
from pse_helpers.measures.paths import sum_over_paths, without_biases


def test_a_copy_without_biases_has_the_weights_and_leaves_the_model_as_it_was():
    net = nn.Sequential(nn.Conv2d(2, 3, 2), nn.BatchNorm2d(3), nn.ReLU(), nn.Flatten(), nn.Linear(3, 2)).train()
    net[1].running_mean.fill_(5.0)
    before = {name: value.clone() for name, value in net.state_dict().items()}
    twin = without_biases(net)
    for name, value in twin.state_dict().items():
        shift = name.endswith(("bias", "running_mean"))
        assert torch.equal(value, torch.zeros_like(value) if shift else before[name].to(value.dtype))
    assert not twin.training and net.training
    assert all(torch.equal(value, before[name]) for name, value in net.state_dict().items())


def test_the_sum_over_paths_of_positive_weights_is_that_of_their_products():
    """Two inputs, two units, one output: four paths, 1 x 5 + 2 x 5 + 3 x 6 + 4 x 6."""
    net = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1))
    net[0].weight.data, net[2].weight.data = torch.tensor([[1.0, 2], [3, 4]]), torch.tensor([[5.0, 6]])
    assert sum_over_paths(without_biases(net), (2,)).item() == pytest.approx(57)


class Functional(nn.Module):
    """A network that calls its activation without a module."""

    def __init__(self, activation):
        super().__init__()
        self.layer, self.activation = nn.Linear(3, 2), activation

    def forward(self, values):
        return self.activation(self.layer(values))


@pytest.mark.parametrize("measure", [log_path_norm, log_synaptic_flow])
@pytest.mark.parametrize("module", [nn.GELU(), nn.Sigmoid(), nn.Softmax(1), nn.Tanh(), nn.SiLU(), nn.ReLU6(), nn.ELU(),
                                    nn.Softsign(), nn.BatchNorm1d(2, affine=False, track_running_stats=False)])
def test_what_is_no_sum_over_paths_is_refused_by_name(measure, module):
    model = nn.Sequential(nn.Linear(3, 2), module)
    with pytest.raises(ValueError, match=f"^model: 1 is a {type(module).__name__}, which .*; expected linear layers"):
        measure(model, (3,))


@pytest.mark.parametrize("measure", [log_path_norm, log_synaptic_flow])
@pytest.mark.parametrize("name", ["gelu", "sigmoid", "tanh", "silu", "relu6", "softplus", "mish", "selu", "hardtanh"])
def test_so_is_an_activation_that_is_only_called(measure, name):
    with pytest.raises(ValueError, match="^model: it calls .*, which is not proportional to its input; expected"):
        measure(Functional(getattr(nn.functional, name)), (3,))


@pytest.mark.parametrize("measure", [log_path_norm, log_synaptic_flow])
def test_leaky_and_plain_switches_are_sums_over_paths(measure):
    for activation in (nn.functional.relu, nn.functional.leaky_relu, nn.Identity()):
        assert torch.tensor(measure(Functional(activation), (3,))).isfinite()
