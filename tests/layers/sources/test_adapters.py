"""Low-rank adapters: a pair counts as its product, in a file and in a module, alone or beside the weight."""

import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from pse_helpers.layers import layer_spectra

A, B = torch.randn(2, 6), torch.randn(8, 2)
PRODUCT = torch.linalg.svdvals((B @ A).double())**2


class Adapted(nn.Module):
    """As adapters wrap a linear layer."""

    def __init__(self):
        super().__init__()
        self.base_layer = nn.Linear(6, 8, bias=False)
        self.lora_A = nn.ModuleDict({"default": nn.Linear(6, 2, bias=False)})
        self.lora_B = nn.ModuleDict({"default": nn.Linear(2, 8, bias=False)})
        self.lora_A["default"].weight.data, self.lora_B["default"].weight.data = A.clone(), B.clone()


def checked(spectra, name):
    found = torch.from_numpy(spectra.values[spectra.names.index(name)].copy())
    torch.testing.assert_close(found, PRODUCT, rtol=1e-4, atol=1e-4)
    assert spectra.shapes[spectra.names.index(name)] == (8, 6) and spectra.coverage == 1
    assert dict(spectra.notes)[name].startswith("the product of lora_B and lora_A")


@pytest.mark.parametrize("names", [("q.lora_A.weight", "q.lora_B.weight"),
                                   ("q.lora_A.default.weight", "q.lora_B.default.weight")])
def test_a_pair_counts_as_its_product(tmp_path, names):
    state = dict(zip(names, (A, B)))
    save_file(state, tmp_path / "adapter_model.safetensors")
    for source in (state, dict(reversed(state.items())), tmp_path):
        spectra = layer_spectra(source)
        assert spectra.names == ("q.lora",)
        checked(spectra, "q.lora")


def test_a_module_and_its_state_dict_agree():
    model = nn.Sequential(Adapted(), Adapted())
    for source in (model, model.state_dict()):
        spectra = layer_spectra(source)
        assert spectra.names == ("0.base_layer.weight", "0.lora", "1.base_layer.weight", "1.lora")
        checked(spectra, "1.lora")


def test_a_half_alone_is_left_out_and_missed():
    state = {"a.weight": torch.ones(20, 30), "q.lora_A.weight": A}
    with pytest.warns(UserWarning, match="only 98.0 % of its weights"):
        spectra = layer_spectra(state)
    assert spectra.skipped == (("q.lora_A.weight", "half of a low-rank pair without the other"),)
    assert spectra.coverage == pytest.approx(600 / 612)
