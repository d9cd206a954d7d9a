"""Masks and tables of positions by their content, beside weights that look a little like them."""

import numpy as np
import pytest

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.contents import no_weight


def sinusoids(positions=64, dimension=16, halves=False):
    """The table of Vaswani et al. (2017), section 3.5, sines and cosines in turn or in two halves."""
    angles = np.arange(positions)[:, None] / 10_000**(np.arange(0, dimension, 2) / dimension)
    parts = np.sin(angles), np.cos(angles)
    return np.concatenate(parts, axis=1) if halves else np.stack(parts, axis=-1).reshape(positions, dimension)


@pytest.mark.parametrize("table", [
    sinusoids(), sinusoids(halves=True), sinusoids()[None], sinusoids(32, 6)[None, None],
    np.cos(np.outer(np.arange(9), [1, 0.3])), sinusoids().astype(np.float16), sinusoids().astype(np.float32)])
def test_a_table_of_positions_is_none(table):
    assert no_weight(table).startswith("a table of positions")


@pytest.mark.parametrize("mask", [
    np.tril(np.ones((8, 8))), np.triu(np.full((8, 8), -np.inf), 1), np.triu(np.full((5, 5), -1e4), 1),
    np.tril(np.ones((1, 1, 6, 6))), np.tril(np.ones((6, 6)), -1)])
def test_a_mask_is_no_weight(mask):
    assert no_weight(mask).startswith("a mask")


@pytest.mark.parametrize("weight", [
    np.random.default_rng(0).standard_normal((64, 16)), np.random.default_rng(0).uniform(-1, 1, (64, 16)),
    np.eye(8), np.ones((8, 8)), np.zeros((8, 8)), np.linspace(-1, 1, 64).reshape(16, 4), np.full((9, 4), 0.3),
    np.tril(np.random.default_rng(1).standard_normal((8, 8))), np.outer(np.linspace(-1, 1, 20), np.ones(5)),
    np.linalg.qr(np.random.default_rng(2).standard_normal((64, 16)))[0]])
def test_weights_are_weights(weight):
    assert no_weight(weight) is None


def test_they_are_left_out_of_a_state_dict_and_miss_nothing():
    rng = np.random.default_rng(1)
    state = {"pe": sinusoids(), "mask": np.triu(np.full((8, 8), -np.inf), 1), "seen": np.ones((3, 3), bool),
             "index": np.arange(12).reshape(3, 4), "weight": rng.standard_normal((6, 5))}
    spectra = layer_spectra(state)
    assert spectra.names == ("weight",) and spectra.coverage == 1
    assert dict(spectra.skipped) == {
        "pe": "a table of positions: its columns are sine waves", "mask": "a mask: one value, in a triangle of zeros",
        "seen": "truth values (bool), no weight", "index": "whole numbers (int64), no weight"}
