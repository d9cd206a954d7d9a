"""The tables of all measures, and the measures of trained networks that ship."""

import contextlib
import io
import json

import measure_digits
import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers import features, networks
from pse_helpers.measures import at_work as baselines, weights as norms
from pse_helpers.algebra import layer_algebra
from pse_helpers.layers import layer_spectra
from pse_helpers.networks import digits
from pse_helpers.networks.digits import archive as digits_file, measures as measures_file, runs
from pse_helpers.networks.digits import Run
from pse_helpers.measures import FUNCTIONAL, SPECTRAL, STRUCTURAL, TrainedNetwork, measured, tail_beyond_2


def layers(seed):
    return layer_spectra([np.random.default_rng([seed, i]).standard_normal((12, 20)) for i in range(5)])


def test_the_table_holds_what_the_functions_give_and_what_they_cost():
    pair = {"one": layers(1), "two": layers(2)}
    table = measured(pair, SPECTRAL | {"my own": lambda spectra: len(spectra) * 2})
    assert list(table.index) == ["one", "two"] and list(table.columns) == [*SPECTRAL, "my own"]
    assert table.loc["two", "stable rank"] == norms.mean_stable_rank(pair["two"])
    assert (table["my own"] == 10).all()
    assert (table.attrs["seconds"] > 0).all() and list(table.attrs["seconds"].index) == list(table.columns)


@pytest.mark.parametrize("networks, measures, message", [
    ({}, SPECTRAL, "networks and measures must not be empty; got 0 and 7"),
    ({"one": layers(1)}, {}, "networks and measures must not be empty; got 1 and 0"),
    ({"one": layers(1)}, {"mine": lambda spectra: None}, "measures: 'mine' must give a finite number; got None for 'one'"),
    ({"one": layers(1)}, {"mine": lambda spectra: np.nan}, "measures: 'mine' must give a finite number; got nan for 'one'"),
])
def test_the_table_refuses_in_one_line(networks, measures, message):
    with pytest.raises(ValueError, match=message):
        measured(networks, measures)


def test_the_tail_is_a_share_of_layers_that_count_alike():
    wide, narrow = np.diag(np.sqrt([1.0, 1, 1, 9])), np.eye(2)
    assert tail_beyond_2([wide, narrow]) == pytest.approx(0.125)


def small_network():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
                          nn.Flatten(), nn.Linear(5, 2))
    images = torch.randn(60, 1, 8, 8)
    return model, images, (images, torch.arange(60) % 2)


def test_the_measures_of_a_model_are_those_of_the_functions_beside_it():
    model, images, data = small_network()
    found = measured({"it": TrainedNetwork(model, data, data, np.random.default_rng(1))}, FUNCTIONAL).loc["it"]
    assert found["path norm"] == baselines.log_path_norm(model, (1, 8, 8))
    assert found["sharpness"] == baselines.sharpness(model, *data, np.random.default_rng(1))
    with torch.no_grad():
        first = model[:2](images)
        last = model[:4](images)
    bits = np.concatenate([features.switch_entropies(one.flatten(1).numpy()) for one in (first, last)])
    assert found["switch entropy"] == pytest.approx(bits.mean())
    assert found["effective dimension"] == pytest.approx(features.effective_dimension(last.mean(dim=(2, 3)).numpy()), rel=1e-4)
    assert 0 < found["complexity"] <= 5


def test_the_measures_of_a_structure_by_hand():
    model, images, _ = small_network()
    found = measured({"it": layer_algebra(model, (1, 1, 8, 8))}, STRUCTURAL).loc["it"]
    assert found["parameters"] == 4 * 9 + 4 + 5 * 36 + 5 + 12
    assert found["multiply-adds"] == 36 * 36 + 16 * 180 + 10
    assert found["layer complexity"] > 0


def test_a_trained_network_wants_a_generator():
    model, _, data = small_network()
    with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
        TrainedNetwork(model, data, data, 1)


# -- what ships ----------------------------------------------------------------

