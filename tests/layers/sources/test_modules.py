"""Torch modules of every kind: their matrices against what the layers compute, their order, what is left out."""

import copy

import numpy as np
import pytest
import torch
import torchvision
from torch import nn
from torch.nn.utils import parametrizations, parametrize
from torch.optim.swa_utils import AveragedModel

from pse_helpers.cascade import cpse
from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources import read_weights

PARTLY = pytest.mark.filterwarnings("ignore::pse_helpers.layers.decomposition.PartlyRead")
OLD_NORMS = pytest.mark.filterwarnings("ignore:`torch.nn.utils.weight_norm`:FutureWarning")


def numpy_of(tensor):
    return tensor.detach().numpy()


class Scores(nn.Module):
    """A layer of one's own, for which there is no rule."""

    def __init__(self):
        super().__init__()
        self.table = nn.Parameter(torch.ones(3, 4))


class Idle(nn.Module):
    """Never calls one of its two layers."""

    def __init__(self, layer):
        super().__init__()
        self.idle, self.used = layer, nn.Linear(4, 4)

    def forward(self, x):
        return self.used(x)


# -- what counts, and once -----------------------------------------------------

def test_subclasses_count_and_parametrised_weights_count_once():
    class Mine(nn.Linear):
        pass
    layer = nn.utils.parametrizations.weight_norm(nn.Linear(4, 5))
    spectra = layer_spectra(nn.Sequential(Mine(3, 4), layer))
    assert spectra.names == ("0.weight", "1.weight")
    np.testing.assert_allclose(spectra.values[1], np.linalg.svd(numpy_of(layer.weight), compute_uv=False)**2, rtol=1e-5)
    assert all("a part of 1.weight" in reason for _, reason in spectra.skipped)
    assert len(spectra.skipped) == 2


def test_tied_weights_count_once_and_are_listed():
    model = nn.Sequential(nn.Linear(4, 4), nn.Linear(4, 4), nn.Linear(4, 3))
    model[1].weight = model[0].weight
    for source in (model, model.state_dict()):
        spectra = layer_spectra(source)
        assert spectra.names == ("0.weight", "2.weight")
        assert spectra.skipped == (("1.weight", "tied to 0.weight, which is counted"),)


def test_a_module_used_twice_counts_once():
    shared = nn.Linear(4, 4)
    spectra = layer_spectra(nn.Sequential(shared, nn.ReLU(), shared, nn.Linear(4, 2)))
    assert spectra.names == ("0.weight", "3.weight")
    assert spectra.skipped == (("2.weight", "tied to 0.weight, which is counted"),)


def test_parameters_that_share_memory_are_tied():
    model = nn.Sequential(nn.Embedding(9, 4), nn.Linear(4, 9))
    model[1].weight = nn.Parameter(model[0].weight.detach())
    for source in (model, model.state_dict()):
        assert layer_spectra(source).skipped == (("1.weight", "tied to 0.weight, which is counted"),)


def test_many_computed_weights_are_all_counted():
    """Computed tensors come and go, so that neither identity nor place in memory tells them apart."""
    layers = [parametrizations.weight_norm(nn.Linear(6, 6)).half() for _ in range(30)]
    assert len(layer_spectra(nn.Sequential(*layers))) == 30


@PARTLY
def test_everything_left_out_is_listed_with_its_reason():
    model = nn.ModuleDict({"scores": Scores(), "out": nn.Linear(4, 5), "norm": nn.LayerNorm((2, 3))})
    spectra = layer_spectra(model)
    assert spectra.names == ("out.weight",)
    assert dict(spectra.skipped) == {"scores.table": "no rule for a parameter of Scores",
                                     "norm.weight": "the scale of a normalisation",
                                     "norm.bias": "the shift of a normalisation"}


def test_a_reader_adds_a_rule_in_one_line():
    model = nn.ModuleDict({"scores": Scores(), "out": nn.Linear(4, 5)})
    with pytest.warns(UserWarning, match=r"^source: only \d+.\d % of its weights were read; `skipped` says what was"):
        assert layer_spectra(model).coverage < 0.99
    for names in ("table", ["table"]):
        spectra = layer_spectra(model, rules={Scores: names})
        assert spectra.names == ("scores.table", "out.weight") and spectra.coverage == 1 and not spectra.skipped


