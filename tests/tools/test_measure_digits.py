"""The tool measures what was trained as it ships, goes on where it stopped, and packs what it measured."""

import contextlib

import measure_digits
import numpy as np
import pytest

from pse_helpers import networks, whole_files
from pse_helpers.measures import FUNCTIONAL, TrainedNetwork, measured
from pse_helpers.networks import digits
from pse_helpers.networks.digits import Run, archive

WANTED = [Run("resnet8", 2, noise, seed) for noise, seed in ((0.0, 0), (0.4, 0), (0.0, 1), (0.0, 2))]


def made_up(run):
    """A row that was never measured."""
    return {"a": run.seed + 0.125, "b": -run.label_noise}


@pytest.fixture
def fast(monkeypatch):
    """The runs that the tool measures from now on; their rows are made up."""
    asked = []
    monkeypatch.setattr(measure_digits, "row", lambda run: asked.append(run) or made_up(run))
    return asked


@pytest.fixture
def not_trained(monkeypatch):
    monkeypatch.setattr(digits, "fitted", lambda run, progress: digits.untrained(run).eval())


def read_again(path, monkeypatch):
    with np.load(path) as packed:
        arrays = dict(packed)
    monkeypatch.setattr(archive, "shipped_arrays", lambda name: arrays)
    return archive.shipped_measures.__wrapped__()


def test_a_training_that_does_not_repeat_what_ships_is_refused(not_trained):
    message = r"Run\(.*'resnet8'.*must have the test error that ships, .* per cent; got [89]\d"
    with pytest.raises(ValueError, match=message):
        measure_digits.row(WANTED[0])


def test_a_row_holds_the_measures_of_the_run_with_a_generator_of_its_own(not_trained, monkeypatch):
    shipped = archive.shipped_records()[WANTED[2]].test_error
    monkeypatch.setattr(digits, "error", lambda model, images, labels: shipped + 0.9)  # less than one is let through
    model, (training, test) = digits.untrained(WANTED[2]).eval(), digits.data(WANTED[2])
    expected = measured({"it": TrainedNetwork(model, training, test, np.random.default_rng([1, 3]))}, FUNCTIONAL)
    found = measure_digits.row(WANTED[2])
    assert list(found) == list(FUNCTIONAL)
    assert list(found.values()) == pytest.approx(expected.loc["it"].tolist(), rel=1e-4)


def test_a_second_call_goes_on_where_the_first_one_stopped(tmp_path, monkeypatch, fast):
    """The third file is cut short while it is written: two are kept, and two are measured on the second call."""
    replace, kept = whole_files.os.replace, []

    def stop_at_the_third(source, target):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(target)
        replace(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(whole_files.os, "replace", stop_at_the_third)
        measure_digits.finish(WANTED, tmp_path)
    assert set(tmp_path.glob("*.json")) == set(kept) == {measure_digits.path_of(run, tmp_path) for run in WANTED[:2]}
    fast.clear()
    measure_digits.finish(WANTED, tmp_path)
    assert fast == WANTED[2:] and len(list(tmp_path.glob("*.json"))) == 4
    measure_digits.finish(WANTED, tmp_path)
    assert fast == WANTED[2:]


def test_what_the_tool_packs_is_what_it_measured(tmp_path, monkeypatch, fast):
    measure_digits.finish(WANTED, tmp_path)
    measure_digits.pack(WANTED, tmp_path, tmp_path / "packed.npz")
    table = read_again(tmp_path / "packed.npz", monkeypatch)
    assert list(table.run) == WANTED
    assert table[["a", "b"]].to_dict("records") == [made_up(run) for run in WANTED]
    assert set(table.attrs["provenance"]) == {*archive.circumstances(), "code", "date"}


def test_nothing_is_packed_while_a_run_is_missing(tmp_path, fast):
    measure_digits.finish(WANTED[1:], tmp_path)
    with pytest.raises(FileNotFoundError, match=measure_digits.path_of(WANTED[0], tmp_path).name):
        measure_digits.pack(WANTED, tmp_path, tmp_path / "packed.npz")
    assert not (tmp_path / "packed.npz").exists()


def test_the_tool_measures_the_runs_that_ship(tmp_path, monkeypatch, fast):
    monkeypatch.setattr(measure_digits, "process_pool", lambda workers: contextlib.nullcontext())
    monkeypatch.setattr("sys.argv", ["", str(tmp_path / "runs"), "--output", str(tmp_path / "packed.npz")])
    shipped = list(networks.digits_measures().run)
    measure_digits.main()
    assert list(read_again(tmp_path / "packed.npz", monkeypatch).run) == shipped == fast
