"""Networks by name: architecture, downloads that are checked, shipped spectra and their provenance."""

import dataclasses
import hashlib
import json
import pickle
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import make_random_spectra
import make_spectra
import numpy as np
import pytest
import torch
import torchvision

from pse_helpers import networks
from pse_helpers.cascade import cpse
from pse_helpers.layers import LayerSpectra, layer_spectra
from pse_helpers.networks import catalogue, digits, downloads, loading as modules, shipped, torchvision_weights
from pse_helpers.networks.digits import runs
from pse_helpers.networks.catalogue import CATALOGUE, TORCHVISION, find

PARAMETERS = {"resnet20": 0.27, "resnet32": 0.46, "resnet44": 0.66, "resnet56": 0.85}  # He et al., table 6, millions
LAYERS = {  # convolutions and linear layers; the residual networks' shortcuts of 1 x 1 convolutions included
    "vgg11": 11, "vgg13": 13, "vgg16": 16, "vgg19": 19,
    "vgg11_bn": 11, "vgg13_bn": 13, "vgg16_bn": 16, "vgg19_bn": 19,
    "resnet18": 21, "resnet34": 37, "resnet50": 54, "resnet101": 105, "resnet152": 156}


@pytest.mark.parametrize("name", PARAMETERS)
def test_architecture(name):
    model = networks.load(name)
    spectra = layer_spectra(model)
    assert len(spectra) == int(name.removeprefix("resnet"))
    assert sum(p.numel() for p in model.parameters()) / 1e6 == pytest.approx(PARAMETERS[name], abs=0.005)
    assert model(torch.zeros(2, 3, 32, 32)).shape == (2, 10)
    assert not model.training
    trained = networks.spectra(name, "CIFAR10")
    assert (spectra.names, spectra.shapes) == (trained.names, trained.shapes)
    assert layer_spectra(model, torch.zeros(1, 3, 32, 32)).names == spectra.names


def test_shortcuts_subsample_and_pad():
    """With both convolutions silenced a widening block passes every second pixel on, in the middle channels."""
    block = networks.load("resnet20").layer2[0]
    for parameter in block.parameters():
        parameter.data.zero_()
    x = torch.rand(1, 16, 8, 8)
    y = block(x)
    assert torch.equal(y[:, 8:24], x[:, :, ::2, ::2])
    assert y.shape == (1, 32, 4, 4) and y[:, :8].abs().sum() == y[:, 24:].abs().sum() == 0


def test_seeds():
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first, again, other = (networks.load("resnet20", seed=seed).conv1.weight for seed in (1, 1, 2))
    assert torch.equal(first, again) and not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_seeds_leave_the_gpus_and_the_default_device_alone(monkeypatch):
    def seeded(seed):
        raise AssertionError("the GPUs were seeded")
    expected = networks.load("resnet20", seed=1).conv1.weight
    monkeypatch.setattr(torch.cuda, "manual_seed_all", seeded)
    with torch.device("meta"):
        assert torch.equal(networks.load("resnet20", seed=1).conv1.weight, expected)


@pytest.mark.parametrize("seed", [-1, 1.5, True, "1", None])
def test_bad_seeds(seed):
    with pytest.raises(ValueError, match="seed must be a non-negative integer; got"):
        networks.load("resnet20", seed=seed)


@pytest.mark.parametrize("call", [networks.spectra, networks.load])
def test_unknown_names(call):
    with pytest.raises(ValueError, match="name must be one of resnet20, .*; got 'resnet21'"):
        call("resnet21", "CIFAR10")
    with pytest.raises(ValueError, match="weights of resnet20 must be one of CIFAR10; got 'ImageNet'"):
        call("resnet20", "ImageNet")
    with pytest.raises(ValueError, match="of resnet50 must be one of IMAGENET1K_V1, IMAGENET1K_V2, random; got 'DEF"):
        call("resnet50", "DEFAULT")


# -- the networks of torchvision -----------------------------------------------

