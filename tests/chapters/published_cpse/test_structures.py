"""The networks with branches are what they are called, and their layers stand where they run."""

import pytest
import torch

from pse_helpers.chapters.published_cpse import structures
from pse_helpers.layers import layer_spectra


def places(network):
    """{block: its branches} of the layers in the order of calls."""
    torch.manual_seed(0)
    model, example, place_of = network()
    found = {}
    for block, branch in map(place_of, layer_spectra(model, example).names):
        found.setdefault(block, set()).add(branch)
    return found


@pytest.mark.parametrize("network, branches", [
    (structures.residual_network, {1, 2}), (structures.inception_network, {1, 4}),
    (structures.transformer, {1, 3})])
def test_blocks_have_so_many_branches(network, branches):
    assert {len(found) for found in places(network).values()} == branches


def test_three_blocks_of_a_resnet_have_a_downsampling_layer():
    assert [block for block, found in places(structures.residual_network).items() if len(found) == 2] == [
        "layer2.0", "layer3.0", "layer4.0"]


def test_the_three_networks_are_those_of_the_seed():
    torch.manual_seed(3)
    expected = {"ResNet-18": structures.residual_network(), "GoogLeNet": structures.inception_network(),
                "transformer": structures.transformer()}
    torch.manual_seed(4)
    found = structures.branched(seed=3)
    assert list(found) == list(expected)
    for name, (model, example, place_of) in found.items():
        other, other_example, other_place = expected[name]
        assert place_of is other_place and torch.equal(example, other_example)
        assert all(map(torch.equal, model.parameters(), other.parameters()))


def test_the_layers_of_the_transformer_have_weights_of_their_own():
    torch.manual_seed(0)
    model, _, _ = structures.transformer()
    weights = [layer.linear1.weight for layer in model.layers]
    assert len(weights) == 6 and not any(torch.equal(weights[0], other) for other in weights[1:])
