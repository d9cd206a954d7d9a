"""Networks in wheels: their spectra are those of the architectures that they are said to be, their origin is told."""

import math
import re
from collections import Counter

import pytest
import torch
import torchvision

from pse_helpers import networks
from pse_helpers.cascade import cpse
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.catalogue import DIGITS
from pse_helpers.networks.wheels import WHEELS

BY_NAME = {wheel.name: wheel for wheel in WHEELS}
each = pytest.mark.parametrize("wheel", WHEELS, ids=lambda wheel: wheel.name)


def shapes(name):
    return networks.spectra(name).shapes


def entries(name):
    """The entries of all layer matrices."""
    return sum(out * rest for out, rest in shapes(name))


def shapes_of(*modules):
    """The shapes that the package's rules give for torch modules, of no particular values."""
    with torch.random.fork_rng():
        return layer_spectra(torch.nn.ModuleList(modules)).shapes


# -- what is told of every one -----------------------------------------------------

@each
def test_the_provenance_is_complete(wheel):
    provenance = networks.spectra(wheel.name, wheel.weights).provenance
    told = vars(wheel).keys() - {"name", "title", "weights"}
    assert set(provenance) == told | {"source", "date", "tool", "code"}
    assert all(provenance[key] == getattr(wheel, key) for key in told - {"test_error"})
    assert provenance["test_error"] == (None if math.isnan(wheel.test_error) else wheel.test_error)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", provenance["date"])
    optional = {"score", "score_source", "remark"}
    assert all(provenance[key] for key in told - optional - {"test_error"})


@each
def test_an_entry_agrees_with_itself(wheel):
    assert all(re.fullmatch("[0-9a-f]{64}", digits) for digits in (wheel.wheel_sha256, wheel.sha256))
    assert wheel.wheel.lower().startswith(f"{wheel.package.replace('-', '_')}-{wheel.version}-")
    assert (wheel.score is None) == (wheel.score_source is None)
    assert wheel.licence in {"Apache-2.0", "MIT", "BSD-2-Clause", "BSD-3-Clause"}
    if not math.isnan(wheel.test_error):
        assert f"{100 - wheel.test_error:.1f} %" in wheel.score and "top-1" in wheel.score


@each
def test_the_spectra_are_whole_and_have_a_cpse(wheel):
    spectra = networks.spectra(wheel.name)
    assert spectra.coverage >= 0.99 and spectra.order in ("file", "given") and spectra.remarks == ()
    assert set(spectra.epsilons) == {2.0**-23}  # all are stored in single precision
    assert all(values.any() for values in spectra.values)
    assert math.isfinite(cpse(spectra).value)


def test_names_are_unique_and_readable():
    assert len(BY_NAME) == len(WHEELS) == len({wheel.title for wheel in WHEELS}) == 15
    assert [networks.title(name) for name in ("efficientnet_lite0", "crepe_tiny", "chgnet", "vgg16")] == [
        "EfficientNet-Lite0", "CREPE tiny", "CHGNet", "VGG-16"]


def test_they_are_available_after_all_others():
    table = networks.available()
    rows = table.tail(len(WHEELS))
    assert list(zip(rows.name, rows.weights, rows.source)) == [(w.name, w.weights, w.source) for w in WHEELS]
    assert table.iloc[-len(WHEELS) - 1].source == DIGITS
    assert rows.shipped.all() and rows.test_error.notna().sum() == 3
    assert rows.test_error.dropna().tolist() == [24.9, 23.3, 22.4]


@each
def test_only_their_spectra_ship(wheel):
    for weights in (None, wheel.weights):
        with pytest.raises(ValueError, match=f"of {wheel.name} only the spectra ship.* in {wheel.package} ") as caught:
            networks.load(wheel.name, weights)
        assert "\n" not in str(caught.value)
    with pytest.raises(ValueError, match=f"weights of {wheel.name} must be one of {wheel.weights}; got 'random'"):
        networks.spectra(wheel.name, "random")


# -- what is known of each ---------------------------------------------------------

@pytest.mark.parametrize("number, depth_factor, published", [(0, 1.0, 4.652e6), (1, 1.1, 5.417e6), (2, 1.2, 6.092e6)])
def test_efficientnet_lite(number, depth_factor, published):
    """Parameters as d-li14/efficientnet-lite.pytorch counts them; blocks of EfficientNet-B0, but first and last, more.

    A convolution has two parameters of batch normalisation for each channel, the last layer 1000 biases.
    """
    found = shapes(f"efficientnet_lite{number}")
    blocks = 1 + sum(math.ceil(depth_factor * repeats) for repeats in (2, 2, 3, 3, 4)) + 1
    assert len(found) == 1 + (3 * blocks - 1) + 1 + 1  # stem, blocks, of which the first does not expand, head, output
    assert (found[0], found[-2][0], found[-1]) == ((32, 27), 1280, (1000, 1280))
    parameters = entries(f"efficientnet_lite{number}") + 2 * sum(out for out, _ in found[:-1]) + 1000
    assert parameters == pytest.approx(published, abs=500)


def test_vgg_of_hed_has_torchvisions_convolutions():
    """So Keras's kernels (height, width, in, out) were brought into (out, in height width)."""
    with torch.device("meta"):
        features = torchvision.models.vgg16().features
    expected = [(len(p), p[0].numel()) for p in features.parameters() if p.ndim == 4]
    assert len(expected) == 13 and list(shapes("vgg16_hed")[:13]) == expected
    assert shapes("vgg16_hed")[13:] == ((1, 64), (1, 128), (1, 256), (1, 512), (1, 512), (1, 5))