def test_the_catalogue_has_every_set_of_weights_that_torchvision_publishes():
    published = {}
    for name in torchvision.models.list_models(include=["vgg*", "resnet*"]):
        for weights in torchvision.models.get_model_weights(name):
            accuracy = weights.meta["_metrics"]["ImageNet-1K"]["acc@1"]
            if np.isfinite(accuracy):  # the FEATURES of vgg16 classify nothing
                published[name, weights.name] = weights.url.rpartition("/")[2], pytest.approx(100 - accuracy, abs=1e-9)
    listed = {(e.name, e.weights): (e.url, e.test_error) for e in CATALOGUE if e.source == TORCHVISION and e.url}
    assert len(published) == 16 and listed == published
    assert all(e.file_name == f"{e.name}-{e.sha256}.pth" for e in CATALOGUE if e.source == TORCHVISION and e.url)
    assert all(torchvision_weights.address(*pair).endswith("/" + name) for pair, (name, _) in listed.items())


def test_available_lists_every_network_once():
    table = networks.available()
    assert set(table.name) >= set(PARAMETERS) | set(LAYERS)
    assert not table.duplicated(["name", "weights"]).any()
    assert (table.groupby("name").source.nunique() == 1).all()  # resnet20 and resnet18 are of different kinds
    random = table[table.weights == "random"]
    assert set(random.name) == set(LAYERS) and random.test_error.isna().all() and random.shipped.all()
    cifar, published = table[table.weights == "CIFAR10"], table[table.weights.str.startswith("IMAGENET1K")]
    assert set(cifar.name) == set(PARAMETERS) and cifar.shipped.all()
    assert set(published.name) == set(LAYERS) and published.test_error.notna().all() and not published.shipped.any()


@pytest.mark.parametrize("name", LAYERS)
def test_layers_of_torchvision_networks(name):
    """Against torchvision's own module, built without values."""
    spectra = networks.spectra(name)
    with torch.device("meta"):
        model = modules.ARCHITECTURES[TORCHVISION](name)
    weights = {label: p for label, p in model.named_parameters() if p.ndim >= 2}
    assert len(spectra) == LAYERS[name]
    assert spectra.names == tuple(weights) and spectra.skipped == ()
    assert spectra.shapes == tuple((len(p), p[0].numel()) for p in weights.values())
    assert isinstance(model, torchvision.models.VGG if name.startswith("vgg") else torchvision.models.ResNet)


def test_random_weights_are_those_of_seed_0():
    first, second = networks.load("resnet18"), networks.load("resnet18", "random")
    other = networks.load("resnet18", seed=1)
    assert not first.training and first(torch.zeros(1, 3, 64, 64)).shape == (1, 1000)
    assert all(torch.equal(a, b) for a, b in zip(first.state_dict().values(), second.state_dict().values()))
    assert not torch.equal(first.conv1.weight, other.conv1.weight)
    with pytest.raises(ValueError, match="seed of the weights 'random' is 0; got 1"):
        networks.load("resnet18", "random", seed=1)


def test_batch_normalisation_draws_nothing():
    plain, normalised = networks.spectra("vgg11", "random"), networks.spectra("vgg11_bn", "random")
    assert plain.shapes == normalised.shapes and plain.names != normalised.names
    assert all(np.array_equal(a, b) for a, b in zip(plain.values, normalised.values))


# -- shipped spectra -----------------------------------------------------------

def test_every_trained_network_has_its_provenance():
    for row in networks.available().query("weights == 'CIFAR10'").itertuples():
        provenance = networks.spectra(row.name, row.weights).provenance
        assert set(provenance) == {"repository", "file", "sha256", "test_error", "test_error_source",
                                   "recorded_test_error", "date", "code"}
        assert re.fullmatch(r"[0-9a-f]{64}", provenance["sha256"])
        assert provenance["sha256"][:8] in provenance["file"]
        assert provenance["test_error"] == row.test_error


@pytest.mark.parametrize("name", LAYERS)
def test_every_random_network_has_its_provenance(name):
    provenance = networks.spectra(name, "random").provenance
    assert set(provenance) == {"source", "seed", "test_error", "date", "tool",
                               "torch", "torchvision", "numpy", "pse-helpers"}
    assert provenance["source"] == "torchvision" and provenance["seed"] == 0 and provenance["test_error"] is None
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", provenance["date"]) and "make_random_spectra.py" in provenance["tool"]


