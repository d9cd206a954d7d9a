"""Published weight files: downloaded once, checked by SHA-256, never half used."""

import hashlib
import tempfile
import time
from contextlib import contextmanager
from http.client import HTTPException
from pathlib import Path
from urllib.request import Request, urlopen

from tqdm import tqdm

from pse_helpers.networks import torchvision_weights
from pse_helpers.networks.catalogue import RANDOM

SILENCE = 30  # seconds without an answer, or without a byte, after which a server counts as stalled
CHUNK = 2**17
DAY = 24 * 3600


def downloaded(entry):
    """The path of the entry's weight file in the cache; fetch it first if it is absent or damaged.

    A file is checked against as many digits of its SHA-256 as its source publishes.
    For torchvision those are 8 of 64: enough against damage, not against intent.
    """
    path = cache_folder() / entry.file_name
    if not (path.is_file() and sha256(path).startswith(entry.sha256)):
        _fetch(entry, path)
    return path


def cache_folder():
    import torch
    return Path(torch.hub.get_dir()) / "pse_helpers"


def sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(entry, path):
    address = entry.url if "://" in entry.url else torchvision_weights.address(entry.name, entry.weights)
    try:
        with _unfinished(path) as file:
            digits = _stream(address, file)
            if not digits.startswith(entry.sha256):
                raise ValueError(f"invalid hash value: expected {entry.sha256}, got {digits[:len(entry.sha256)]}")
    except _NotWritable as error:
        raise ConnectionError(f"{error}; set TORCH_HOME to a folder that can be written to. "
                              f"{_offline(entry)}.") from error
    except (OSError, HTTPException, ValueError) as error:  # a stalled server is an OSError, half an answer the second
        raise ConnectionError(f"could not get the {entry.weights} weights of {entry.name} from {address} ({error}). "
                              f"{_offline(entry)}, and a copy of {entry.file_name} put into {path.parent} is used if "
                              "its SHA-256 is right.") from error


class _NotWritable(Exception):
    """The cache folder cannot be used."""


@contextmanager
def _unfinished(path):
    """A temporary file in the cache folder that takes the place of `path` if all goes well, and is gone otherwise."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_leftovers(path)
        file = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.name}.", suffix=".part", delete=False)
    except OSError as error:
        raise _NotWritable(f"the cache folder {path.parent} cannot be written to ({error})") from error
    beside = Path(file.name)
    try:
        with file:
            yield file
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def _remove_leftovers(path):
    """What killed processes left of this file; younger ones may belong to a process that is at work."""
    for leftover in path.parent.glob(f"{path.name}.*.part"):
        if time.time() - leftover.stat().st_mtime > DAY:
            leftover.unlink(missing_ok=True)


def _stream(address, file):
    """Write what an address sends to a file, with a progress bar; the SHA-256 of it."""
    digits = hashlib.sha256()
    with urlopen(Request(address, headers={"User-Agent": "pse-helpers"}), timeout=SILENCE) as answer:
        length = answer.headers.get("Content-Length")
        with tqdm(total=length and int(length), unit="B", unit_scale=True, unit_divisor=1024) as bar:
            while chunk := answer.read(CHUNK):
                file.write(chunk)
                digits.update(chunk)
                bar.update(len(chunk))
    if length and file.tell() != int(length):
        raise OSError(f"only {file.tell()} of {length} bytes arrived")
    return digits.hexdigest()


def _offline(entry):
    return f"Offline, {_what_ships(entry)}"


def _what_ships(entry):
    if entry.shipped:
        return f"networks.spectra({entry.name!r}, {entry.weights!r}) gives their spectra"
    return f"networks.spectra({entry.name!r}, {RANDOM!r}) gives the spectra of random weights in their place"