def test_experts_in_one_parameter_are_as_many_matrices():
    class Experts(nn.Module):
        def __init__(self):
            super().__init__()
            self.gate, self.up = nn.Linear(6, 3), nn.Parameter(torch.randn(3, 5, 6))

    model = nn.ModuleDict({"experts": Experts()})
    for source in (model, model.state_dict()):
        spectra = layer_spectra(source)
        assert set(spectra.names) == {"experts.gate.weight", *(f"experts.up[{k}]" for k in range(3))}
        assert spectra.coverage == 1 and spectra.shapes.count((5, 6)) == 3
        found = spectra.values[spectra.names.index("experts.up[1]")]
        assert found == pytest.approx(torch.linalg.svdvals(model["experts"].up[1]).detach().numpy()**2, rel=1e-4)
    assert dict(layer_spectra(model.state_dict()).notes) == {
        "experts.up": "a stack of 3 matrices, since its name says experts"}


def test_wrapped_models_are_unwrapped():
    inner = nn.Sequential(nn.Linear(4, 5), nn.Linear(5, 6))
    compiled = nn.Module()  # as torch.compile keeps a model
    compiled._orig_mod = nn.DataParallel(inner)
    for model in (nn.DataParallel(inner), compiled, AveragedModel(inner)):
        assert layer_spectra(model).names == layer_spectra(inner).names


def test_an_example_input_of_keywords():
    class Pair(nn.Module):
        def __init__(self):
            super().__init__()
            self.second, self.first = nn.Linear(3, 2), nn.Linear(5, 3)

        def forward(self, ids, *, scale):
            return self.second(self.first(ids) * scale)

    spectra = layer_spectra(Pair(), {"ids": torch.zeros(1, 5), "scale": 2.0})
    assert spectra.names == ("first.weight", "second.weight") and spectra.order == "first call"


# -- the order of the first calls ----------------------------------------------

class Backwards(nn.Module):
    """Defines its layers in another order than it runs them, and never runs one of them."""

    def __init__(self):
        super().__init__()
        self.last, self.first, self.never = nn.Linear(3, 2), nn.Linear(5, 3), nn.Linear(9, 9)
        self.dropout = nn.Dropout()

    def forward(self, x):
        return self.last(self.dropout(self.first(x)))


@PARTLY
def test_execution_order():
    model = Backwards().train()
    assert layer_spectra(model).names == ("last.weight", "first.weight", "never.weight")
    spectra = layer_spectra(model, example_input=torch.zeros(1, 5))
    assert spectra.names == ("first.weight", "last.weight")
    assert spectra.skipped == (("never.weight", "never was not called on the example input"),)
    assert model.training and model.dropout.training
    assert not any(module._forward_pre_hooks for module in model.modules())


# -- weights without values ----------------------------------------------------

def test_a_layer_on_the_meta_device_wants_its_weights_first():
    with pytest.raises(ValueError, match="source: weight is on the meta device"):
        layer_spectra(nn.Linear(3, 3, device="meta"))


def test_lazy_layers_want_an_input_first():
    with pytest.raises(ValueError, match="source: 0.weight has no shape yet"):
        layer_spectra(nn.Sequential(nn.LazyLinear(3)))


# -- convolutions --------------------------------------------------------------

