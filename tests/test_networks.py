"""Networks by name: architecture, downloads that are checked, shipped spectra and their provenance."""

import dataclasses
import hashlib
import json
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import make_spectra
import numpy as np
import pytest
import torch

from pse_helpers import networks
from pse_helpers.layers import layer_spectra
from pse_helpers.networks import catalogue, downloads, shipped
from pse_helpers.networks.catalogue import CATALOGUE

PARAMETERS = {"resnet20": 0.27, "resnet32": 0.46, "resnet44": 0.66, "resnet56": 0.85}  # He et al., table 6, millions


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


# -- shipped spectra -----------------------------------------------------------

def test_every_shipped_network_has_its_provenance():
    for row in networks.available().query("shipped").itertuples():
        spectra = networks.spectra(row.name, row.weights)
        provenance = spectra.provenance
        assert set(provenance) == {"repository", "file", "sha256", "test_error", "test_error_source",
                                   "recorded_test_error", "date", "code"}
        assert re.fullmatch(r"[0-9a-f]{64}", provenance["sha256"])
        assert provenance["sha256"][:8] in provenance["file"]
        assert provenance["test_error"] == row.test_error
        assert all(len(v) == min(s) and (np.diff(v) <= 0).all() for v, s in zip(spectra.values, spectra.shapes))


def test_shipped_spectra_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        networks.spectra("resnet20", "CIFAR10").values[0][0] = 1.0
    with pytest.raises(TypeError, match="item assignment"):
        networks.spectra("resnet20", "CIFAR10").provenance["date"] = ""


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


def test_a_hash_is_a_hash(tmp_path):
    (tmp_path / "file").write_bytes(b"abc")
    assert downloads.sha256(tmp_path / "file") == hashlib.sha256(b"abc").hexdigest()
