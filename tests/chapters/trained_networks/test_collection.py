"""The collection is what ships, with kinds of layers that names and shapes tell."""

import numpy as np
import pytest

from pse_helpers import networks
from pse_helpers.chapters.trained_networks import collection
from pse_helpers.chapters.trained_networks.collection import kind_of_layer, layers_of, real_networks
from pse_helpers.networks.wheels import WHEELS


def test_every_network_of_a_wheel_and_four_for_cifar():
    table = real_networks()
    assert len(table) == len(WHEELS) + 4 and table.index.is_unique
    assert table.field.nunique() == 5 and {"VGG", "ResNet", "recurrent", "attention"} <= set(table.kind)
    crepe = networks.spectra("crepe_full", "music")
    assert all(map(np.array_equal, table.spectra["CREPE"].values, crepe.values))
    assert table.layers["ResNet-56 CIFAR"] == 56
    assert table.family.nunique() == 11 and table.family.value_counts().head(4).tolist() == [4, 3, 3, 2]


def test_torchvision_joins_under_a_name_of_its_own(monkeypatch):
    monkeypatch.setattr(collection.networks, "load", lambda name, weights: networks.spectra(name, "random"))
    table = real_networks(torchvision=["vgg11_bn", "resnet18"])
    assert table.kind[["VGG-11 BN ImageNet", "ResNet-18 ImageNet"]].to_list() == ["VGG", "ResNet"]
    assert table.layers["VGG-11 BN ImageNet"] == 11 and len(table) == len(WHEELS) + 6


@pytest.mark.parametrize("network, kind, number", [
    ("EfficientNet-Lite0", "depthwise", 16),  # a block each
    ("MiniLM-L6", "attention", 24),           # six blocks of query, key, value and output
    ("Resemblyzer", "recurrent", 6),          # three layers of input and state
    ("g2p-en", "embedding", 2),
    ("VGG-16 HED", "full", 13)])
def test_kinds_of_layers(network, kind, number):
    table = layers_of(real_networks())
    assert ((table.network == network) & (table.kind == kind)).sum() == number


def test_a_wide_kernel_is_not_depthwise():
    assert kind_of_layer("conv1.weight", (64, 27)) == "full"


def test_layers_have_their_own_values():
    table = layers_of(real_networks().iloc[:2])
    assert all(len(values) == min(shape) > 1 for values, shape in zip(table["values"], table["shape"]))