def test_what_ships_is_a_row_for_each_run_of_width_8_and_more():
    table = networks.digits_measures()
    assert set(table.run) == {run for run in runs.family() if run.width >= runs.WIDTH} and table.run.is_unique
    assert list(table.columns) == ["run", *FUNCTIONAL]
    assert np.isfinite(table[list(FUNCTIONAL)]).all(axis=None) and {"date", "torch"} <= set(table.attrs["provenance"])


def test_what_ships_is_within_what_the_measures_can_be():
    """Bits of a switch from 0 to 1, of a layer from 0 to its channels; dimensions from 1 to them."""
    table = networks.digits_measures()
    channels = np.array([(4 if run.is_resnet else 8) * run.width for run in table.run])
    assert table["switch entropy"].between(0, 1).all()
    assert (table.complexity > 0).all() and (table.complexity <= channels + 0.5).all()
    assert (table["effective dimension"] >= 1).all() and (table["effective dimension"] <= channels).all()
    assert (table.sharpness > 0).all()


def test_a_file_of_measures_gives_back_what_was_packed(monkeypatch):
    rows = {Run("vgg11", seed=1): {"a": 1.5, "b": 2.0}, Run("resnet20", 8, 0.4): {"a": -1.0, "b": 0.25}}
    file = io.BytesIO()
    measures_file.pack(file, rows, {"date": "some day"})
    file.seek(0)
    arrays = dict(np.load(file))
    monkeypatch.setattr(measures_file, "shipped_arrays", lambda name: arrays)
    measures_file._shipped.cache_clear()
    table = measures_file.digits_measures()
    measures_file._shipped.cache_clear()
    assert list(table.run) == list(rows) and table[["a", "b"]].values.tolist() == [[1.5, 2.0], [-1.0, 0.25]]
    assert table.attrs["provenance"] == {"date": "some day"} and json.loads(str(arrays["index"]))["measures"] == ["a", "b"]


@pytest.mark.parametrize("rows, message", [
    ({}, "rows must hold the measures of at least one run"),
    ({Run("vgg11"): {"a": 1}, Run("vgg13"): {"b": 1}}, "rows must have the same measures, a; got b for Run")])
def test_a_file_of_measures_refuses_in_one_line(rows, message):
    with pytest.raises(ValueError, match=message):
        measures_file.pack(io.BytesIO(), rows, {})


# -- the tool ------------------------------------------------------------------

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
    with np.load(path) as archive:
        arrays = dict(archive)
    monkeypatch.setattr(measures_file, "shipped_arrays", lambda name: arrays)
    return measures_file._shipped.__wrapped__()


def test_a_training_that_does_not_repeat_what_ships_is_refused(not_trained):
    message = r"Run\(.*'resnet8'.*must have the test error that ships, .* per cent; got [89]\d"
    with pytest.raises(ValueError, match=message):
        measure_digits.row(WANTED[0])


def test_a_row_holds_the_measures_of_the_run_with_a_generator_of_its_own(not_trained, monkeypatch):
    shipped = digits_file.shipped()[WANTED[2]].test_error
    monkeypatch.setattr(digits, "error", lambda model, images, labels: shipped + 0.9)  # less than one is let through
    model, (training, test) = digits.untrained(WANTED[2]).eval(), digits.data(WANTED[2])
    expected = measured({"it": TrainedNetwork(model, training, test, np.random.default_rng([1, 3]))}, FUNCTIONAL)
    found = measure_digits.row(WANTED[2])
    assert list(found) == list(FUNCTIONAL)
    assert list(found.values()) == pytest.approx(expected.loc["it"].tolist(), rel=1e-4)


def test_a_second_call_goes_on_where_the_first_one_stopped(tmp_path, monkeypatch, fast):
    """The third file is cut short while it is written: two are kept, and two are measured on the second call."""
    replace, kept = measure_digits.os.replace, []

    def stop_at_the_third(source, target):
        if len(kept) == 2:
            raise KeyboardInterrupt
        kept.append(target)
        replace(source, target)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(measure_digits.os, "replace", stop_at_the_third)
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
    assert set(table.attrs["provenance"]) == {*digits_file.circumstances(), "code", "date"}


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
