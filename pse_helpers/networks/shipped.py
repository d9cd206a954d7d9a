"""Spectra that ship with the package, each with its provenance."""

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import numpy as np

from pse_helpers.data_files import shipped_arrays
from pse_helpers.layers import LayerSpectra
from pse_helpers.networks.catalogue import find


def spectra(name, weights):
    """The shipped layer spectra of a trained network.

    Parameters
    ----------
    name, weights : str
        Values of the columns of `available()`.

    Returns
    -------
    LayerSpectra
        With `.provenance`: source repository, file name and SHA-256 of the
        weights, test error in per cent and its source, the smallest test error that
        the weight file itself records, date, versions.

    Raises
    ------
    ValueError
        For an unknown name or weights that the network does not have.

    Notes
    -----
    Computed by tools/make_spectra.py. Chapter: Cascading PSE.

    Examples
    --------
    >>> from pse_helpers import networks
    >>> trained = networks.spectra("resnet20", weights="CIFAR10")
    >>> trained
    LayerSpectra: 20 layers, 698 squared singular values, 0 parameters left out
    >>> trained.provenance["file"]
    'resnet20-12fca82f.th'
    """
    entry = find(name, weights)
    return _shipped()[entry.name, entry.weights]


@cache
def _shipped() -> Mapping:
    """Every shipped network, read once: {(name, weights): LayerSpectra}."""
    arrays = shipped_arrays("trained_spectra.npz")
    index = json.loads(str(arrays.pop("index")))
    for array in arrays.values():
        array.flags.writeable = False  # shared between all callers
    return {(item["name"], item["weights"]): _layer_spectra(item, arrays) for item in index}


def _layer_spectra(item, arrays):
    prefix = f"{item['name']}/{item['weights']}"
    ends = np.cumsum([min(shape) for shape in item["shapes"]])
    values = np.split(arrays[prefix], ends[:-1])
    return LayerSpectra(tuple(item["layers"]), tuple(map(tuple, item["shapes"])), tuple(values),
                        tuple(map(tuple, item["skipped"])), MappingProxyType(item["provenance"]))


def pack(path, computed):
    """Write {(name, weights): LayerSpectra} to one compressed file that `spectra` reads."""
    index = [{"name": name, "weights": weights, "layers": s.names, "shapes": s.shapes, "skipped": s.skipped,
              "provenance": dict(s.provenance)} for (name, weights), s in computed.items()]
    arrays = {f"{name}/{weights}": np.concatenate(s.values) for (name, weights), s in computed.items()}
    np.savez_compressed(path, index=np.array(json.dumps(index)), **arrays)
