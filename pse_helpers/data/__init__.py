"""The arrays that ship with the package, read through importlib.resources, each file against its SHA-256."""

import io
from hashlib import sha256
from importlib import resources

import numpy as np

SUMS = "SHA256SUMS"


def shipped_arrays(name):
    """All arrays of one file of pse_helpers/data, by name; a ValueError where the file is not what was shipped.

    >>> from pse_helpers.data import shipped_arrays
    >>> "index" in shipped_arrays("trained_spectra.npz")
    True
    """
    content = _folder().joinpath(name).read_bytes()
    if sha256(content).hexdigest() != shipped_sums().get(name):
        raise ValueError(f"the shipped file {name} is damaged; install the package pse-helpers again")
    with np.load(io.BytesIO(content), allow_pickle=False) as archive:
        return dict(archive)


def shipped_sums():
    """The SHA-256 of every shipped file, {name: 64 hexadecimal digits}, as `sha256sum` writes them."""
    lines = _folder().joinpath(SUMS).read_text(encoding="ascii").splitlines()
    return {name: digits for digits, name in map(str.split, lines)}


def computed_sums():
    """The same, computed from the files that are there: what tools/make_sums.py writes."""
    files = sorted((file for file in _folder().iterdir() if file.name.endswith(".npz")), key=lambda file: file.name)
    return {file.name: sha256(file.read_bytes()).hexdigest() for file in files}


def _folder():
    return resources.files("pse_helpers").joinpath("data")