def test_nsfw_is_a_residual_network_of_half_the_width():
    """But for the first layer; its shortcuts run beside the blocks, so the order within a block is another."""
    def half(name, p):
        out, inner, *kernel = p.shape
        first = 64 if name in ("layer1.0.conv1.weight", "layer1.0.downsample.0.weight") else inner // 2
        return out // 2, first * math.prod(kernel)

    with torch.device("meta"):
        model = torchvision.models.resnet50()
    inner = [half(name, p) for name, p in model.named_parameters() if p.ndim == 4 and name != "conv1.weight"]
    found = shapes("nsfw_resnet50")
    assert found[0] == (64, 3 * 49) and found[-1] == (2, 1024) and Counter(found[1:-1]) == Counter(inner)
    assert entries("nsfw_resnet50") == pytest.approx(5.9e6, abs=0.05e6)  # as the wheel's METADATA states


@pytest.mark.parametrize("size, capacity", [("tiny", 4), ("full", 32)])
def test_crepe(size, capacity):
    """Kim et al. (2018), figure 1: its widths are for the full capacity; the image before the last layer is 4 long."""
    widths = [capacity * factor for factor in (32, 4, 4, 4, 8, 16)]
    kernels = [512] + 5 * [64]
    expected = [(out, before * kernel) for out, before, kernel in zip(widths, [1, *widths], kernels)]
    assert list(shapes(f"crepe_{size}")) == [*expected, (360, 4 * widths[-1])]


def test_resemblyzer():
    """Wan et al. (2018) with 40 mel channels, three layers and vectors of 256 numbers."""
    assert shapes("resemblyzer") == shapes_of(torch.nn.LSTM(40, 256, 3), torch.nn.Linear(256, 256))


def test_silero_vad():
    """Its published count of 309 thousand parameters includes the 258 x 256 numbers of a Fourier transform."""
    layers = [torch.nn.Conv1d(129, 128, 3), torch.nn.Conv1d(128, 64, 3), torch.nn.Conv1d(64, 64, 3),
              torch.nn.Conv1d(64, 128, 3), torch.nn.LSTMCell(128, 128), torch.nn.Conv1d(128, 1, 1)]
    assert shapes("silero_vad") == shapes_of(*layers)
    biases = 128 + 64 + 64 + 128 + 2 * 512 + 1
    assert round(entries("silero_vad") + biases + 258 * 256, -3) in (309_000, 310_000)
    assert [name for name, _ in networks.spectra("silero_vad").skipped] == ["stft_conv.weight"]


def test_minilm_is_a_bert_of_six_blocks():
    block = [(384, 384)] * 4 + [(1536, 384), (384, 1536)]
    assert list(shapes("minilm_l6")) == [(30522, 384), (512, 384), (2, 384), *6 * block, (384, 384)]
    biases = 6 * (4 * 384 + 1536 + 384) + 384
    scales_and_shifts = 2 * 384 * (1 + 6 * 2)
    assert entries("minilm_l6") + biases + scales_and_shifts == 22_713_216  # as the model's page counts
    assert networks.spectra("minilm_l6").names[3] == "encoder.layer.0.attention.self.query.weight"


def test_g2p_reads_and_writes_with_a_gru():
    expected = [(29, 256), *shapes_of(torch.nn.GRU(256, 256)), (74, 256), *shapes_of(torch.nn.GRU(256, 256)), (74, 256)]
    assert list(shapes("g2p_en")) == expected


def test_chgnet_stands_in_the_order_in_which_it_acts():
    names, found = networks.spectra("chgnet").names, shapes("chgnet")
    turns = [re.match(r"(atom|bond)_conv_layers\.\d|angle_layers\.\d|[a-z_]+", name)[0] for name in names]
    kinds = [f"{kind}.{turn}" for turn in range(3) for kind in ("atom_conv_layers", "bond_conv_layers", "angle_layers")]
    assert list(dict.fromkeys(turns)) == ["atom_embedding", "bond_embedding", "bond_weights_ag", "bond_weights_bg",
                                          "angle_embedding", *kinds, "site_wise", "atom_conv_layers.3", "mlp"]
    assert found[0] == (94, 64) and found[-1] == (1, 64)  # 94 elements; one energy
    inputs = {64 * parts for parts in (1, 3, 4)}  # two atoms and a bond; two bonds, an atom and an angle
    assert {rest for _, rest in found[5:]} == inputs and {rest for _, rest in found[1:5]} == {31}


def test_chgnet_has_all_its_parameters():
    """412 525, as Matbench Discovery counts: with reference energies, frequencies, biases, scales and shifts."""
    energies, frequencies = 94, 31 + 31 + 15
    normalisations = 64 * (2 + 10 * 4)
    biases = 64 * (4 * 4 + 3 * 4 + 3 * 2 + 3) + 2
    assert entries("chgnet") + energies + frequencies + normalisations + biases == 412_525


def test_ppocr():
    """6623 characters, a blank and a space; 0 and 180 degrees, from MobileNetV3 small; a map twice made finer."""
    assert shapes("ppocr_rec")[-1] == (6625, 120)
    assert Counter(shapes("ppocr_rec")[35:43]) == Counter(2 * [(360, 120), (120, 120), (240, 120), (120, 240)])
    with torch.device("meta"):
        features = torchvision.models.mobilenet_v3_small().features
    depthwise = Counter(p[0].numel() for p in features.parameters() if p.ndim == 4 and p.shape[1] == 1)
    assert Counter(rest for _, rest in shapes("ppocr_cls") if rest in (9, 25)) == depthwise
    assert shapes("ppocr_cls")[-1] == (2, 200)
    assert shapes("ppocr_det")[-2:] == ((24, 24 * 4), (1, 24 * 4))  # transposed convolutions of 2 x 2
