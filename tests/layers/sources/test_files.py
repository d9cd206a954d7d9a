"""Files by their suffix, and parts of computed weights in them: what is read, and what to do with the others."""

import os
import zipfile

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.files import read_state_dict

OLD_NORMS = pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm`:FutureWarning")


# -- state dicts ---------------------------------------------------------------

@pytest.mark.parametrize("rows", [7, 8])
def test_an_in_proj_weight_that_is_no_three_matrices_counts_as_it_stands(rows):
    assert layer_spectra({"a.in_proj_weight": np.ones((rows, 4))}).names == ("a.in_proj_weight",)


@OLD_NORMS
def test_a_state_dict_with_parts_of_a_weight_wants_the_module(wrap):
    state = nn.Sequential(nn.Linear(3, 4), wrap(nn.Linear(4, 5))).state_dict()
    with pytest.raises(ValueError, match=r"^source: 1\..* is only a part of a weight; give the module, or remove"):
        layer_spectra(state)


@OLD_NORMS
def test_weight_norm_over_the_whole_weight_is_recognised_too():
    with pytest.raises(ValueError, match="^source: weight_g is only a part of a weight"):
        layer_spectra(nn.utils.weight_norm(nn.Linear(4, 5), dim=None).state_dict())


def test_names_alone_make_no_parts():
    """A gate and a value, a weight beside its own origin: matrices in their own right."""
    state = {"proj_g": np.ones((4, 3)), "proj_v": np.ones((4, 3)), "head_orig": np.ones((4, 3)),
             "w": np.ones((4, 3)), "w_g": np.ones((4, 1)), "w_v": np.ones((4, 3)), "bias_g": np.ones(4)}
    assert len(layer_spectra(state)) == 6


# -- files ---------------------------------------------------------------------

def network():
    return nn.Sequential(nn.Conv2d(3, 8, 3), nn.Linear(10, 12))


@pytest.mark.parametrize("name", ["plain.pt", "plain.pth", "plain.th", "plain.safetensors"])
def test_a_file_holds_what_was_saved(tmp_path, name):
    state = network().state_dict()
    (save_file if name.endswith(".safetensors") else torch.save)(state, tmp_path / name)
    found = read_state_dict(tmp_path / name)
    assert set(found) == set(state) and all(torch.equal(found[key], value) for key, value in state.items())


def bad_files(folder):
    torch.save(network(), folder / "model.pt")
    torch.save([1, 2, 3], folder / "list.pt")
    torch.save(network().state_dict(), folder / "whole.pt")
    save_file(network().state_dict(), folder / "whole.safetensors")
    for name in ("whole.pt", "whole.safetensors"):
        content = (folder / name).read_bytes()
        (folder / f"cut.{name.rpartition('.')[2]}").write_bytes(content[:len(content) // 2])
    (folder / "text.pt").write_text("not weights at all")
    return folder


@pytest.mark.parametrize("name", ["model.pt", "list.pt", "cut.pt", "cut.safetensors", "text.pt"])
def test_files_that_are_not_whole_weights(tmp_path, name):
    with pytest.raises(ValueError, match=f"^source: .*{name}.* (is damaged, or holds more than weights|holds a list)"):
        layer_spectra(bad_files(tmp_path) / name)


@pytest.mark.parametrize("in_a_zip", [True, False])
def test_a_torch_file_cut_anywhere_is_damaged(tmp_path, in_a_zip):
    """torch fails in several ways, by where a file ends; one of them is an OSError."""
    torch.save(nn.Linear(200, 300).state_dict(), tmp_path / "whole.pt", _use_new_zipfile_serialization=in_a_zip)
    content = (tmp_path / "whole.pt").read_bytes()
    for length in range(0, len(content), 4000):
        (tmp_path / "cut.pt").write_bytes(content[:length])
        with pytest.raises(ValueError, match="cut.pt' is damaged, or holds more than weights"):
            read_state_dict(tmp_path / "cut.pt")


def test_a_file_that_cannot_be_opened_is_not_called_damaged(tmp_path, monkeypatch):
    (tmp_path / "folder.pt").mkdir()
    with pytest.raises(IsADirectoryError if os.name == "posix" else PermissionError):
        read_state_dict(tmp_path / "folder.pt")
    torch.save(network().state_dict(), tmp_path / "locked.pt")

    def refused(*_, **__):
        raise PermissionError(13, "Permission denied")
    monkeypatch.setattr("builtins.open", refused)
    with pytest.raises(PermissionError, match="Permission denied"):
        read_state_dict(tmp_path / "locked.pt")


@pytest.mark.parametrize("path, error, message", [
    ("resnet20.pt", FileNotFoundError, "^source: no file or folder at 'resnet20.pt'; expected a torch module"),
    ("resnet20", FileNotFoundError, "^source: no file or folder at 'resnet20'; expected a torch module"),
])
def test_wrong_paths(path, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(path)


@pytest.mark.parametrize("name, content, message", [
    ("weights.npy", b"anything", "does not end in .safetensors, .pt, .pth, .th, .ckpt, .bin, .npz; expected a torch"),
    ("model.gguf", b"GGUF and more", "is a file of GGUF, mostly quantised; give the float model"),
    ("renamed.bin", b"GGUF and more", "is a file of GGUF, mostly quantised; give the float model"),
    ("model.onnx", b"onnx", "is a file of ONNX; give the torch model, or its initialisers"),
    ("model.h5", b"\x89HDF....", "is a file of HDF5; read it with h5py or Keras"),
    ("model.tflite", b"TFL3", "is a file of TensorFlow Lite; give the model that it was made from"),
    ("cut.npz", b"PK not a zip", "is damaged, or holds more than weights"),
])
def test_files_that_are_read_elsewhere_are_named(tmp_path, name, content, message):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(ValueError, match=f"^source: .*{name}' {message}") as error:
        layer_spectra(tmp_path / name)
    assert "\n" not in str(error.value)


def test_an_archive_of_torchscript_is_named_as_one(tmp_path):
    with zipfile.ZipFile(tmp_path / "model.pt", "w") as archive:  # as torch.jit.save lays it out
        archive.writestr("model/code/__torch__.py", "class Net(Module):")
        archive.writestr("model/constants.pkl", "")
    with pytest.raises(ValueError, match="model.pt' is an archive of TorchScript; load it with torch.jit.load and"):
        layer_spectra(tmp_path / "model.pt")


def test_numpy_archives_keep_their_order(tmp_path):
    rng = np.random.default_rng(1)
    arrays = {"10": rng.standard_normal((4, 6)), "2": rng.standard_normal((3, 4)), "names": np.array(["a", "b"])}
    np.savez(tmp_path / "weights.npz", **arrays)
    spectra = layer_spectra(tmp_path / "weights.npz")
    assert spectra.names == ("10", "2") and spectra.order == "file"
    np.savez(tmp_path / "objects.npz", net=np.array([{"a": 1}], dtype=object))
    with pytest.raises(ValueError, match="objects.npz' is damaged, or holds more than weights"):
        layer_spectra(tmp_path / "objects.npz")
