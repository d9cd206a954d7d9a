"""The tool computes the random spectra that ship."""

import make_random_spectra
import numpy as np
import pytest
import torch
import torchvision

from pse_helpers import networks
from pse_helpers.cascade import cpse
from pse_helpers.networks.catalogue import find
from pse_helpers.networks.torchvision_weights import PUBLISHED


def test_the_file_of_random_spectra_is_small():
    assert make_random_spectra.OUTPUT.stat().st_size < 800_000
    assert [entry.name for entry in make_random_spectra.ENTRIES] == list(PUBLISHED) and len(PUBLISHED) == 13


@pytest.fixture(scope="module")
def resnet18():
    """What the tool computes today, where the seed gives the weights that it gave then."""
    provenance = networks.spectra("resnet18").provenance
    for package in (torch, torchvision):
        stored, present = (v.partition("+")[0] for v in (provenance[package.__name__], package.__version__))
        if stored != present:
            pytest.skip(f"the shipped spectra are of {package.__name__} {stored}, here is {present}")
    return make_random_spectra.compute(find("resnet18", "random"))


def test_the_random_spectra_are_what_the_tool_computes(resnet18):
    """To rounding: the order of the sums in a matrix product depends on the machine."""
    stored = networks.spectra("resnet18")
    assert (stored.names, stored.shapes, stored.skipped) == (resnet18.names, resnet18.shapes, resnet18.skipped)
    assert set(stored.provenance) == set(resnet18.provenance)
    for computed, values in zip(resnet18.values, stored.values, strict=True):
        assert computed.dtype == np.float32
        np.testing.assert_allclose(computed, values, rtol=1e-5, atol=1e-6 * values[0])


def test_single_precision_does_not_move_cpse(resnet18):
    fresh = cpse(networks.load("resnet18")).value
    assert cpse(networks.spectra("resnet18")).value == pytest.approx(fresh, abs=1e-4)
