"""The table of all measures: what its columns hold, and what they cost by a clock of the test's own."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from pse_helpers import features
from pse_helpers.algebra import layer_algebra
from pse_helpers.layers import layer_spectra
from pse_helpers.measures import (
    FUNCTIONAL,
    SPECTRAL,
    STRUCTURAL,
    TrainedNetwork,
    law_distance,
    log_path_norm,
    log_spectral_norm,
    mean_stable_rank,
    measured,
    sharpness,
    table,
)


def layers(seed):
    return layer_spectra([np.random.default_rng([seed, i]).standard_normal((12, 20)) for i in range(5)])


def test_the_table_holds_what_the_functions_give():
    pair = {"one": layers(1), "two": layers(2)}
    found = measured(pair, SPECTRAL | {"my own": lambda spectra: len(spectra) * 2})
    assert list(found.index) == ["one", "two"] and list(found.columns) == [*SPECTRAL, "my own"]
    assert found.loc["two", "stable rank"] == mean_stable_rank(pair["two"])
    assert (found["my own"] == 10).all()
    assert list(found.attrs["seconds"].index) == list(found.columns)


def test_seconds_are_the_mean_time_of_each_measure(monkeypatch):
    clock = [100.0]

    def slow(seconds):
        clock[0] += seconds
        return seconds

    monkeypatch.setattr(table, "time", SimpleNamespace(perf_counter=lambda: clock[0]))
    measures = {"slow": slow, "free": lambda seconds: 0, "twice": lambda seconds: slow(2 * seconds)}
    found = measured({"one": 3.0, "two": 1.0}, measures)
    assert found.attrs["seconds"].to_dict() == {"slow": 2.0, "free": 0.0, "twice": 4.0}


@pytest.mark.parametrize("networks, measures, message", [
    ({}, SPECTRAL, "networks and measures must not be empty; got 0 and 7"),
    ({"one": layers(1)}, {}, "networks and measures must not be empty; got 1 and 0"),
    ({"one": layers(1)}, {"mine": lambda one: None}, "measures: 'mine' must give a finite number; got None for 'one'"),
    ({"one": layers(1)}, {"mine": lambda one: np.nan}, "measures: 'mine' must give a finite number; got nan for 'one'"),
])
def test_the_table_refuses_in_one_line(networks, measures, message):
    with pytest.raises(ValueError, match=message):
        measured(networks, measures)


def test_the_columns_of_weights_are_the_functions_and_do_not_depend_on_the_order_of_layers():
    rng = np.random.default_rng(3)
    one = [rng.standard_normal(shape) * scale
           for shape, scale in [((8, 27), 1), ((16, 72), 3), ((16, 16), 0.1), ((10, 64), 2)]]
    found = measured({"a": one, "b": one[::-1]}, SPECTRAL)
    for name, source in (("a", one), ("b", one[::-1])):
        row = found.loc[name]
        assert row["spectral norm"] == pytest.approx(log_spectral_norm(source))
        assert row["stable rank"] == pytest.approx(mean_stable_rank(source))
        assert row["distance to law"] == pytest.approx(law_distance(source))
    assert found["distance to law"]["a"] == pytest.approx(found["distance to law"]["b"])


@pytest.mark.fixed_seed("in half precision the start of a tail may be another one of two that fit alike")
def test_rounding_noise_moves_no_measure_of_weights():
    """Layers of rank 12 in three precisions, beside the same with zeros for the values that are not there."""
    rng = np.random.default_rng(5)
    products = [rng.standard_normal((64, 12)) @ rng.standard_normal((12, 100)) for _ in range(8)]
    exact = layer_spectra(products)
    zeros = tuple(np.append(values[:12], np.zeros(52)) for values in exact.values)
    networks = {precision: [product.astype(precision) for product in products] for precision in ("d", "f", "e")}
    found = measured({"zeros": replace(exact, values=zeros)} | networks, SPECTRAL)
    for name in SPECTRAL:
        for precision, tolerance in (("d", 1e-9), ("f", 1e-5), ("e", 3e-3)):
            assert found.loc[precision, name] == pytest.approx(found.loc["zeros", name], rel=tolerance), name


def test_the_measures_of_a_model_are_those_of_the_functions_beside_it(small_network):
    """Sharpness of the training images, everything else of the others."""
    model, images, data = small_network
    training = 2 * images[:30], 1 - data[1][:30]
    found = measured({"it": TrainedNetwork(model, training, data, np.random.default_rng(1))}, FUNCTIONAL).loc["it"]
    assert found["path norm"] == log_path_norm(model, (1, 8, 8))
    assert found["sharpness"] == sharpness(model, *training, np.random.default_rng(1))
    with torch.no_grad():
        first = model[:2](images)
        last = model[:4](images)
    bits = np.concatenate([features.switch_entropies(one.flatten(1).numpy()) for one in (first, last)])
    assert found["switch entropy"] == pytest.approx(bits.mean())
    dimension = features.effective_dimension(last.mean(dim=(2, 3)).numpy())
    assert found["effective dimension"] == pytest.approx(dimension, rel=1e-4)
    assert 0 < found["complexity"] <= 5


def test_the_measures_of_a_structure_by_hand(small_network):
    model, images, _ = small_network
    found = measured({"it": layer_algebra(model, (1, 1, 8, 8))}, STRUCTURAL).loc["it"]
    assert found["parameters"] == 4 * 9 + 4 + 5 * 36 + 5 + 12
    assert found["multiply-adds"] == 36 * 36 + 16 * 180 + 10
    assert found["layer complexity"] > 0
