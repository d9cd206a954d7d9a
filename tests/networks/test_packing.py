"""Files that ship: what the package reads and packs again is, to the last digit, what ships."""

import io
import json
from dataclasses import replace

import numpy as np
import pytest

from pse_helpers import networks
from pse_helpers.chapters.layer_spectra.altered import altered_spectra
from pse_helpers.data import shipped_arrays
from pse_helpers.networks import shipped
from pse_helpers.networks.digits import archive
from pse_helpers.networks.packing import number_of_values, pack, packed_reading, unpacked_index, unpacked_spectra

ITEM = {"layers": ["a", "b"], "shapes": [[2, 3], [4, 1]], "provenance": {"date": "today"}}


def repacked_trained(file):
    shipped.pack_spectra(file, shipped._shipped("trained_spectra.npz"))


def in_single_precision(spectra):
    """Returned in double precision; the tools round to the single precision in which they are stored."""
    return replace(spectra, values=tuple(values.astype(np.float32) for values in spectra.values))


def repacked_random(file):
    found = shipped._shipped("random_spectra.npz")
    shipped.pack_spectra(file, {key: in_single_precision(one) for key, one in found.items()})


def repacked_altered(file):
    found = altered_spectra()
    shipped.pack_spectra(file, {("resnet56", name): in_single_precision(one) for name, one in found.items()})


def repacked_wheels(file):
    shipped.pack_spectra(file, shipped._shipped("wheel_spectra.npz"))


def repacked_records(file):
    records = list(archive.shipped_records().values())
    archive.pack_records(file, records, [record.final.provenance for record in records])


def repacked_measures(file):
    table = networks.digits_measures()
    archive.pack_measures(file, table.set_index("run").to_dict("index"), table.attrs["provenance"])


@pytest.mark.parametrize("name, repacked", [
    ("trained_spectra.npz", repacked_trained), ("random_spectra.npz", repacked_random),
    ("altered_spectra.npz", repacked_altered), ("wheel_spectra.npz", repacked_wheels),
    ("digits_family.npz", repacked_records), ("digits_measures.npz", repacked_measures)])
def test_what_ships_is_packed_again_as_it_was(name, repacked):
    file = io.BytesIO()
    repacked(file)
    file.seek(0)
    found, expected = dict(np.load(file)), shipped_arrays(name)
    assert list(found) == list(expected)
    assert found["index"].dtype == expected["index"].dtype and str(found["index"]) == str(expected["index"])
    for array in expected:
        assert found[array].dtype == expected[array].dtype and np.array_equal(found[array], expected[array]), array


def test_equal_contents_give_equal_bytes():
    files = [io.BytesIO() for _ in range(2)]
    for file in files:
        pack(file, {"a": [1, None]}, values=np.arange(3.0), more=np.ones((2, 2), np.float32))
    assert files[0].getvalue() == files[1].getvalue()
    files[0].seek(0)
    with np.load(files[0], allow_pickle=False) as arrays:
        assert unpacked_index(arrays) == {"a": [1, None]} and list(arrays) == ["index", "values", "more"]
        assert json.loads(str(arrays["index"])) == {"a": [1, None]}


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_spectra_are_cut_out_of_their_joined_values(dtype):
    """Two layers by hand: min(2, 3) = 2 values, then min(4, 1) = 1; in double precision, and not to be changed."""
    values = np.array([3.0, 2, 5], dtype)
    spectra = unpacked_spectra(ITEM, values)
    assert [one.tolist() for one in spectra.values] == [[3, 2], [5]] and number_of_values(ITEM) == 3
    assert (spectra.names, spectra.shapes, spectra.skipped) == (("a", "b"), ((2, 3), (4, 1)), ())
    assert spectra.provenance == {"date": "today"} and values.flags.writeable
    for one in spectra.values:
        assert one.dtype == float
        with pytest.raises(ValueError, match="read-only"):
            one[0] = 1
    assert unpacked_spectra(ITEM | {"skipped": [["c", "reason"]]}, values).skipped == (("c", "reason"),)


def test_how_a_network_was_read_is_kept_and_need_not_be_said():
    spectra = unpacked_spectra(ITEM, np.array([3.0, 2, 5]))
    assert (spectra.order, spectra.coverage, spectra.notes, spectra.epsilons) == ("given", 1.0, (), ())
    assert packed_reading(spectra) == {}
    told = {"order": "file", "coverage": 0.5, "notes": [["a", "why"]], "epsilons": [2.0**-23, 2.0**-52]}
    spectra = unpacked_spectra(ITEM | told, np.array([3.0, 2, 5]))
    assert (spectra.order, spectra.coverage, spectra.notes, spectra.epsilons) == (
        "file", 0.5, (("a", "why"),), (2.0**-23, 2.0**-52))
    assert json.loads(json.dumps(packed_reading(spectra))) == told
    assert spectra.remarks == ("50.0 % of the weights",)
