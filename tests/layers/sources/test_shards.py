"""A model in several files: read as one, and everything that can be wrong with its parts said."""

import json

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import layer_spectra

NET = nn.Sequential(*(nn.Linear(n, n + 1) for n in range(3, 15)))
PARTS = [slice(0, 10), slice(10, 16), slice(16, None)]


def shards(folder, save=save_file, suffix="safetensors", index=True):
    """The state dict of NET in three files."""
    items, place = list(NET.state_dict().items()), {}
    for number, part in enumerate(PARTS, 1):
        name = f"model-{number:05d}-of-00003.{suffix}"
        save(dict(items[part]), folder / name)
        place |= {key: name for key, _ in items[part]}
    if index:
        (folder / f"model.{suffix}.index.json").write_text(json.dumps({"metadata": {}, "weight_map": place}))
    return folder


@pytest.mark.parametrize("save, suffix, order", [(save_file, "safetensors", "names"), (torch.save, "bin", "file")])
@pytest.mark.parametrize("index", [True, False])
def test_a_folder_is_the_model(tmp_path, save, suffix, order, index):
    folder = shards(tmp_path, save, suffix, index)
    expected = layer_spectra(NET)
    for source in [folder, str(folder)] + [folder / f"model.{suffix}.index.json"] * index:
        spectra = layer_spectra(source)
        assert spectra.names == expected.names and spectra.order == order and spectra.coverage == 1
        assert all((one == two).all() for one, two in zip(spectra.values, expected.values))


def test_a_folder_with_one_file(tmp_path):
    save_file(NET.state_dict(), tmp_path / "model.safetensors")
    (tmp_path / "config.json").write_text("{}")
    assert layer_spectra(tmp_path).names == layer_spectra(NET).names


def test_a_lone_shard(tmp_path):
    path = shards(tmp_path) / "model-00002-of-00003.safetensors"
    with pytest.raises(ValueError, match="00002-of-00003.safetensors' is one of 3 shards; give the folder, or the ind"):
        layer_spectra(path)


@pytest.mark.parametrize("index", [True, False])
def test_a_missing_shard(tmp_path, index):
    (shards(tmp_path, index=index) / "model-00002-of-00003.safetensors").unlink()
    with pytest.raises(FileNotFoundError, match="^source: model-00002-of-00003.safetensors is missing, "):
        layer_spectra(tmp_path)


def test_an_index_that_names_a_parameter_twice_or_one_that_is_not_there(tmp_path):
    index = shards(tmp_path) / "model.safetensors.index.json"
    place = json.loads(index.read_text())["weight_map"]
    text = json.dumps({"weight_map": place})
    index.write_text(text.replace('"0.bias"', '"0.weight"', 1))
    with pytest.raises(ValueError, match="^source: the index names 0.weight twice$"):
        layer_spectra(tmp_path)
    index.write_text(text.replace('"0.bias"', '"0.shift"', 1))
    with pytest.raises(ValueError, match="^source: model-00001-of-00003.safetensors does not hold 0.shift, as model"):
        layer_spectra(tmp_path)
    index.write_text("[1, 2")
    with pytest.raises(ValueError, match="index.json' is no index of shards: expected a weight_map of names and files"):
        layer_spectra(tmp_path)


def test_a_parameter_in_two_shards(tmp_path):
    shards(tmp_path, index=False)
    save_file(dict(list(NET.state_dict().items())[9:16]), tmp_path / "model-00002-of-00003.safetensors")
    with pytest.raises(ValueError, match="^source: 4.bias is in two shards, the second is model-00002-of-00003"):
        layer_spectra(tmp_path)


def test_a_folder_that_is_no_single_model(tmp_path):
    with pytest.raises(ValueError, match="must hold one model; got no file of weights"):
        layer_spectra(tmp_path)
    for name in ("a.safetensors", "b.safetensors"):
        save_file(NET.state_dict(), tmp_path / name)
    with pytest.raises(ValueError, match="must hold one model; got a.safetensors, b.safetensors"):
        layer_spectra(tmp_path)
