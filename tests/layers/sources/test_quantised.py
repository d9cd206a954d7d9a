"""Quantised weights: 8-bit floats times their scales are the matrix they stand for; whole numbers are refused."""

import pytest
import torch
from safetensors.torch import save_file

from pse_helpers.layers import layer_spectra

CODES = torch.randn(200, 300, generator=torch.Generator().manual_seed(1)).to(torch.float8_e4m3fn)


def spectrum(matrix):
    return torch.linalg.svdvals(matrix.double())**2


@pytest.mark.parametrize("name, scale, expected", [
    ("w.weight_scale", torch.tensor(0.5), CODES.float() * 0.5),
    ("w.weight_scale_inv", torch.tensor([3.0]), CODES.float() * 3),
    ("w.scale_weight", torch.tensor([[2.0]]), CODES.float() * 2),
    ("w.weight_scale", torch.linspace(1, 2, 200), CODES.float() * torch.linspace(1, 2, 200)[:, None]),
    ("w.weight_scale", torch.linspace(1, 2, 200)[:, None], CODES.float() * torch.linspace(1, 2, 200)[:, None]),
    # blocks of 128 x 128, the last ones cut off by the edge
    ("w.weight_scale_inv", torch.tensor([[1.0, 2, 3], [4, 5, 6]]), CODES.float() * torch.tensor(
        [[1.0, 2, 3], [4, 5, 6]]).repeat_interleave(128, 0)[:200].repeat_interleave(128, 1)[:, :300]),
    # blocks of 50 x 60
    ("w.weight_scale", torch.arange(1.0, 21).reshape(4, 5), CODES.float() * torch.arange(1.0, 21).reshape(
        4, 5).repeat_interleave(50, 0).repeat_interleave(60, 1))])
def test_scaled_floats_are_multiplied_and_their_scales_are_no_layers(tmp_path, name, scale, expected):
    state = {"w.weight": CODES, name: scale}
    save_file(state, tmp_path / "model.safetensors")
    for source in (state, tmp_path / "model.safetensors"):
        spectra = layer_spectra(source)
        assert spectra.names == ("w.weight",) and spectra.coverage == 1
        torch.testing.assert_close(torch.from_numpy(spectra.values[0].copy()), spectrum(expected), rtol=1e-5, atol=1e-3)


def test_8_bits_without_a_scale_are_the_numbers_that_they_are():
    found = layer_spectra({"w.weight": CODES}).values[0]
    torch.testing.assert_close(torch.from_numpy(found.copy()), spectrum(CODES.float()), rtol=1e-5, atol=1e-3)


@pytest.mark.parametrize("partners, message", [
    ({"w.weight_scale": torch.ones(7, 9)}, "source: w.weight of shape .200, 300. has scales of shape .7, 9., which"),
    ({"w.weight_scale": torch.ones(1, 1, 2)}, "has scales of shape"),
    ({"w.weight_unheard_of": torch.ones(1)}, "w.weight has entries of 8 bits, and what w.weight_unheard_of makes of"),
])
def test_scales_that_are_not_understood_are_refused(partners, message):
    with pytest.raises(TypeError, match=message) as error:
        layer_spectra({"w.weight": CODES, **partners})
    assert "\n" not in str(error.value)


WHOLE = torch.ones(8, 4, dtype=torch.uint8)


@pytest.mark.parametrize("state", [
    {"a.qweight": WHOLE.int(), "a.qzeros": WHOLE.int(), "a.scales": torch.ones(2, 4)},                # GPTQ, AWQ
    {"a.weight": WHOLE, "a.weight.absmax": torch.ones(2), "a.weight.quant_map": torch.ones(16)},      # 4 bits
    {"a.weight": WHOLE.to(torch.int8), "a.SCB": torch.ones(8)},                                       # 8 bits
    {"a.weight_packed": WHOLE.int(), "a.weight_scale": torch.ones(8, 1)},
    {"a.gate_up_proj_blocks": WHOLE, "a.gate_up_proj_scales": WHOLE},                                 # MXFP4
    {"a.weight": WHOLE.to(torch.int8), "a.weight_scale": torch.ones(8, 1)}])
def test_whole_numbers_with_scales_are_refused_as_what_they_are(state):
    with pytest.raises(TypeError, match=r"^source: a\.\w+ is quantised; give the float model that it was made from$"):
        layer_spectra({**state, "b.weight": torch.randn(4, 4)})


def test_whole_numbers_alone_are_left_out():
    spectra = layer_spectra({"table": WHOLE, "b.weight": torch.randn(4, 4)})
    assert spectra.skipped == (("table", "whole numbers (uint8), no weight"),)
