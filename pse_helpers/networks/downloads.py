"""Published weight files: downloaded once, checked by SHA-256, never half used."""

import hashlib
from pathlib import Path

from pse_helpers.networks import torchvision_weights
from pse_helpers.networks.catalogue import RANDOM


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
    from torch.hub import download_url_to_file
    path.parent.mkdir(parents=True, exist_ok=True)
    address = entry.url if "://" in entry.url else torchvision_weights.address(entry.name, entry.weights)
    try:  # it writes to a temporary file and moves that into place only when the hash agrees
        download_url_to_file(address, str(path), hash_prefix=entry.sha256)
    except (OSError, RuntimeError) as error:
        raise ConnectionError(
            f"could not get the {entry.weights} weights of {entry.name} from {address} ({error}). "
            f"Offline, {_what_ships(entry)}, and a copy of "
            f"{entry.file_name} put into {path.parent} is used if its SHA-256 is right.") from error


def _what_ships(entry):
    if entry.shipped:
        return f"networks.spectra({entry.name!r}, {entry.weights!r}) gives their spectra"
    return f"networks.spectra({entry.name!r}, {RANDOM!r}) gives the spectra of random weights in their place"