def test_shipped_spectra_are_spectra_and_cannot_be_changed():
    for row in networks.available().query("shipped").itertuples():
        spectra = networks.spectra(row.name, row.weights)
        for values, shape in zip(spectra.values, spectra.shapes, strict=True):
            assert values.dtype == np.float64 and len(values) == min(shape) and (np.diff(values) <= 0).all()
            with pytest.raises(ValueError, match="read-only"):
                values[0] = 1.0
        with pytest.raises(TypeError, match="item assignment"):
            spectra.provenance["date"] = ""


def test_weights_whose_spectra_do_not_ship():
    with pytest.raises(ValueError, match="weights of vgg16 with shipped spectra: random; got 'IMAGENET1K_V1'"):
        networks.spectra("vgg16", "IMAGENET1K_V1")
    with pytest.raises(ValueError, match="weights of resnet20 must be one of CIFAR10; got 'random'"):
        networks.spectra("resnet20")


def test_a_file_is_read_when_one_of_its_networks_is_asked_for(monkeypatch):
    read, shipped_arrays = [], shipped.shipped_arrays
    monkeypatch.setattr(shipped, "shipped_arrays", lambda name: read.append(name) or shipped_arrays(name))
    shipped._shipped.cache_clear()
    for name, weights in [("resnet20", "CIFAR10"), ("resnet32", "CIFAR10"), ("vgg19", "random"), ("resnet18", None)]:
        networks.spectra(name, weights)
    assert read == ["trained_spectra.npz", "random_spectra.npz"]


def test_the_file_of_random_spectra_is_small():
    assert make_random_spectra.OUTPUT.stat().st_size < 800_000
    assert len(make_random_spectra.ENTRIES) == len(LAYERS)


@pytest.fixture(scope="module")
def resnet18():
    """What the tool computes today, where the seed gives the weights that it gave then."""
    provenance = networks.spectra("resnet18").provenance
    for package in (torch, torchvision):
        stored, present = (v.partition("+")[0] for v in (provenance[package.__name__], package.__version__))
        if stored != present:
            pytest.skip(f"the shipped spectra are of {package.__name__} {stored}, here is {present}")
    return make_random_spectra.compute(find("resnet18", "random"))


def test_the_random_spectra_are_what_the_tool_computes(resnet18):
    """To rounding: the order of the sums in a matrix product depends on the machine."""
    stored = networks.spectra("resnet18")
    assert (stored.names, stored.shapes, stored.skipped) == (resnet18.names, resnet18.shapes, resnet18.skipped)
    assert set(stored.provenance) == set(resnet18.provenance)
    for computed, values in zip(resnet18.values, stored.values, strict=True):
        assert computed.dtype == np.float32
        np.testing.assert_allclose(computed, values, rtol=1e-5, atol=1e-6 * values[0])


def test_single_precision_does_not_move_cpse(resnet18):
    fresh = cpse(networks.load("resnet18")).value
    assert cpse(networks.spectra("resnet18")).value == pytest.approx(fresh, abs=1e-4)


def test_spectra_are_stored_in_their_precision(tmp_path):
    values = np.array([2.0, 1 / 3])
    for dtype in (np.float32, np.float64):
        shipped.pack(tmp_path / "packed.npz", {("a", "b"): LayerSpectra(("c",), ((2, 3),), (values.astype(dtype),))})
        with np.load(tmp_path / "packed.npz") as archive:
            assert archive["a/b"].dtype == dtype


def test_shipped_spectra_travel_between_processes():
    spectra = networks.spectra("resnet20", "CIFAR10")
    copy = pickle.loads(pickle.dumps(spectra))
    assert (copy.names, copy.shapes, copy.skipped, copy.provenance) == (
        spectra.names, spectra.shapes, spectra.skipped, dict(spectra.provenance))
    assert all(np.array_equal(a, b) for a, b in zip(copy.values, spectra.values))


