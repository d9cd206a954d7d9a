"""Shipped spectra: those of the networks whose name they bear, with their provenance, read once and never changed."""

import pickle
import re

import numpy as np
import pytest
import torch
import torchvision

from pse_helpers import networks
from pse_helpers.layers import LayerSpectra
from pse_helpers.networks import loading, shipped
from pse_helpers.networks.catalogue import TORCHVISION

LAYERS = {  # convolutions and linear layers; the residual networks' shortcuts of 1 x 1 convolutions included
    "vgg11": 11, "vgg13": 13, "vgg16": 16, "vgg19": 19,
    "vgg11_bn": 11, "vgg13_bn": 13, "vgg16_bn": 16, "vgg19_bn": 19,
    "resnet18": 21, "resnet34": 37, "resnet50": 54, "resnet101": 105, "resnet152": 156}


@pytest.mark.parametrize("name", LAYERS)
def test_layers_of_torchvision_networks(name):
    """Against torchvision's own module, built without values."""
    spectra = networks.spectra(name)
    with torch.device("meta"):
        model = loading.BUILDERS[TORCHVISION](name)
    weights = {label: p for label, p in model.named_parameters() if p.ndim >= 2}
    assert len(spectra) == LAYERS[name]
    assert spectra.names == tuple(weights) and spectra.skipped == ()
    assert spectra.shapes == tuple((len(p), p[0].numel()) for p in weights.values())
    assert isinstance(model, torchvision.models.VGG if name.startswith("vgg") else torchvision.models.ResNet)


def test_batch_normalisation_draws_nothing():
    plain, normalised = networks.spectra("vgg11", "random"), networks.spectra("vgg11_bn", "random")
    assert plain.shapes == normalised.shapes and plain.names != normalised.names
    assert all(np.array_equal(a, b) for a, b in zip(plain.values, normalised.values))


def test_every_trained_network_has_its_provenance():
    for row in networks.available().query("weights == 'CIFAR10'").itertuples():
        provenance = networks.spectra(row.name, row.weights).provenance
        assert set(provenance) == {"repository", "file", "sha256", "test_error", "test_error_source",
                                   "recorded_test_error", "date", "code"}
        assert re.fullmatch(r"[0-9a-f]{64}", provenance["sha256"])
        assert provenance["sha256"][:8] in provenance["file"]
        assert provenance["test_error"] == row.test_error


@pytest.mark.parametrize("name", LAYERS)
def test_every_random_network_has_its_provenance(name):
    provenance = networks.spectra(name, "random").provenance
    assert set(provenance) == {"source", "seed", "test_error", "date", "tool",
                               "torch", "torchvision", "numpy", "pse-helpers"}
    assert provenance["source"] == "torchvision" and provenance["seed"] == 0 and provenance["test_error"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", provenance["date"]) and "make_random_spectra.py" in provenance["tool"]


def test_shipped_spectra_are_spectra_and_cannot_be_changed():
    for row in networks.available().query("shipped").itertuples():
        spectra = networks.spectra(row.name, row.weights)
        for values, shape in zip(spectra.values, spectra.shapes, strict=True):
            assert values.dtype == np.float64 and len(values) == min(shape) and (np.diff(values) <= 0).all()
            with pytest.raises(ValueError, match="read-only"):
                values[0] = 1.0
        with pytest.raises(TypeError, match="item assignment"):
            spectra.provenance["date"] = ""


def test_weights_whose_spectra_do_not_ship():
    with pytest.raises(ValueError, match="weights of vgg16 with shipped spectra: random; got 'IMAGENET1K_V1'"):
        networks.spectra("vgg16", "IMAGENET1K_V1")
    with pytest.raises(ValueError, match="weights of resnet20 must be one of CIFAR10; got 'random'"):
        networks.spectra("resnet20", "random")


def test_which_weights_are_meant_where_none_are_named():
    """Random ones, else the only ones; where there are several the reader has to choose."""
    assert networks.spectra("vgg11") is networks.spectra("vgg11", "random")
    assert networks.spectra("resnet20") is networks.spectra("resnet20", "CIFAR10")
    assert networks.spectra("crepe_tiny") is networks.spectra("crepe_tiny", "music")
    with pytest.raises(ValueError, match="weights of digits_vgg11 must be one of width8-.*; got None"):
        networks.spectra("digits_vgg11")


def test_a_file_is_read_when_one_of_its_networks_is_asked_for(monkeypatch):
    read, shipped_arrays = [], shipped.shipped_arrays
    monkeypatch.setattr(shipped, "shipped_arrays", lambda name: read.append(name) or shipped_arrays(name))
    shipped._shipped.cache_clear()
    for name, weights in [("resnet20", "CIFAR10"), ("resnet32", "CIFAR10"), ("vgg19", "random"), ("resnet18", None)]:
        networks.spectra(name, weights)
    assert read == ["trained_spectra.npz", "random_spectra.npz"]


def test_spectra_are_stored_in_their_precision(tmp_path):
    values = np.array([2.0, 1 / 3])
    for dtype in (np.float32, np.float64):
        spectra = LayerSpectra(("c",), ((2, 3),), (values.astype(dtype),))
        shipped.pack_spectra(tmp_path / "packed.npz", {("a", "b"): spectra})
        with np.load(tmp_path / "packed.npz") as archive:
            assert archive["a/b"].dtype == dtype


def test_shipped_spectra_travel_between_processes():
    spectra = networks.spectra("resnet20", "CIFAR10")
    copy = pickle.loads(pickle.dumps(spectra))
    assert (copy.names, copy.shapes, copy.skipped, copy.provenance) == (
        spectra.names, spectra.shapes, spectra.skipped, dict(spectra.provenance))
    assert all(np.array_equal(a, b) for a, b in zip(copy.values, spectra.values))
