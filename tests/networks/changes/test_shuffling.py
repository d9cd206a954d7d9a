"""Shuffled layers keep what they promise, and no more."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.cascade import cpse
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.changes import shuffled, shuffling


@pytest.mark.filterwarnings("ignore::pse_helpers.layers.decomposition.PartlyRead")
def test_shuffling_keeps_names_shapes_norms_and_what_is_left_out():
    model = nn.Sequential(nn.Conv2d(3, 5, 3), nn.Bilinear(4, 6, 2), nn.ConvTranspose2d(3, 7, 2, groups=1))
    model.register_parameter("table", nn.Parameter(torch.ones(4, 4)))
    before, after = layer_spectra(model), shuffled(model, np.random.default_rng(1))
    assert (after.names, after.shapes, after.skipped) == (before.names, before.shapes, before.skipped)
    assert len(after.skipped) > 0 and after.coverage == before.coverage < 1 and after.order == before.order
    for old, new in zip(before.values, after.values):
        assert new.sum() == pytest.approx(old.sum(), rel=1e-6)  # squared Frobenius norms
        assert not np.allclose(old, new, rtol=1e-3)


def test_shuffling_keeps_every_single_weight(monkeypatch):
    seen = []
    monkeypatch.setattr(shuffling, "spectra_of", lambda reading: seen.extend(item.array for item in reading.items))
    weights = [np.random.default_rng(seed).standard_normal((4, 3, 2)) for seed in range(3)]
    kept = [weight.copy() for weight in weights]
    shuffled(weights, np.random.default_rng(1))
    for new, old, before in zip(seen, weights, kept, strict=True):
        assert np.array_equal(np.sort(new, axis=None), np.sort(old, axis=None)) and new.shape == old.shape
        assert np.array_equal(old, before) and not np.array_equal(new, old)
        assert not np.array_equal(np.sort(new.reshape(4, -1)), np.sort(old.reshape(4, -1)))  # across rows, too


def test_shuffling_destroys_a_rank_one_structure():
    """A shuffled matrix of independent entries behaves as a random one: its largest value is near the limit."""
    rng = np.random.default_rng(2)
    u, v = rng.standard_normal(60), rng.standard_normal(90)
    values = shuffled([np.outer(u, v)], rng).values[0] / (u @ u) / (v @ v)
    limit = (60**-0.5 + 90**-0.5)**2  # Marchenko and Pastur, for entries of variance 1 / (60 90)
    assert values[0] < 1.6 * limit < 0.2 and (values > 0.01 * limit).sum() > 40


@pytest.mark.false_alarm(2e-4, detects="a change of cPSE by its standard deviation")
def test_shuffling_random_layers_changes_nothing_in_law():
    """cPSE of Gaussian networks, before and after: four standard errors of the mean difference of 60 pairs."""
    differences = []
    for rng in np.random.default_rng(3).spawn(60):
        layers = [rng.standard_normal((16, 20)) for _ in range(8)]
        differences.append(cpse(shuffled(layers, rng)).value - cpse(layers).value)
    assert abs(np.mean(differences)) < 4 * np.std(differences, ddof=1) / np.sqrt(60)


def test_seeds_decide_how_to_shuffle():
    first, again, other = (shuffled([np.eye(9)], np.random.default_rng(seed)).values[0] for seed in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize("source, rng, message", [
    (layer_spectra([np.eye(3)]), np.random.default_rng(1), "source must have weights to shuffle; a LayerSpectra"),
    ([np.eye(3)], 1, "rng must be a numpy.random.Generator; got a int"),
    (3, np.random.default_rng(1), "source must be .*; got a int")])
def test_what_cannot_be_shuffled(source, rng, message):
    with pytest.raises(TypeError, match=message):
        shuffled(source, rng)