def small_entry(folder, sha256=None):
    """A catalogue entry for random weights of ResNet-20, saved in `folder` as the published files are."""
    path = folder / "weights.th"
    state = {f"module.{name}": value for name, value in networks.load("resnet20", seed=8).state_dict().items()}
    torch.save({"state_dict": state, "best_prec1": 91.5}, path)
    return dataclasses.replace(CATALOGUE[0], url=f"folder/{path.name}", sha256=sha256 or downloads.sha256(path))


def test_the_tool_computes_what_the_package_reads(tmp_path):
    entry = small_entry(tmp_path)
    computed = make_spectra.compute(entry, tmp_path)
    shipped.pack(tmp_path / "packed.npz", {("resnet20", "CIFAR10"): computed})
    with np.load(tmp_path / "packed.npz") as archive:
        item, = json.loads(str(archive["index"]))
        read = shipped._layer_spectra(item, archive)
    assert read.provenance == computed.provenance and read.provenance["recorded_test_error"] == 8.5
    assert (read.names, read.shapes, read.skipped) == (computed.names, computed.shapes, computed.skipped)
    assert all(np.array_equal(a, b) for a, b in zip(read.values, layer_spectra(networks.load("resnet20", seed=8)).values))


def test_the_tool_refuses_other_files(tmp_path):
    with pytest.raises(SystemExit, match="has SHA-256 .*; expected 0000"):
        make_spectra.compute(small_entry(tmp_path, sha256="0" * 64), tmp_path)
    with pytest.raises(SystemExit, match="no file resnet20-12fca82f.th in"):
        make_spectra.compute(CATALOGUE[0], tmp_path)


# -- downloads -----------------------------------------------------------------

@pytest.fixture
def server():
    """A server on this machine: .content is what it sends, .length what it promises, .requests what came."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.requests += 1
            self.send_response(200)
            self.send_header("Content-Length", str(self.server.length or len(self.server.content)))
            self.end_headers()
            self.wfile.write(self.server.content)

        def log_message(self, *arguments):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as one:
        one.content, one.length, one.requests = b"", None, 0
        threading.Thread(target=one.serve_forever, daemon=True).start()
        yield one
        one.shutdown()


@pytest.fixture
def published(tmp_path, server, monkeypatch):
    """ResNet-20 'published' on that server, and an empty cache folder."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "cache"))
    entry = small_entry(tmp_path)
    server.content = (tmp_path / "weights.th").read_bytes()
    entry = dataclasses.replace(entry, url=f"http://127.0.0.1:{server.server_port}/{entry.file_name}")
    monkeypatch.setattr(catalogue, "CATALOGUE", (entry,))
    return entry


def test_a_download_happens_once_and_with_a_progress_bar(published, server, capfd):
    model = networks.load("resnet20", weights="CIFAR10")
    assert "100%" in capfd.readouterr().err
    assert torch.equal(model.conv1.weight, networks.load("resnet20", seed=8).conv1.weight)
    networks.load("resnet20", weights="CIFAR10")
    assert server.requests == 1


def test_a_damaged_cache_is_fetched_again(published, server):
    path = downloads.downloaded(published)
    path.write_bytes(path.read_bytes()[:1000])
    assert downloads.sha256(downloads.downloaded(published)) == published.sha256
    assert server.requests == 2


def assert_refused_without_a_trace(reason):
    with pytest.raises(ConnectionError, match=reason) as caught:
        networks.load("resnet20", weights="CIFAR10")
    assert list(downloads.cache_folder().iterdir()) == []
    return str(caught.value)


def test_another_file_is_refused(published, server):
    server.content = b"something else"
    assert_refused_without_a_trace("invalid hash value")


def test_half_a_file_is_refused(published, server):
    server.content, server.length = server.content[:5000], len(server.content)
    assert_refused_without_a_trace("could not get the CIFAR10 weights of resnet20")


def test_without_a_network_the_error_says_what_works(published, server):
    server.server_close()
    server.shutdown()
    message = assert_refused_without_a_trace("Connection refused|could not get")
    assert published.url in message
    assert "networks.spectra('resnet20', 'CIFAR10')" in message
    assert f"a copy of {published.file_name} put into {downloads.cache_folder()}" in message


