"""Controls: shuffled layers keep what they promise and no more; rescaled networks compute the same."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.networks import changes as controls
from pse_helpers.cascade import cpse
from pse_helpers.networks.changes import rescaled_channels, shuffled
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.architectures.cifar_resnet import CifarResNet
from pse_helpers.networks.architectures.narrow_vgg import NarrowVGG


def small_vgg(dtype=torch.float64, batch_norm=False):
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        model = NarrowVGG(11, 2, batch_norm)
    for name, parameter in model.named_parameters():
        if name.endswith("bias"):  # zero biases would hide a bias that is not rescaled
            parameter.data = torch.linspace(-0.5, 1, len(parameter))
    return model.to(dtype)


def images(dtype=torch.float64):
    return torch.from_numpy(np.random.default_rng(1).standard_normal((7, 1, 32, 32))).to(dtype)


# -- shuffled ------------------------------------------------------------------

def test_shuffling_keeps_names_shapes_norms_and_what_is_left_out():
    model = nn.Sequential(nn.Conv2d(3, 5, 3), nn.Bilinear(4, 6, 2), nn.ConvTranspose2d(3, 7, 2, groups=1))
    model.register_parameter("table", nn.Parameter(torch.ones(4, 4)))
    before, after = layer_spectra(model), shuffled(model, np.random.default_rng(1))
    assert (after.names, after.shapes, after.skipped) == (before.names, before.shapes, before.skipped)
    assert len(after.skipped) > 0
    for old, new in zip(before.values, after.values):
        assert new.sum() == pytest.approx(old.sum(), rel=1e-6)  # squared Frobenius norms
        assert not np.allclose(old, new, rtol=1e-3)


def test_shuffling_keeps_every_single_weight(monkeypatch):
    seen = []
    monkeypatch.setattr(controls, "layer_spectra", lambda arrays: seen.extend(arrays) or layer_spectra(arrays))
    weights = [np.random.default_rng(seed).standard_normal((4, 3, 2)) for seed in range(3)]
    kept = [weight.copy() for weight in weights]
    shuffled(weights, np.random.default_rng(1))
    for new, old, before in zip(seen, weights, kept, strict=True):
        assert np.array_equal(np.sort(new, axis=None), np.sort(old, axis=None)) and new.shape == old.shape
        assert np.array_equal(old, before) and not np.array_equal(new, old)
        assert not np.array_equal(np.sort(new.reshape(4, -1)), np.sort(old.reshape(4, -1)))  # across rows, too


def test_shuffling_destroys_a_rank_one_structure():
    """A shuffled matrix of independent entries behaves as a random one: its largest value is near the limit."""
    rng = np.random.default_rng(2)
    u, v = rng.standard_normal(60), rng.standard_normal(90)
    values = shuffled([np.outer(u, v)], rng).values[0] / (u @ u) / (v @ v)
    limit = (60**-0.5 + 90**-0.5)**2  # Marchenko and Pastur, for entries of variance 1 / (60 90)
    assert values[0] < 1.6 * limit < 0.2 and (values > 0.01 * limit).sum() > 40


def test_shuffling_random_layers_changes_nothing_in_law():
    """cPSE of Gaussian networks, before and after: four standard errors of the mean difference of 60 pairs."""
    differences = []
    for rng in np.random.default_rng(3).spawn(60):
        layers = [rng.standard_normal((16, 20)) for _ in range(8)]
        differences.append(cpse(shuffled(layers, rng)).value - cpse(layers).value)
    assert abs(np.mean(differences)) < 4 * np.std(differences, ddof=1) / np.sqrt(60)


def test_seeds_decide_how_to_shuffle():
    first, again, other = (shuffled([np.eye(9)], np.random.default_rng(seed)).values[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize("source, rng, message", [
    (layer_spectra([np.eye(3)]), np.random.default_rng(1), "source must have weights to shuffle; a LayerSpectra"),
    ([np.eye(3)], 1, "rng must be a numpy.random.Generator; got a int"),
    (3, np.random.default_rng(1), "source must be .*; got a int")])
def test_what_cannot_be_shuffled(source, rng, message):
    with pytest.raises(TypeError, match=message):
        shuffled(source, rng)


# -- rescaled channels ---------------------------------------------------------

@pytest.mark.parametrize("dtype, tolerance", [(torch.float64, 1e-12), (torch.float32, 1e-4)])
@pytest.mark.parametrize("decades", [0.5, 4])
def test_rescaled_networks_compute_the_same_with_other_weights(dtype, tolerance, decades):
    model, x = small_vgg(dtype), images(dtype)
    kept = {name: value.clone() for name, value in model.state_dict().items()}
    twin = rescaled_channels(model, np.random.default_rng(1), decades)
    with torch.no_grad():
        expected, found = model(x), twin(x)
    assert (found - expected).abs().max() < tolerance * expected.abs().max()
    for name, value in twin.state_dict().items():
        assert torch.equal(model.state_dict()[name], kept[name])
        assert value.dtype == dtype and (name == "26.bias" or not torch.allclose(value, kept[name], rtol=1e-3)), name


def test_layer_spectra_notice():
    model = small_vgg()
    twin = rescaled_channels(model, np.random.default_rng(1), 2)
    assert abs(cpse(twin).value - cpse(model).value) > 0.02


def test_factors_are_uniform_in_decades():
    """Read off the first layer: all within the range, mean and variance within four standard errors."""
    model = nn.Sequential(nn.Linear(1, 4000), nn.ReLU(), nn.Linear(4000, 1)).double()
    twin = rescaled_channels(model, np.random.default_rng(2), 3)
    logs = torch.log10(twin[0].weight / model[0].weight).detach().numpy().ravel()
    assert np.abs(logs).max() <= 1.5 and abs(logs.mean()) < 4 * np.sqrt(0.75 / 4000)
    assert logs.var() == pytest.approx(0.75, abs=4 * np.sqrt(9**2 / 180 / 4000))


def test_mode_precision_and_lack_of_a_bias_are_kept():
    model = nn.Sequential(nn.Conv2d(1, 4, 3, bias=False), nn.ReLU(), nn.Conv2d(4, 2, 3)).bfloat16().eval()
    twin = rescaled_channels(model, np.random.default_rng(1), 1)
    assert not twin.training and twin[0].bias is None and twin[0].weight.dtype == torch.bfloat16
    assert rescaled_channels(small_vgg().train(), np.random.default_rng(1), 1).training


def test_seeds_decide_how_to_rescale():
    first, again, other = (rescaled_channels(small_vgg(), np.random.default_rng(seed), 1)[0].weight
                           for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)


TIED = nn.Linear(3, 3)


class Doubling(nn.Linear):
    """A subclass that ReLU's homogeneity does not cover."""

    def forward(self, x):
        return super().forward(x) + 1


