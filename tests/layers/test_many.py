"""The spectra of many networks are those of each."""

import numpy as np
import pytest

from pse_helpers.layers import layer_spectra, spectra_by_name


def test_each_is_what_it_would_be_alone_and_spectra_stay_what_they_are(tmp_path):
    layers = [np.random.default_rng(seed).standard_normal((5, 8)) for seed in range(3)]
    known = layer_spectra(layers[:1])
    np.savez(tmp_path / "weights.npz", a=layers[0], b=layers[1])
    sources = {"arrays": layers, "known": known, "file": tmp_path / "weights.npz"}
    found = spectra_by_name(sources)
    assert list(found) == list(sources) and found["known"] is known
    for name, source in sources.items():
        for values, expected in zip(found[name].values, layer_spectra(source).values, strict=True):
            assert np.array_equal(values, expected)


def test_no_network_is_no_spectrum():
    assert spectra_by_name({}) == {}


def test_networks_need_names():
    with pytest.raises(TypeError, match="sources must be a mapping of names to sources; got a list"):
        spectra_by_name([[np.eye(3)]])
