"""Checkpoints: the one part that holds weights, a choice where there are several, and wrappers' prefixes."""

import numpy as np
import pytest
import torch
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.checkpoints import weights_part

NET = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6))
STATE = NET.state_dict()


def trained():
    """With an optimiser that has seen a step: its moments are matrices of the weights' shapes."""
    optimiser = torch.optim.Adam(NET.parameters())
    NET(torch.ones(1, 4)).sum().backward()
    optimiser.step()
    return optimiser.state_dict()


@pytest.mark.parametrize("part", ["model", "state_dict", "model_state", "model_state_dict", "net", "ema", "params"])
def test_the_one_part_that_holds_weights_is_read(tmp_path, part):
    torch.save({part: STATE, "optimizer": trained(), "optim_state": {"momentum": torch.ones(5, 4)}, "epoch": 3,
                "scheduler": {"last_epoch": 3, "best": 0.5}}, tmp_path / "last.ckpt")
    spectra = layer_spectra(tmp_path / "last.ckpt")
    assert spectra.names == ("0.weight", "1.weight") and spectra.coverage == 1
    assert spectra.notes == ((part, "the part of the checkpoint that was read"),)


def test_of_several_parts_the_reader_chooses():
    both = {"model": STATE, "model_ema": {name: 2 * value for name, value in STATE.items()}}
    with pytest.raises(ValueError, match="^source holds weights in 2 parts, model, model_ema; choose one with key=$"):
        layer_spectra(both)
    plain, doubled = (layer_spectra(both, key=key).values[0] for key in ("model", "model_ema"))
    assert doubled == pytest.approx(4 * plain, rel=1e-6)
    with pytest.raises(ValueError, match="^key must name a part of source that holds weights, one of model, model_ema"):
        layer_spectra(both, key="teacher")


def test_a_part_within_a_part():
    assert weights_part({"state": {"model": STATE, "step": 1}}) == (dict(STATE), "state.model")
    assert weights_part({"state": {"model": STATE}, "other": {"a": STATE}}, "other.a")[0] == dict(STATE)


@pytest.mark.parametrize("prefix", ["module.", "_orig_mod.", "model.", "model._orig_mod.", "module.model."])
def test_prefixes_of_wrappers_go_when_all_names_share_them(prefix):
    wrapped = {prefix + name: value for name, value in STATE.items()}
    assert weights_part(wrapped)[0].keys() == STATE.keys()
    kept = {**wrapped, "head.weight": torch.ones(2, 2)}
    assert weights_part(kept)[0].keys() == kept.keys()


def test_what_holds_nothing():
    with pytest.raises(ValueError, match="source has no layer matrix: epoch .not an array but a int."):
        layer_spectra({"epoch": 3})


@pytest.mark.parametrize("source, options, message", [
    (NET, {"key": "model"}, "key goes with a state dict, a file or a folder, but source is a Sequential"),
    ([torch.ones(2, 2)], {"order": ["a"]}, "order goes with a state dict, a file or a folder, but source is a list"),
    (STATE, {"example_input": torch.ones(1, 4)}, "example_input goes with a torch module, but source is a"),
    (STATE, {"rules": {nn.Linear: "weight"}}, "rules goes with a torch module, but source is a")])
def test_options_that_a_source_has_no_use_for(source, options, message):
    with pytest.raises(TypeError, match=message):
        layer_spectra(source, **options)


def test_names_that_differ_in_their_type_only_are_not_one_layer():
    with pytest.raises(ValueError, match="^source must name each parameter once; got the names 1 and '1'$"):
        weights_part({1: np.eye(2), "1": np.eye(3)})
