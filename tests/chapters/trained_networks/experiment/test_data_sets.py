"""Photographs of clothes are read byte by byte and averaged over pixels; digits are those of the family."""

import gzip
import struct

import numpy as np
import pytest
import torch

from pse_helpers.chapters.trained_networks.experiment import data_sets
from pse_helpers.networks.digits import images_and_labels


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Files in the format of the MNIST files, with a few images."""
    rng = np.random.default_rng(0)
    for part, number in (("train", 5), ("t10k", 3)):
        images = rng.integers(256, size=(number, 28, 28), dtype=np.uint8)
        header = struct.pack(">4i", 2051, number, 28, 28)
        (tmp_path / f"{part}-images-idx3-ubyte.gz").write_bytes(gzip.compress(header + images.tobytes()))
        labels = np.arange(number, dtype=np.uint8)
        content = struct.pack(">2i", 2049, number) + labels.tobytes()
        (tmp_path / f"{part}-labels-idx1-ubyte.gz").write_bytes(gzip.compress(content))
        np.save(tmp_path / f"{part}.npy", images)
    monkeypatch.setattr(data_sets, "FASHION", tmp_path)
    data_sets._fashion.cache_clear()
    yield tmp_path
    data_sets._fashion.cache_clear()


def test_clothes(folder):
    (x, y), (x_test, y_test) = data_sets.data("fashion", 0.0, 0)
    assert x.shape == (5, 1, 8, 8) and x_test.shape == (3, 1, 8, 8)
    assert y.tolist() == [0, 1, 2, 3, 4] and y_test.tolist() == [0, 1, 2]
    raw = np.load(folder / "train.npy").astype(float)
    corner = raw[:, :4, :4].mean(axis=(1, 2))  # of 28 pixels, the first of 8 windows has four
    expected = corner - corner.mean()
    assert np.corrcoef(x[:, 0, 0, 0].numpy(), expected)[0, 1] == pytest.approx(1)
    assert x.mean().item() == pytest.approx(0, abs=1e-5) and x.std().item() == pytest.approx(1, rel=1e-5)


def test_digits():
    ours, familys = data_sets.data("digits", 0.5, 3), images_and_labels(8, 0.5, 3)
    assert all(torch.equal(a, b) for one, other in zip(ours, familys) for a, b in zip(one, other))
