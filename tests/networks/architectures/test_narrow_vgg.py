"""The narrow VGG against torchvision's, and the variance of its first weights."""

import numpy as np
import pytest
import torch
import torchvision
from scipy.stats import chi2

from pse_helpers.networks import digits
from pse_helpers.networks.architectures.narrow_vgg import NarrowVGG
from pse_helpers.networks.digits import Run


@pytest.mark.parametrize("depth", [11, 13, 16, 19])
@pytest.mark.parametrize("batch_norm", [False, True])
def test_width_64_has_the_convolutions_of_torchvision(depth, batch_norm):
    published = getattr(torchvision.models, f"vgg{depth}{'_bn' if batch_norm else ''}")
    with torch.device("meta"):
        expected = published()
        narrow = NarrowVGG(depth, 64, batch_norm)

    def kinds(modules):
        return [type(module).__name__ for module in modules]

    def convolutions(model):
        return [(tuple(module.weight.shape), module.padding, module.stride)
                for module in model.modules() if isinstance(module, torch.nn.Conv2d)]

    assert convolutions(narrow)[0] == ((64, 1, 3, 3), (1, 1), (1, 1))  # grey images
    assert convolutions(narrow)[1:] == convolutions(expected)[1:]
    assert kinds(narrow)[:len(expected.features)] == kinds(expected.features)


@pytest.mark.false_alarm(2e-4, detects="fan-out for fan-in where the two differ by a half")
def test_weights_before_training_have_the_variance_of_he():
    """Two over fan-in, for a Gaussian, layer by layer: a mean of squares follows chi squared."""
    seed = int(np.random.default_rng(0).integers(2**31))
    for name, weight in digits.untrained(Run("vgg16", 16, seed=seed)).named_parameters():
        if weight.ndim > 1:
            low, high = chi2(weight.numel()).interval(1 - 1e-5)
            assert low < weight.square().sum().item() * weight[0].numel() / 2 < high, name


@pytest.mark.parametrize("build, message", [
    (lambda: NarrowVGG(12, 8, True), "depth must be 11, 13, 16 or 19; got 12"),
    (lambda: NarrowVGG(11, 0, True), "width must be a positive integer; got 0")])
def test_what_no_narrow_vgg_is(build, message):
    with pytest.raises(ValueError, match=message):
        build()
