"""The files of the digits family: what is packed is read again, damage is noticed, and every run ships."""

import io
import json
import os

import numpy as np
import pytest
import torch

from pse_helpers import networks
from pse_helpers.layers import LayerSpectra, layer_spectra
from pse_helpers.networks import digits
from pse_helpers.networks.digits import Record, Run, archive, family

SMALLEST = Run("resnet8", 2)


def made_up(run, seed=0):
    """A record that was never trained."""
    rng = np.random.default_rng(seed)
    early, final = (layer_spectra([rng.standard_normal(shape) for shape in ((4, 6), (3, 5))]) for _ in range(2))
    return Record(run, early, final, rng.random(3), float(rng.random()))


def test_what_is_packed_is_read_again(assert_equal_records):
    records, file = [made_up(SMALLEST), made_up(Run("vgg11", 4, 0.3, 2), 1)], io.BytesIO()
    archive.pack_records(file, records, [{"date": "today"}, {"date": "tomorrow"}])
    file.seek(0)
    with np.load(file) as arrays:
        unpacked = archive.unpack_records(arrays)
    for old, new, date in zip(records, unpacked, ("today", "tomorrow"), strict=True):
        assert_equal_records(old, new, single=True)
        for spectra in (new.early, new.final):
            assert isinstance(spectra, LayerSpectra) and spectra.provenance == {"date": date}
            assert all(values.dtype == float and not values.flags.writeable for values in spectra.values)
        assert not new.test_errors.flags.writeable


@pytest.mark.parametrize("records, provenances", [([], []), ([made_up(SMALLEST)], [])])
def test_what_cannot_be_packed(records, provenances):
    with pytest.raises(ValueError, match="records must be at least one, with a provenance each; got . records and 0"):
        archive.pack_records(io.BytesIO(), records, provenances)


def test_spectra_cut_short_are_noticed():
    file = io.BytesIO()
    archive.pack_records(file, [made_up(SMALLEST)], [{}])
    file.seek(0)
    arrays = dict(np.load(file))
    with pytest.raises(ValueError, match="arrays: the index needs 14 values; got 13"):
        archive.unpack_records(arrays | {"values": arrays["values"][:-1]})


def test_circumstances_name_this_machine():
    found = archive.circumstances()
    assert found["torch"] == torch.__version__ and found["numpy"] == np.__version__
    assert list(found) == ["torch", "numpy", "scikit-learn", "processor"] and len(found["processor"]) > 5
    assert json.loads(json.dumps(found)) == found


def test_every_run_ships_with_its_provenance():
    assert list(archive.shipped_records()) == family()
    expected = {*archive.circumstances(), "code", "date"}
    for run, record in archive.shipped_records().items():
        assert record.run == run and len(record.test_errors) == 20
        assert len(record.early) == len(record.final) == run.depth
        for spectra in (record.early, record.final):
            assert set(spectra.provenance) == expected and all(spectra.provenance.values())


def test_shipped_shapes_are_those_of_the_architectures():
    for run in family():
        if run.seed == 0 and run.label_noise == 0:
            spectra = layer_spectra(digits.untrained(run))
            final = archive.shipped_records()[run].final
            assert (spectra.names, spectra.shapes) == (final.names, final.shapes)


def test_shipped_records_cannot_be_changed():
    record = archive.shipped_records()[SMALLEST]
    with pytest.raises(ValueError, match="read-only"):
        record.test_errors[0] = 0
    with pytest.raises(ValueError, match="read-only"):
        record.final.values[0][0] = 0
    with pytest.raises(TypeError):
        archive.shipped_records()[SMALLEST] = None


def test_shipped_errors_are_whole_numbers_of_images():
    for record in archive.shipped_records().values():
        for wrong in (*(record.test_errors * 8.99), record.train_error * 8.98):
            assert wrong == pytest.approx(round(wrong), abs=1e-6)


def test_every_run_of_width_8_on_clean_labels_has_learned_more_than_the_baseline():
    """And knows its training images by heart; at width 2 none does better than the baseline."""
    baseline = digits.baseline_error()
    clean = [record for run, record in archive.shipped_records().items() if run.label_noise == 0]
    wide = [record for record in clean if record.run.width >= 8]
    assert len(wide) == 86
    assert {record.run: record.test_error for record in wide if record.test_error > baseline} == {}
    assert {record.run: record.train_error for record in wide if record.train_error > 0} == {}
    assert all(record.test_error > baseline for record in clean if record.run.width == 2)


def test_noise_is_learned_and_costs():
    """Median test error over the seeds rises with the share of random labels; the networks fit most of them."""
    for name in ("resnet20", "vgg11_bn"):
        at = {share: [archive.shipped_records()[run] for run in family() if run == Run(name, 8, share, run.seed)]
              for share in (0.0, 0.1, 0.2, 0.4, 0.6, 0.8)}
        medians = [np.median([record.test_error for record in records]) for records in at.values()]
        assert (np.diff(medians) > 0).all()
        assert max(record.train_error for records in at.values() for record in records) < 10


def test_a_file_of_measures_gives_back_what_was_packed(monkeypatch):
    rows = {Run("vgg11", seed=1): {"a": 1.5, "b": 2.0}, Run("resnet20", 8, 0.4): {"a": -1.0, "b": 0.25}}
    file = io.BytesIO()
    archive.pack_measures(file, rows, {"date": "some day"})
    file.seek(0)
    arrays = dict(np.load(file))
    monkeypatch.setattr(archive, "shipped_arrays", lambda name: arrays)
    archive.shipped_measures.cache_clear()
    table = networks.digits_measures()
    archive.shipped_measures.cache_clear()
    assert list(table.run) == list(rows) and table[["a", "b"]].values.tolist() == [[1.5, 2.0], [-1.0, 0.25]]
    assert table.attrs["provenance"] == {"date": "some day"}
    assert json.loads(str(arrays["index"]))["measures"] == ["a", "b"]


@pytest.mark.parametrize("rows, message", [
    ({}, "rows must hold the measures of at least one run"),
    ({Run("vgg11"): {"a": 1}, Run("vgg13"): {"b": 1}}, "rows must have the same measures, a; got b for Run")])
def test_a_file_of_measures_refuses_in_one_line(rows, message):
    with pytest.raises(ValueError, match=message):
        archive.pack_measures(io.BytesIO(), rows, {})


class Runs:
    """What runs code where a pickle is read: it makes a folder."""

    def __init__(self, folder):
        self.folder = str(folder)

    def __reduce__(self):
        return os.mkdir, (self.folder,)


@pytest.mark.parametrize("name", ["index", "values"])
def test_a_file_that_would_run_code_is_refused_and_runs_none(tmp_path, name):
    file = io.BytesIO()
    archive.pack_records(file, [made_up(SMALLEST)], [{"date": "today"}])
    file.seek(0)
    with np.load(file) as packed:
        arrays = dict(packed) | {name: np.array([Runs(tmp_path / "made")], dtype=object)}
    np.savez(tmp_path / "record.npz", **arrays)
    with pytest.raises(ValueError, match="path must lead to a whole file with one record"):
        archive.read(tmp_path / "record.npz")
    assert not (tmp_path / "made").exists()
