"""Networks with random weights, of which seeds decide, and those of the digits family, which are trained anew."""

import pytest
import torch

from pse_helpers import networks
from pse_helpers.networks import digits
from pse_helpers.networks.digits import runs, training


def test_seeds():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first, again, other = (networks.load("resnet20", seed=seed).conv1.weight for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_seeds_leave_the_gpus_and_the_default_device_alone(monkeypatch):
    def seeded(seed):
        raise AssertionError("the GPUs were seeded")
    expected = networks.load("resnet20", seed=1).conv1.weight
    monkeypatch.setattr(torch.cuda, "manual_seed_all", seeded)
    with torch.device("meta"):
        assert torch.equal(networks.load("resnet20", seed=1).conv1.weight, expected)


@pytest.mark.parametrize("seed", [-1, 1.5, True, "1", None])
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="seed must be a non-negative integer; got"):
        networks.load("resnet20", seed=seed)


def test_random_weights_are_those_of_seed_0():
    first, second = networks.load("resnet18"), networks.load("resnet18", "random")
    other = networks.load("resnet18", seed=1)
    assert not first.training and first(torch.zeros(1, 3, 64, 64)).shape == (1, 1000)
    assert all(torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values()))
    assert not torch.equal(first.conv1.weight, other.conv1.weight)
    with pytest.raises(ValueError, match="seed of the weights 'random' is 0; got 1"):
        networks.load("resnet18", "random", seed=1)


def test_random_digits_networks_have_the_shapes_of_the_trained_ones():
    for run in runs.family():
        if (run.width, run.label_noise, run.seed) == (8, 0.0, 0):
            model, spectra = networks.load(run.network), networks.spectra(run.network, run.weights)
            assert tuple(layer.weight.flatten(1).shape for layer in model.modules()
                         if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear))) == spectra.shapes
            assert not model.training


def test_trained_digits_networks_are_trained_anew(monkeypatch):
    """Shortened to two epochs; the run of that name gives the same weights."""
    monkeypatch.setattr(training, "EPOCHS", 2)
    run = runs.Run("resnet8", 2, seed=1)
    first, second = networks.load("digits_resnet8", "width2-noise0-seed1"), digits.fitted(run)
    assert not first.training
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert not torch.equal(first.conv1.weight, digits.untrained(run).conv1.weight)
