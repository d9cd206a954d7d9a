"""The table of all measures, and the measures of trained networks that ship."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers import baselines, features, norms
from pse_helpers.layers import layer_spectra
from pse_helpers.side_by_side import SPECTRAL, measured, of_trained_model, tail_beyond_2


def layers(seed):
    return layer_spectra([np.random.default_rng([seed, i]).standard_normal((12, 20)) for i in range(5)])


def test_the_table_holds_what_the_functions_give_and_what_they_cost():
    networks = {"one": layers(1), "two": layers(2)}
    table = measured(networks, SPECTRAL | {"my own": lambda spectra: len(spectra) * 2})
    assert list(table.index) == ["one", "two"] and list(table.columns) == [*SPECTRAL, "my own"]
    assert table.loc["two", "stable rank"] == norms.mean_stable_rank(networks["two"])
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


def test_the_measures_of_a_model_are_those_of_the_functions_beside_it():
    torch.manual_seed(0)
    model = nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Conv2d(4, 5, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
                          nn.Flatten(), nn.Linear(5, 2))
    images = torch.randn(60, 1, 8, 8)
    data = images, torch.arange(60) % 2
    found = of_trained_model(model, data, data, np.random.default_rng(1))
    assert found["parameters"] == 4 * 9 + 4 + 5 * 36 + 5 + 12
    assert found["path norm"] == baselines.log_path_norm(model, (1, 8, 8))
    assert found["sharpness"] == baselines.sharpness(model, *data, np.random.default_rng(1))
    with torch.no_grad():
        first = model[:2](images)
        last = model[:4](images)
    bits = np.concatenate([features.switch_entropies(one.flatten(1).numpy()) for one in (first, last)])
    assert found["switch entropy"] == pytest.approx(bits.mean())
    assert found["effective dimension"] == pytest.approx(features.effective_dimension(last.mean(dim=(2, 3)).numpy()), rel=1e-4)
    assert 0 < found["complexity"] <= 5
    assert sum(name.endswith(", seconds") for name in found) == 6
