"""State dicts as they are and in files: wrappers, parts of computed weights, and files that hold none."""

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.files import read_state_dict, unwrap

OLD_NORMS = pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm`:FutureWarning")


# -- state dicts ---------------------------------------------------------------

def test_wrappers_are_taken_off_together_or_not_at_all():
    assert unwrap({"epoch": 3, "state_dict": {"module.a": 1, "module.b": 2}}) == {"a": 1, "b": 2}
    assert unwrap({"module.a": 1, "b": 2}) == {"module.a": 1, "b": 2}
    assert unwrap({"state_dict": 1}) == {"state_dict": 1} and unwrap({}) == {}


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


@pytest.mark.parametrize("path, error, message", [
    ("resnet20.pt", FileNotFoundError, "source: no file at 'resnet20.pt'; expected a torch module"),
    ("resnet20", ValueError,
     "source: 'resnet20' does not end in .safetensors, .pt, .pth, .th; expected a torch module"),
    ("weights.npy", ValueError, "source: 'weights.npy' does not end in"),
    ("", ValueError, "does not end in"),
])
def test_wrong_paths(path, error, message):
    with pytest.raises(error, match=message):
        layer_spectra(path)
