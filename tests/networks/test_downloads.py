"""Published weight files, from a server on this machine: fetched once, checked, and never half used."""

import dataclasses
import hashlib
import os
import re
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import torch

from pse_helpers import networks
from pse_helpers.layers import LayerSpectra
from pse_helpers.networks import catalogue, downloads
from pse_helpers.networks.catalogue import CATALOGUE, find


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
        # it asks every 10 ms, not twice a second, whether it shall stop
        threading.Thread(target=one.serve_forever, args=(0.01,), daemon=True).start()
        yield one
        one.shutdown()


@pytest.fixture
def published(saved_resnet20, tmp_path, server, monkeypatch):
    """ResNet-20 'published' on that server, and an empty cache folder."""
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "cache"))
    server.content = (tmp_path / saved_resnet20.file_name).read_bytes()
    entry = dataclasses.replace(saved_resnet20, url=f"http://127.0.0.1:{server.server_port}/{saved_resnet20.file_name}")
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


def test_every_known_digit_of_a_hash_counts(published, tmp_path, monkeypatch):
    last = "1" if published.sha256[-1] == "0" else "0"
    monkeypatch.setattr(catalogue, "CATALOGUE", (dataclasses.replace(published, sha256=published.sha256[:-1] + last),))
    assert_refused_without_a_trace("invalid hash value")


def test_half_a_file_is_refused(published, server):
    server.content, server.length = server.content[:5000], len(server.content)
    assert_refused_without_a_trace(f"could not get the CIFAR10 weights .*only 5000 of {server.length} bytes arrived")


def test_without_a_network_the_error_says_what_works(published, server):
    server.shutdown()
    server.server_close()
    message = assert_refused_without_a_trace("Connection refused|could not get")
    assert published.url in message
    assert "networks.spectra('resnet20', 'CIFAR10')" in message
    assert f"a copy of {published.file_name} put into {downloads.cache_folder()}" in message


def test_a_stalled_server_is_left(published, server, monkeypatch):
    """It promises a file, sends half of it, and then nothing more while the connection stays open."""
    monkeypatch.setattr(downloads, "SILENCE", 0.3)
    answered, half = threading.Event(), server.content[:5000]

    def stall(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(server.content)))
        handler.end_headers()
        handler.wfile.write(half)
        answered.wait(10)  # who waits longer than that gets an answer cut short, and other words
    monkeypatch.setattr(server.RequestHandlerClass, "do_GET", stall)
    try:
        assert_refused_without_a_trace("could not get the CIFAR10 weights of resnet20 .*timed out")
    finally:
        answered.set()


def unusable_read_only(folder):
    if os.geteuid() == 0:
        pytest.skip("root may write anywhere")
    folder.mkdir()
    folder.chmod(0o500)


@pytest.mark.parametrize("make", [lambda folder: folder.write_text("a file"), unusable_read_only],
                         ids=["TORCH_HOME is a file", "TORCH_HOME is read-only"])
def test_a_cache_that_cannot_be_used(published, server, tmp_path, monkeypatch, make):
    make(tmp_path / "home")
    monkeypatch.setenv("TORCH_HOME", str(tmp_path / "home"))
    with pytest.raises(ConnectionError, match="the cache folder .* cannot be written to") as caught:
        networks.load("resnet20", weights="CIFAR10")
    assert "set TORCH_HOME to a folder" in str(caught.value) and "networks.spectra('resnet20'" in str(caught.value)
    assert "\n" not in str(caught.value) and server.requests == 0


def test_old_leftovers_go_and_young_ones_stay(published):
    folder = downloads.cache_folder()
    folder.mkdir(parents=True)
    old, young = (folder / f"{published.file_name}.{age}.part" for age in ("old", "young"))
    old.write_bytes(b"half")
    young.write_bytes(b"half")
    os.utime(old, (0, 0))
    downloads.downloaded(published)
    assert {path.name for path in folder.iterdir()} == {published.file_name, young.name}


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


def test_a_file_in_the_cache_is_checked_against_all_eight_digits(torchvision_file):
    downloads.downloaded(torchvision_file)
    first, rest = torchvision_file.sha256[:4], torchvision_file.sha256[4:]
    other = dataclasses.replace(torchvision_file, sha256=first + ("0000" if rest != "0000" else "1111"))
    with pytest.raises(ConnectionError, match="invalid hash value"):
        downloads.downloaded(other)


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
