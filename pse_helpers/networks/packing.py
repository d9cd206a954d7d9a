"""One form for all files that ship: an index, which JSON can hold, and arrays beside it."""

import json
from contextlib import nullcontext
from types import MappingProxyType

import numpy as np

from pse_helpers.layers import LayerSpectra
from pse_helpers.whole_files import whole_file


def pack(file, index, **arrays):
    """Write an index and arrays to one compressed file; equal contents give equal bytes.

    `file` is a path, and is written whole or not at all, or an open binary file.
    """
    with nullcontext(file) if hasattr(file, "write") else whole_file(file) as opened:
        np.savez_compressed(opened, index=np.array(json.dumps(index)), **arrays)


def unpacked_index(arrays):
    """The index among the arrays of a file."""
    return json.loads(str(arrays["index"]))


def number_of_values(item):
    """How many values the spectra of one network have, by its entry in an index."""
    return sum(min(shape) for shape in item["shapes"])


# How a network was read, where nothing else is said, as in LayerSpectra: files that say nothing are read as before.
UNSAID = {"order": "given", "coverage": 1.0, "notes": (), "epsilons": ()}


def packed_reading(spectra):
    """The part of an entry in an index that says how a network was read."""
    return {name: getattr(spectra, name) for name, unsaid in UNSAID.items() if getattr(spectra, name) != unsaid}


def _unpacked_reading(item):
    said = UNSAID | {name: item[name] for name in UNSAID if name in item}
    return said | {"notes": tuple(map(tuple, said["notes"])), "epsilons": tuple(said["epsilons"])}


def unpacked_spectra(item, values):
    """One network's LayerSpectra, from its entry in an index and the values of all its layers, joined.

    They are shared between all callers, and cannot be written to.
    """
    values = values.astype(float, copy=False).view()
    values.flags.writeable = False
    ends = np.cumsum([min(shape) for shape in item["shapes"]])
    return LayerSpectra(tuple(item["layers"]), tuple(map(tuple, item["shapes"])), tuple(np.split(values, ends[:-1])),
                        tuple(map(tuple, item.get("skipped", ()))), MappingProxyType(item["provenance"]),
                        **_unpacked_reading(item))