def impulse_matrix(layer):
    """The matrix of a transposed convolution from its answers to one pixel in one channel after the other."""
    channels, kernel = layer.in_channels // layer.groups, layer.kernel_size
    per_group = layer.out_channels // layer.groups
    matrix = np.zeros((layer.out_channels, channels, int(np.prod(kernel))))
    for i in range(layer.in_channels):
        pixel = torch.zeros(1, layer.in_channels, *[1] * len(kernel))
        pixel[0, i] = 1
        answer = numpy_of(layer(pixel))[0].reshape(layer.out_channels, -1)
        rows = slice(i // channels * per_group, (i // channels + 1) * per_group)
        matrix[rows, i % channels] = answer[rows]
        assert not np.delete(answer, rows, axis=0).any()  # the other groups are silent
    return matrix.reshape(layer.out_channels, -1)


@pytest.mark.parametrize("groups", [1, 2, 4])
@pytest.mark.parametrize("kind, kernel", [(nn.ConvTranspose1d, (3,)), (nn.ConvTranspose2d, (3, 2)),
                                          (nn.ConvTranspose3d, (2, 1, 3))])
def test_transposed_convolutions(kind, kernel, groups, matrices):
    layer = kind(4, 12, kernel, groups=groups, bias=False)
    np.testing.assert_allclose(matrices(layer)["weight"], impulse_matrix(layer), atol=1e-7)


def test_a_depthwise_convolution_is_one_filter_a_row(matrices):
    layer = nn.Conv2d(6, 6, 3, groups=6)
    np.testing.assert_array_equal(matrices(layer)["weight"], numpy_of(layer.weight).reshape(6, 9))


# -- bilinear layers, embeddings -----------------------------------------------

def test_a_bilinear_layer_acts_on_products(matrices):
    layer = nn.Bilinear(3, 4, 5, bias=False)
    x, y = torch.randn(3), torch.randn(4)
    np.testing.assert_allclose(matrices(layer)["weight"] @ np.outer(x, y).ravel(), numpy_of(layer(x, y)), atol=1e-6)


@pytest.mark.parametrize("kind", [nn.Embedding, nn.EmbeddingBag])
def test_embeddings_agree_with_a_linear_layer_on_one_hot_words(kind):
    words, linear = kind(9, 4), nn.Linear(9, 4, bias=False)
    linear.weight = nn.Parameter(words.weight.detach().T.clone())
    a, b = layer_spectra(words), layer_spectra(linear)
    assert a.shapes == ((9, 4),)
    np.testing.assert_allclose(a.values[0], b.values[0], rtol=1e-5)


# -- attention -----------------------------------------------------------------

QUERY_KEY_VALUE = ["in_proj_weight[query]", "in_proj_weight[key]", "in_proj_weight[value]"]


def by_hand(x, found, heads):
    """Self-attention without biases from three matrices and the last one, head by head."""
    query, key, value, last = found
    parts = []
    for head in np.split(np.arange(len(query)), heads):
        scores = x @ query[head].T @ (x @ key[head].T).T / np.sqrt(len(head))
        weights = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
        parts.append(weights @ (x @ value[head].T))
    return np.hstack(parts) @ last.T


def test_the_matrices_of_attention_are_what_it_computes_with(matrices):
    layer, x = nn.MultiheadAttention(6, 2, bias=False), torch.randn(4, 6)
    found = matrices(layer)
    assert list(found) == [*QUERY_KEY_VALUE, "out_proj.weight"]
    answer, _ = layer(x, x, x)
    np.testing.assert_allclose(by_hand(numpy_of(x), found.values(), 2), numpy_of(answer), atol=1e-5)


@pytest.mark.parametrize("options, names", [
    ({}, QUERY_KEY_VALUE),
    ({"kdim": 3}, ["q_proj_weight", "k_proj_weight", "v_proj_weight"])])
def test_attention_and_its_state_dict_agree(options, names):
    layer = nn.MultiheadAttention(6, 2, add_bias_kv=True, **options)
    for source in (layer, layer.state_dict()):
        spectra = layer_spectra(source)
        assert spectra.names == (*names, "out_proj.weight")
        assert spectra.skipped == (("bias_k", "a bias"), ("bias_v", "a bias"))
    inputs = torch.zeros(2, 6), torch.zeros(2, options.get("kdim", 6)), torch.zeros(2, 6)
    assert layer_spectra(layer, inputs).names == (*names, "out_proj.weight")


@PARTLY
def test_attention_that_is_not_called_is_listed_with_its_last_part():
    spectra = layer_spectra(Idle(nn.MultiheadAttention(4, 2)), torch.zeros(1, 4))
    assert spectra.names == ("used.weight",)
    assert spectra.skipped == (("idle.in_proj_weight", "idle was not called on the example input"),
                               ("idle.out_proj.weight", "idle.out_proj was not called on the example input"))


def encoder(**options):
    layer = nn.TransformerEncoderLayer(8, 2, dim_feedforward=16, batch_first=True, **options)
    return nn.TransformerEncoder(layer, num_layers=2)


@pytest.mark.parametrize("training", [True, False])
def test_a_transformer_encoder_runs_its_layers_one_by_one(training):
    model = encoder().train(training)
    parts = [f"self_attn.{name}" for name in QUERY_KEY_VALUE] + [
        "self_attn.out_proj.weight", "linear1.weight", "linear2.weight"]
    expected = tuple(f"layers.{i}.{part}" for i in (0, 1) for part in parts)
    ran = layer_spectra(model, torch.randn(1, 3, 8))
    for spectra in (layer_spectra(model), ran, layer_spectra(model.state_dict())):
        assert spectra.names == expected and spectra.skipped == ()
    assert model.training == training


@pytest.mark.parametrize("enabled", [True, False])
def test_the_path_that_calls_no_module_is_switched_off_for_an_example_input(enabled):
    """Whether hooks alone would do so depends on torch's version."""
    seen, model, fast = [], encoder(), torch.backends.mha
    model.layers[0].linear1.register_forward_hook(lambda *_: seen.append(fast.get_fastpath_enabled()))
    before = fast.get_fastpath_enabled()
    try:
        fast.set_fastpath_enabled(enabled)
        layer_spectra(model, torch.randn(1, 3, 8))
        assert seen == [False] and fast.get_fastpath_enabled() == enabled
    finally:
        fast.set_fastpath_enabled(before)


# -- recurrent layers ----------------------------------------------------------

@pytest.mark.parametrize("kind, gates", [(nn.RNN, 1), (nn.LSTM, 4), (nn.GRU, 3)])
def test_every_layer_and_direction_of_a_recurrent_network(kind, gates):
    layer = kind(3, 5, num_layers=2, bidirectional=True)
    spectra = layer_spectra(layer)
    assert spectra.shapes == ((5 * gates, 3), (5 * gates, 5)) * 2 + ((5 * gates, 10), (5 * gates, 5)) * 2
    assert spectra.names == tuple(name for name, parameter in layer.named_parameters() if parameter.ndim > 1)
    assert layer_spectra(layer.state_dict()).names == spectra.names


def test_the_projection_of_an_lstm():
    layer = nn.LSTM(3, 5, proj_size=2, bidirectional=True)
    spectra = layer_spectra(layer)
    assert spectra.names == tuple(name for name, parameter in layer.named_parameters() if parameter.ndim > 1)
    assert spectra.shapes == ((20, 3), (20, 2), (2, 5)) * 2


def test_the_matrices_of_a_cell_are_what_it_computes_with(matrices):
    cell, x, h = nn.RNNCell(3, 5, bias=False), torch.randn(3), torch.randn(5)
    found = matrices(cell)
    by_matrices = np.tanh(found["weight_ih"] @ numpy_of(x) + found["weight_hh"] @ numpy_of(h))
    np.testing.assert_allclose(by_matrices, numpy_of(cell(x, h)), atol=1e-6)


# -- weights that torch computes -----------------------------------------------

def changed(layer):
    """Change what the weight is computed from, so that a stored copy is out of date."""
    layer.load_state_dict({name: value if "mask" in name or "base" in name else 1.5 * torch.rand_like(value)
                           for name, value in layer.state_dict().items()})
    return layer


@OLD_NORMS
def test_the_effective_weight_is_what_the_layer_computes_with(wrap, matrices):
    layer = changed(wrap(nn.Linear(4, 5, bias=False)))
    found = matrices(layer)["weight"]
    np.testing.assert_allclose(found, numpy_of(layer.eval()(torch.eye(4))).T, atol=1e-6)


@OLD_NORMS
@pytest.mark.parametrize("example_input", [None, torch.ones(2, 4)])
def test_reading_changes_nothing_even_in_training(wrap, example_input):
    model = nn.Sequential(wrap(nn.Linear(4, 5)), nn.BatchNorm1d(5), nn.Dropout()).train()
    model[2].eval()
    before = copy.deepcopy(model.state_dict())
    layer_spectra(model, example_input)
    assert all(torch.equal(before[name], value) for name, value in model.state_dict().items())
    assert [module.training for module in model] == [True, True, False]


@OLD_NORMS
def test_the_parts_of_a_computed_weight_are_listed(wrap):
    model = nn.Sequential(wrap(nn.Linear(4, 5)), nn.Linear(5, 2))
    spectra = layer_spectra(model)
    assert spectra.names == ("0.weight", "1.weight")
    assert spectra.skipped and all(reason == "a part of 0.weight, which is counted" for _, reason in spectra.skipped)


@PARTLY
@OLD_NORMS
def test_a_computed_weight_that_is_not_called_is_listed(wrap):
    model = Idle(wrap(nn.Linear(4, 5)))
    spectra = layer_spectra(model, torch.zeros(1, 4))
    assert spectra.names == ("used.weight",)
    assert {reason for _, reason in spectra.skipped} == {"idle was not called on the example input"}


@OLD_NORMS
@pytest.mark.parametrize("norm", [parametrizations.weight_norm, nn.utils.weight_norm])
def test_recurrent_and_attention_weights_may_be_computed_too(norm, matrices):
    cell = nn.LSTM(3, 5)
    expected = numpy_of(2 * cell.weight_hh_l0)
    norm(cell, "weight_hh_l0")
    with torch.no_grad():
        magnitude = next(p for name, p in cell.named_parameters() if name.endswith(("_g", "original0")))
        magnitude *= 2
    np.testing.assert_allclose(matrices(cell)["weight_hh_l0"], expected, rtol=1e-5)


def test_a_parametrised_in_proj_weight_is_split(matrices):
    class Doubled(nn.Module):
        def forward(self, x):
            return 2 * x

    layer = nn.MultiheadAttention(6, 2)
    expected = np.split(numpy_of(2 * layer.in_proj_weight), 3)
    parametrize.register_parametrization(layer, "in_proj_weight", Doubled())
    np.testing.assert_array_equal([matrices(layer)[name] for name in QUERY_KEY_VALUE], expected)


def test_layers_inside_a_parametrisation_are_no_layers_of_their_own():
    class Mixed(nn.Module):
        def __init__(self):
            super().__init__()
            self.mix = nn.Linear(4, 4)

        def forward(self, x):
            return self.mix(x)

    layer = nn.Linear(4, 5)
    parametrize.register_parametrization(layer, "weight", Mixed())
    spectra = layer_spectra(layer, torch.zeros(1, 4))
    assert spectra.names == ("weight",)
    assert {reason for _, reason in spectra.skipped} == {"a part of weight, which is counted"}


@PARTLY
def test_a_parametrised_layer_without_a_rule_keeps_its_name():
    layer = Scores()
    parametrize.register_parametrization(layer, "table", nn.Identity())
    spectra = layer_spectra(nn.ModuleList([layer, nn.Linear(2, 2)]))
    assert spectra.skipped == (("0.parametrizations.table.original", "no rule for a parameter of Scores"),)


# -- whole networks ------------------------------------------------------------

class LanguageModel(nn.Module):
    """Words in, scores of words out, with the same matrix at both ends."""

    def __init__(self):
        super().__init__()
        self.words, self.memory = nn.Embedding(50, 12), nn.LSTM(12, 12, num_layers=2)
        self.scores = nn.Linear(12, 50)
        self.scores.weight = self.words.weight

    def forward(self, text):
        return self.scores(self.memory(self.words(text))[0])


def depthwise():
    return torchvision.models.mobilenet_v2(weights=None, width_mult=0.35)


def image():
    return torch.zeros(1, 3, 32, 32)


@pytest.mark.parametrize("build, example_input, layers", [
    (lambda: torchvision.models.densenet121(weights=None), image, 121),
    (depthwise, image, 53),
    (LanguageModel, lambda: torch.arange(5), 5),
    (encoder, lambda: torch.zeros(1, 3, 8), 12),
    (lambda: nn.Transformer(8, 2, 1, 1, 16), lambda: (torch.zeros(3, 1, 8),) * 2, 16),
], ids=["densenet121", "mobilenet_v2", "LSTM", "TransformerEncoder", "Transformer"])
@pytest.mark.filterwarnings("ignore:enable_nested_tensor:UserWarning")
def test_whole_networks(build, example_input, layers):
    model = build()
    spectra = layer_spectra(model)
    called, left_out = read_weights(model, example_input())
    assert len(called) == layers and sorted(name for name, _ in called) == sorted(spectra.names)
    assert all(reason.startswith("tied to") for _, reason in left_out)
    stored = [(len(weight), weight[0].size) for _, weight in read_weights(model.state_dict())[0]]
    assert sorted(stored) == sorted(spectra.shapes)
    result = cpse(spectra)
    assert np.isfinite(result.value) and result.names == spectra.names[2:]


def test_the_layers_of_a_depthwise_network():
    model = depthwise()
    shapes = {name: (len(weight), weight[0].size) for name, weight in read_weights(model)[0]}
    grouped = [f"{name}.weight" for name, module in model.named_modules() if getattr(module, "groups", 1) > 1]
    assert len(grouped) == 17 and all(shapes[name] == (len(model.get_parameter(name)), 9) for name in grouped)