@pytest.mark.parametrize("model, error, message", [
    (small_vgg(batch_norm=True), TypeError, "model may hold .* only; got a BatchNorm2d at 1"),
    (CifarResNet(8, 2, 1), TypeError, "model must be a torch.nn.Sequential; got a CifarResNet"),
    (nn.Sequential(nn.Linear(2, 2), nn.GELU(), nn.Linear(2, 2)), TypeError, "got a GELU at 1"),
    (nn.Sequential(nn.Linear(2, 2), nn.ReLU(), Doubling(2, 2)), TypeError, "got a Doubling at 2"),
    (nn.Sequential(nn.utils.parametrizations.weight_norm(nn.Linear(2, 2)), nn.ReLU(), nn.Linear(2, 2)), TypeError,
     "got a ParametrizedLinear at 0"),
    (nn.Sequential(nn.Conv2d(1, 3, 3), nn.Flatten(), nn.Linear(12, 2)), ValueError,
     "model: 3 channels leave layer 0, but layer 2 takes 12"),
    (nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Linear(4, 2)), ValueError,
     "a Flatten must stand between layer 0, a convolution, and layer 2"),
    (nn.Sequential(nn.Conv2d(4, 4, 3), nn.ReLU(), nn.Conv2d(4, 4, 3, groups=2)), ValueError,
     "4 channels leave layer 0, but layer 2 takes 2"),
    (nn.Sequential(TIED, nn.ReLU(), TIED), ValueError, "model: a weight stands in two layers")])
def test_what_cannot_be_rescaled(model, error, message):
    with pytest.raises(error, match=message):
        rescaled_channels(model, np.random.default_rng(1), 1)


@pytest.mark.parametrize("decades", [0, -1, float("nan"), float("inf")])
def test_decades_are_positive(decades):
    with pytest.raises(ValueError, match=f"decades must be positive and finite; got {decades}"):
        rescaled_channels(small_vgg(), np.random.default_rng(1), decades)


def test_rescaling_needs_a_generator():
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
        rescaled_channels(small_vgg(), 1, 1)
