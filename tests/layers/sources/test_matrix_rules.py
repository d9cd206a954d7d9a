"""The table of rules: every formula in it against a layer of its kind, subclasses included."""

import re
import subprocess
import sys

import pytest
import torch
from torch import nn

from pse_helpers.layers import layer_rules, layer_spectra


class Experts(nn.Module):
    """A layer that torch does not know: three matrices in one parameter, and a parameter that no rule names."""

    def __init__(self):
        super().__init__()
        self.weight, self.gate_up = nn.Parameter(torch.ones(1, 3)), nn.Parameter(torch.ones(3, 20, 40))


# As another library calls its linear layer with a transposed weight, without that library.
Conv1D = type("Conv1D", (nn.Module,), {"__module__": "transformers.pytorch_utils"})


def transposed_linear():
    layer = Conv1D()
    layer.weight = nn.Parameter(torch.ones(4, 6))
    return layer


CONVOLUTION = {"out": 6, "in": 4, "groups": 2}
RECURRENT = {"in": 3, "hidden": 5, "out": 5}
BUILT = {  # a layer of each kind, with the extents that its formula speaks of
    "Linear": (lambda: nn.Linear(4, 6), {"out": 6, "in": 4}),
    "Conv1d": (lambda: nn.Conv1d(4, 6, 3, groups=2), CONVOLUTION | {"kernel": 3}),
    "Conv2d": (lambda: nn.Conv2d(4, 6, (3, 2), groups=2), CONVOLUTION | {"kernel": 6}),
    "Conv3d": (lambda: nn.Conv3d(4, 6, (3, 2, 1), groups=2), CONVOLUTION | {"kernel": 6}),
    "ConvTranspose1d": (lambda: nn.ConvTranspose1d(4, 6, 3, groups=2), CONVOLUTION | {"kernel": 3}),
    "ConvTranspose2d": (lambda: nn.ConvTranspose2d(4, 6, (3, 2), groups=2), CONVOLUTION | {"kernel": 6}),
    "ConvTranspose3d": (lambda: nn.ConvTranspose3d(4, 6, (3, 2, 1), groups=2), CONVOLUTION | {"kernel": 6}),
    "Bilinear": (lambda: nn.Bilinear(3, 4, 5), {"out": 5, "in1": 3, "in2": 4}),
    "Embedding": (lambda: nn.Embedding(9, 4), {"vocabulary": 9, "dimension": 4}),
    "EmbeddingBag": (lambda: nn.EmbeddingBag(9, 4), {"vocabulary": 9, "dimension": 4}),
    "MultiheadAttention": (lambda: nn.MultiheadAttention(4, 2, kdim=3, vdim=5, add_bias_kv=True),
                           {"dimension": 4, "keys": 3, "values": 5}),
    "RNN": (lambda: nn.RNN(3, 5), RECURRENT | {"gates": 1}),
    "LSTM": (lambda: nn.LSTM(3, 5), RECURRENT | {"gates": 4}),
    "GRU": (lambda: nn.GRU(3, 5), RECURRENT | {"gates": 3}),
    "RNNCell": (lambda: nn.RNNCell(3, 5), RECURRENT | {"gates": 1}),
    "LSTMCell": (lambda: nn.LSTMCell(3, 5), RECURRENT | {"gates": 4}),
    "GRUCell": (lambda: nn.GRUCell(3, 5), RECURRENT | {"gates": 3}),
    "LayerNorm": (lambda: nn.LayerNorm((2, 3)), {}),
    "RMSNorm": (lambda: nn.RMSNorm((2, 3)), {}),
    "transformers.pytorch_utils.Conv1D": (transposed_linear, {"out": 6, "in": 4}),
    "any other": (Experts, {"out": 20, "in": 40, "experts": 3}),
}
TABLE = [(kind, row.matrix) for row in layer_rules().itertuples() for kind in row.layer.split(", ")]


def promised(formula, extents):
    """The shapes that a formula of the table stands for: "(out, in * 2)" -> [(6, 8)]."""
    numbers = re.sub(r"[a-z]\w*", lambda word: str(extents[word[0]]), formula) if formula != "none" else ""
    return [tuple(int(eval(extent)) for extent in pair.split(",")) for pair in re.findall(r"\((.+?)\)", numbers)]


def test_the_table_has_a_row_for_every_rule():
    table = layer_rules()
    assert list(table.columns) == ["layer", "matrix", "note"]
    assert [kind for kind, _ in TABLE] == list(BUILT)
    assert all(table.note.str.len() > 0) and table.layer.is_unique


@pytest.mark.parametrize("kind, formula", TABLE)
def test_every_row_of_the_table_holds(kind, formula):
    build, extents = BUILT[kind]
    layer, companion = build(), nn.Linear(2, 2)
    spectra = layer_spectra(nn.ModuleDict({"layer": layer, "companion": companion}))
    own = {"out_proj.weight"}  # attention's last part is a linear layer, with its own row
    found = [shape for name, shape in zip(spectra.names, spectra.shapes)
             if name.startswith("layer.") and name.removeprefix("layer.") not in own]
    assert found == promised(formula.partition(" for each expert")[0], extents) * extents.get("experts", 1)
    if formula == "none":
        assert [name for name, _ in spectra.skipped] == [
            f"layer.{name}" for name, parameter in layer.named_parameters() if parameter.ndim >= 2]


@pytest.mark.parametrize("kind", BUILT)
def test_a_subclass_follows_the_rule_of_its_kind(kind):
    layer = BUILT[kind][0]()
    expected = layer_spectra(nn.ModuleList([layer, nn.Linear(2, 2)]))
    layer.__class__ = type("Mine", (type(layer),), {})
    assert layer_spectra(nn.ModuleList([layer, nn.Linear(2, 2)])).names == expected.names


def test_the_table_costs_no_import():
    code = "import sys, pse_helpers.layers; assert not {'torch', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
