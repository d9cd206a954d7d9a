"""The tool computes spectra, with their provenance, from the weight files of the catalogue alone."""

from dataclasses import replace

import make_spectra
import numpy as np
import pytest

from pse_helpers import networks
from pse_helpers.layers import layer_spectra
from pse_helpers.networks import shipped
from pse_helpers.networks.catalogue import CATALOGUE
from pse_helpers.networks.packing import unpacked_index, unpacked_spectra


def test_the_tool_computes_what_the_package_reads(saved_resnet20, tmp_path):
    computed = make_spectra.compute(saved_resnet20, tmp_path)
    shipped.pack_spectra(tmp_path / "packed.npz", {("resnet20", "CIFAR10"): computed})
    with np.load(tmp_path / "packed.npz") as archive:
        item, = unpacked_index(archive)
        read = unpacked_spectra(item, archive["resnet20/CIFAR10"])
    assert read.provenance == computed.provenance and read.provenance["recorded_test_error"] == 8.5
    assert (read.names, read.shapes, read.skipped) == (computed.names, computed.shapes, computed.skipped)
    expected = layer_spectra(networks.load("resnet20", seed=8)).values
    assert all(np.array_equal(a, b) for a, b in zip(read.values, expected, strict=True))


def test_the_tool_refuses_other_files(saved_resnet20, tmp_path):
    with pytest.raises(SystemExit, match="has SHA-256 .*; expected 0000"):
        make_spectra.compute(replace(saved_resnet20, sha256="0" * 64), tmp_path)
    with pytest.raises(SystemExit, match="no file resnet20-12fca82f.th in"):
        make_spectra.compute(CATALOGUE[0], tmp_path)
