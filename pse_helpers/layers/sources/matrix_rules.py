"""The rules: for every kind of torch layer, what its layer matrices are.

`RULES` drives the reader of modules and is the table of :func:`layer_rules`.
Layers go by their names in torch.nn, so that torch is not imported here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


def as_stored(module, name, weight):
    return {name: weight}


def output_first(module, name, weight):
    """A transposed convolution is stored (in, out / groups, kernel), the blocks of its groups below each other."""
    blocks = weight.unflatten(0, (module.groups, -1))
    return {name: blocks.transpose(1, 2).flatten(0, 1)}


def split_projection(module, name, weight):
    return thirds(name, weight) if name.endswith("in_proj_weight") else {name: weight}


def thirds(name, weight):
    """The three projections that attention stores in one array."""
    rows = len(weight) // 3
    return {f"{name}[{part}]": weight[i * rows:(i + 1) * rows] for i, part in enumerate(("query", "key", "value"))}


def stacked(name, weight):
    """A stack of matrices, one for each expert."""
    return {f"{name}[{index}]": matrix for index, matrix in enumerate(weight)}


def stacks(module, name, weight):
    return stacked(name, weight)


def the_weight(module):
    return ["weight"]


def own_stacks(module):
    """The parameters of a layer of unknown kind that can be nothing but stacks of matrices."""
    return [name for name, one in module.named_parameters(recurse=False) if one.ndim == 3 and len(one) > 1]


def recurrent_weights(module):
    """Layer by layer, forwards then backwards, in the order in which torch stores them."""
    parts = ["weight_ih", "weight_hh"] + ["weight_hr"] * (module.proj_size > 0)
    directions = ["", "_reverse"] if module.bidirectional else [""]
    return [f"{part}_l{layer}{way}" for layer in range(module.num_layers) for way in directions for part in parts]


@dataclass(frozen=True)
class Rule:
    """What the matrices of some kinds of layer are.

    `weights` names a module's weights, `matrices` makes {name: array} of one of them. `reasons` says
    why other parameters are none; `within` names children that run with the module without being called.
    """

    layers: tuple
    matrix: str
    note: str
    weights: Callable = the_weight
    matrices: Callable = as_stored
    reasons: Mapping = field(default_factory=dict)
    within: tuple = ()


def _nothing(module):
    return []


BIASES = {"bias_k": "a bias", "bias_v": "a bias"}

# The first rule that fits holds, subclasses included. The shapes are formulas: the tests evaluate them.
RULES = (
    Rule(("Linear",), "(out, in)", "as stored"),
    Rule(("Conv1d", "Conv2d", "Conv3d"), "(out, in / groups * kernel)",
         "as stored; kernel is its number of positions; the groups of a grouped or depthwise convolution "
         "stand below each other, without the zeros between them"),
    Rule(("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"), "(out, in / groups * kernel)",
         "stored (in, out / groups, kernel): the output is brought first, group by group",
         matrices=output_first),
    Rule(("Bilinear",), "(out, in1 * in2)", "as stored"),
    Rule(("Embedding", "EmbeddingBag"), "(vocabulary, dimension)",
         "as stored, the transpose of a linear layer on one-hot words; the singular values are the same either way"),
    Rule(("MultiheadAttention",), "(dimension, dimension), (dimension, keys), (dimension, values)",
         "query, key, value: in_proj_weight is split in its three, all heads together; then out_proj, a linear "
         "layer, which runs with the attention; bias_k and bias_v are biases",
         weights=lambda module: ["in_proj_weight", "q_proj_weight", "k_proj_weight", "v_proj_weight"],
         matrices=split_projection, reasons=BIASES, within=("out_proj",)),
    Rule(("RNN", "LSTM", "GRU"), "(gates * hidden, in), (gates * hidden, out)",
         "input and recurrent matrix of every layer and direction, their gates (1, 4, 3) joined as stored, so that "
         "a module and its state dict agree; out is hidden, or proj_size, which adds weight_hr (out, hidden)",
         weights=recurrent_weights),
    Rule(("RNNCell", "LSTMCell", "GRUCell"), "(gates * hidden, in), (gates * hidden, hidden)",
         "input and recurrent matrix, their gates (1, 4, 3) joined as stored",
         weights=lambda module: ["weight_ih", "weight_hh"]),
    Rule(("LayerNorm", "RMSNorm"), "none", "left out: a scale for every entry is no matrix, whatever its shape",
         weights=_nothing,
         reasons={"weight": "the scale of a normalisation", "bias": "the shift of a normalisation"}),
    Rule(("transformers.pytorch_utils.Conv1D",), "(in, out)", "as stored, the transpose of a linear layer"),
    Rule(("Module",), "(out, in) for each expert of a mixture, else none",
         "any other layer: a parameter of three dimensions is a stack of matrices, one for each expert; other "
         "parameters with two or more dimensions are left out, unless `rules` of layer_spectra names them",
         weights=own_stacks, matrices=stacks),
)


def rule_of(module):
    """The first rule that fits a module; the last fits every one."""
    return next(rule for rule in RULES if any(_is_a(module, name) for name in rule.layers))


def _is_a(module, name):
    """Whether a module is of a kind of torch.nn, or of another library's, which need not be there."""
    from torch import nn
    if hasattr(nn, name):
        return isinstance(module, getattr(nn, name))
    return name in (f"{kind.__module__}.{kind.__qualname__}" for kind in type(module).__mro__)


def layer_rules():
    """What the layer matrices of every kind of torch layer are.

    Returns
    -------
    pandas.DataFrame
        A row per rule, the first that fits a layer holds. Columns: layer, the names
        in torch.nn or in full, subclasses included, or any other; matrix, the shapes
        (out, rest) of its matrices, or none; note, how they come from the stored weights.

    Notes
    -----
    These are the rules by which :func:`layer_spectra` reads a module. Low-rank adapters stand beside them:
    a pair `lora_A` (rank, in), `lora_B` (out, rank) counts as its product (out, in).

    Examples
    --------
    >>> from pse_helpers.layers import layer_rules
    >>> layer_rules().set_index("layer").matrix["Conv1d, Conv2d, Conv3d"]
    '(out, in / groups * kernel)'
    """
    import pandas as pd
    named, any_other = RULES[:-1], RULES[-1]
    rows = [(", ".join(rule.layers), rule.matrix, rule.note) for rule in named]
    rows.append(("any other", any_other.matrix, any_other.note))
    return pd.DataFrame(rows, columns=["layer", "matrix", "note"])
