"""The catalogue lists every network once, with what its source publishes, and refuses names that it does not have."""

import numpy as np
import pytest
import torchvision

from pse_helpers import networks
from pse_helpers.networks import catalogue, torchvision_weights
from pse_helpers.networks.catalogue import CATALOGUE, TORCHVISION
from pse_helpers.networks.digits import runs

FOR_CIFAR = {f"resnet{depth}" for depth in (20, 32, 44, 56)}
FOR_IMAGENET = ({f"vgg{depth}{norm}" for depth in (11, 13, 16, 19) for norm in ("", "_bn")}
                | {f"resnet{depth}" for depth in (18, 34, 50, 101, 152)})


@pytest.mark.parametrize("call", [networks.spectra, networks.load])
def test_unknown_names(call):
    with pytest.raises(ValueError, match="name must be one of resnet20, .*; got 'resnet21'"):
        call("resnet21", "CIFAR10")
    with pytest.raises(ValueError, match="weights of resnet20 must be one of CIFAR10; got 'ImageNet'"):
        call("resnet20", "ImageNet")
    with pytest.raises(ValueError, match="of resnet50 must be one of IMAGENET1K_V1, IMAGENET1K_V2, random; got 'DEF"):
        call("resnet50", "DEFAULT")


def test_the_catalogue_has_every_set_of_weights_that_torchvision_publishes():
    published = {}
    for name in torchvision.models.list_models(include=["vgg*", "resnet*"]):
        for weights in torchvision.models.get_model_weights(name):
            accuracy = weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]
            if np.isfinite(accuracy):  # the FEATURES of vgg16 classify nothing
                published[name, weights.name] = weights.url.rpartition("/")[2], pytest.approx(100 - accuracy, abs=1e-9)
    listed = {(e.name, e.weights): (e.url, e.test_error) for e in CATALOGUE if e.source == TORCHVISION and e.url}
    assert len(published) == 16 and listed == published
    assert all(e.file_name == f"{e.name}-{e.sha256}.pth" for e in CATALOGUE if e.source == TORCHVISION and e.url)
    assert all(torchvision_weights.address(*pair).endswith("/" + name) for pair, (name, _) in listed.items())


def test_available_lists_every_network_once():
    table = networks.available()
    assert set(table.name) >= FOR_CIFAR | FOR_IMAGENET
    assert not table.duplicated(["name", "weights"]).any()
    assert (table.groupby("name").source.nunique() == 1).all()  # resnet20 and resnet18 are of different kinds
    random = table[table.weights == "random"]
    assert set(random.name) == FOR_IMAGENET and random.test_error.isna().all() and random.shipped.all()
    cifar, published = table[table.weights == "CIFAR10"], table[table.weights.str.startswith("IMAGENET1K")]
    assert set(cifar.name) == FOR_CIFAR and cifar.shipped.all()
    assert set(published.name) == FOR_IMAGENET and published.test_error.notna().all() and not published.shipped.any()


def test_every_run_of_the_family_is_available():
    table = networks.available()
    listed = table[table.source == catalogue.DIGITS]
    expected = [(f"digits_{run.architecture}", run.weights) for run in runs.family()]
    assert list(zip(listed.name, listed.weights)) == expected
    family = networks.digits_family()
    assert listed.test_error.tolist() == family.test_error.tolist() and listed.shipped.all()
    for row, spectra in zip(listed.itertuples(), family.final):
        assert networks.spectra(row.name, row.weights) is spectra


@pytest.mark.parametrize("entry", [entry for entry in CATALOGUE if entry.url and entry.shipped], ids=lambda e: e.name)
def test_what_ships_came_of_the_files_that_are_listed(entry):
    said = networks.spectra(entry.name, entry.weights).provenance
    assert (said["file"], said["sha256"], said["test_error"]) == (entry.file_name, entry.sha256, entry.test_error)
