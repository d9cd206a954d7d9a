"""Files of weights by their suffix: what they hold, and what to do with those that are read elsewhere."""

import pickle
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from pse_helpers.layers.sources.arrays import Stored
from pse_helpers.layers.sources.checkpoints import weights_part

EXPECTED = ("a torch module, a state dict, a path to a file (.safetensors, .pt, .pth, .th, .ckpt, .bin, .npz) or a "
            "folder of weights, a list of real arrays, or a LayerSpectra")
FOREIGN = {".gguf": "GGUF, mostly quantised; give the float model that it was made from",
           ".onnx": "ONNX; give the torch model, or its initialisers as a list of arrays",
           ".h5": "HDF5; read it with h5py or Keras and give a list of arrays",
           ".hdf5": "HDF5; read it with h5py or Keras and give a list of arrays",
           ".keras": "Keras; load it there and give a list of arrays",
           ".tflite": "TensorFlow Lite; give the model that it was made from",
           ".msgpack": "Flax; load it there and give a list of arrays"}
MAGIC = {b"GGUF": ".gguf", b"\x89HDF": ".h5"}


def read_file(path):
    """The mapping in a file, arrays still in it where the format allows, and whether it forgets their order."""
    _refuse_foreign(path)
    if path.suffix not in LOADERS:
        raise ValueError(f"source: {str(path)!r} does not end in {', '.join(LOADERS)}; expected {EXPECTED}")
    try:
        state = LOADERS[path.suffix](path)
    except (pickle.UnpicklingError, zipfile.BadZipFile, EOFError, RuntimeError, ValueError, KeyError,
            AttributeError, OSError) as error:  # a file that cannot be opened has failed before
        # torch's own text advises to run the file's code, which is not our advice
        raise ValueError(f"source: {str(path)!r} is damaged, or holds more than weights; "
                         f"save model.state_dict() alone ({type(error).__name__})") from error
    if not isinstance(state, Mapping):
        raise ValueError(f"source: {str(path)!r} holds a {type(state).__name__}; expected a state dict")
    return state, path.suffix == ".safetensors"


def read_state_dict(path):
    """The state dict in a file: weights only, unwrapped, every array in memory.

    A ValueError for a damaged file, or one that holds more than weights.

    >>> import tempfile
    >>> import torch
    >>> from pse_helpers.layers.sources import read_state_dict
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     torch.save({"epoch": 3, "state_dict": {"module.weight": torch.eye(2)}}, f"{folder}/model.pt")
    ...     list(read_state_dict(f"{folder}/model.pt"))
    ['weight']
    """
    state, _ = weights_part(read_file(existing(path))[0])
    return {name: value.load() if isinstance(value, Stored) else value for name, value in state.items()}


def existing(path):
    """A path that exists, `~` expanded."""
    path = Path(path).expanduser()
    if not path.exists():
        raise FileNotFoundError(f"source: no file or folder at {str(path)!r}; expected {EXPECTED}")
    return path


def _refuse_foreign(path):
    """Formats that are read elsewhere, by suffix or by their first bytes, and archives of TorchScript."""
    with open(path, "rb") as file:
        suffix = MAGIC.get(file.read(4), path.suffix)
    if suffix in FOREIGN:
        raise ValueError(f"source: {str(path)!r} is a file of {FOREIGN[suffix]}")
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            if any("/code/" in name for name in archive.namelist()):
                raise ValueError(f"source: {str(path)!r} is an archive of TorchScript; load it with torch.jit.load and "
                                 "give its state_dict()")


# -- by suffix -----------------------------------------------------------------

def _load_pickle(path):
    import torch
    # torch reads arrays from the file when they are needed; its oldest format knows no such thing
    return torch.load(path, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(path))


def _load_safetensors(path):
    from safetensors import SafetensorError, safe_open
    try:
        file = safe_open(path, framework="pt")
    except SafetensorError as error:
        raise ValueError(str(error)) from error
    return {name: _slice(file, name) for name in file.keys()}


def _slice(file, name):
    part = file.get_slice(name)
    code = part.get_dtype()
    return Stored(tuple(part.get_shape()), KINDS.get(code.rstrip("0123456789"), "other") if "_" not in code
                  else "floating", PRECISIONS.get(code, code.lower()), lambda: file.get_tensor(name))


def _load_npz(path):
    archive = np.load(path, allow_pickle=False)
    return {name: archive[name] for name in archive.files}


KINDS = {"F": "floating", "BF": "floating", "I": "whole", "U": "whole", "BOOL": "boolean", "C": "complex"}
PRECISIONS = {"F8_E4M3": "float8_e4m3fn", "F8_E5M2": "float8_e5m2"}
LOADERS = {".safetensors": _load_safetensors, ".pt": _load_pickle, ".pth": _load_pickle, ".th": _load_pickle,
           ".ckpt": _load_pickle, ".bin": _load_pickle, ".npz": _load_npz}