@pytest.fixture
def torchvision_file(tmp_path, server, monkeypatch):
    """ResNet-18 'published' as torchvision's old files are: parameters, no count of batches, 8 digits of the hash."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "cache"))
    state = {name: torch.nn.Parameter(value) for name, value in networks.load("resnet18", seed=8).state_dict().items()
             if value.is_floating_point()}
    torch.save(state, tmp_path / "weights.pth", _use_new_zipfile_serialization=False)
    server.content = (tmp_path / "weights.pth").read_bytes()
    digits = downloads.sha256(tmp_path / "weights.pth")[:8]
    entry = dataclasses.replace(find("resnet18", "IMAGENET1K_V1"), sha256=digits,
                                url=f"http://127.0.0.1:{server.server_port}/resnet18-{digits}.pth")
    monkeypatch.setattr(catalogue, "CATALOGUE", (entry,))
    return entry


def test_a_file_of_torchvision_is_checked_against_eight_digits(torchvision_file, server):
    model = networks.load("resnet18", weights="IMAGENET1K_V1")
    assert torch.equal(model.conv1.weight, networks.load("resnet18", seed=8).conv1.weight)
    path = downloads.downloaded(torchvision_file)
    assert server.requests == 1
    path.write_bytes(path.read_bytes()[:1000])
    assert downloads.sha256(downloads.downloaded(torchvision_file)).startswith(torchvision_file.sha256)
    assert server.requests == 2


def test_another_file_of_torchvision_is_refused(torchvision_file, server):
    server.content = b"something else"
    with pytest.raises(ConnectionError, match="invalid hash value") as caught:
        networks.load("resnet18", weights="IMAGENET1K_V1")
    assert "networks.spectra('resnet18', 'random') gives the spectra of random weights" in str(caught.value)
    assert list(downloads.cache_folder().iterdir()) == []


@pytest.mark.parametrize("entry", [entry for entry in CATALOGUE if entry.url], ids=lambda e: f"{e.name}-{e.weights}")
def test_what_is_promised_offline_ships(entry):
    name, weights = re.search(r"networks.spectra\('(\w+)', '(\w+)'\)", downloads._what_ships(entry)).groups()
    assert name == entry.name and isinstance(networks.spectra(name, weights), LayerSpectra)


def test_a_hash_is_a_hash(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert downloads.sha256(tmp_path / "file") == hashlib.sha256(b"abc").hexdigest()


# -- the digits family ---------------------------------------------------------

def test_every_run_of_the_family_is_available():
    table = networks.available()
    listed = table[table.source == catalogue.DIGITS]
    assert list(zip(listed.name, listed.weights)) == [(f"digits_{run.architecture}", run.weights) for run in runs.family()]
    family = networks.digits_family()
    assert listed.test_error.tolist() == family.test_error.tolist() and listed.shipped.all()
    for row, spectra in zip(listed.itertuples(), family.final):
        assert networks.spectra(row.name, row.weights) is spectra


def test_random_digits_networks_have_the_shapes_of_the_trained_ones():
    for run in runs.family():
        if (run.width, run.label_noise, run.seed) == (8, 0.0, 0):
            model, spectra = networks.load(f"digits_{run.architecture}"), networks.spectra(f"digits_{run.architecture}", run.weights)
            assert tuple(layer.weight.flatten(1).shape for layer in model.modules()
                         if isinstance(layer, (torch.nn.Conv2d, torch.nn.Linear))) == spectra.shapes
            assert not model.training


def test_trained_digits_networks_are_trained_anew(monkeypatch):
    """Shortened to the five epochs of the early spectra; the same call twice gives the same weights."""
    monkeypatch.setattr(digits, "EPOCHS", runs.EARLY_EPOCH)
    first, second = (networks.load("digits_resnet8", "width2-noise0-seed0") for _ in range(2))
    assert not first.training
    assert all(torch.equal(a, b) for a, b in zip(first.parameters(), second.parameters()))
    assert not torch.equal(first.conv1.weight, digits.untrained(runs.Run("resnet8", 2)).conv1.weight)
