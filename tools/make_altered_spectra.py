#!/usr/bin/env python3
"""Compute the spectra of ResNet-56 with altered weights, for chapter 4: make_altered_spectra.py FOLDER [OUTPUT].

FOLDER holds the weight file of the catalogue's resnet56, which is checked against its SHA-256 before it is read.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from make_spectra import checked_path, provenance_of

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.sources import read_weights
from pse_helpers.networks.catalogue import find
from pse_helpers.networks.shipped import pack_spectra

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / "altered_spectra.npz"
SEED = 4


def row_norms(matrix):
    return np.linalg.norm(matrix, axis=1, keepdims=True)


def equal_rows(matrix, rng):
    """Every row has the norm one, and its direction."""
    return matrix / row_norms(matrix)


def norms_alone(matrix, rng):
    """Every row has its norm, and the direction of a Gaussian one."""
    return row_norms(matrix) * equal_rows(rng.standard_normal(matrix.shape), rng)


def random_signs(matrix, rng):
    """Every entry keeps its size and its place."""
    return matrix * rng.choice([-1, 1], matrix.shape)


def shuffled(matrix, rng):
    """Every entry is kept, in a random place."""
    return rng.permuted(matrix)


ALTERATIONS = {"equal rows": equal_rows, "norms alone": norms_alone, "random signs": random_signs,
               "shuffled": shuffled}


def altered(path, change, rng):
    """The spectra of a weight file after `change` of every layer's matrix, rounded to single precision."""
    names, arrays = zip(*read_weights(path)[0])
    matrices = [np.asarray(array, dtype=float).reshape(len(array), -1) for array in arrays]
    spectra = layer_spectra([change(matrix, rng) for matrix in matrices])
    return replace(spectra, names=names, values=tuple(values.astype(np.float32) for values in spectra.values))


def compute(entry, folder):
    """Every alteration of one catalogue entry, with its provenance: {(name, alteration): LayerSpectra}."""
    path = checked_path(entry, folder)
    provenance = provenance_of(entry, path) | {"tool": f"tools/{Path(__file__).name}", "seed": SEED}
    return {(entry.name, name): replace(altered(path, change, np.random.default_rng(SEED)), provenance=provenance)
            for name, change in ALTERATIONS.items()}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with the weight file")
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    pack_spectra(options.output, compute(find("resnet56", "CIFAR10"), options.folder))


if __name__ == "__main__":
    main()
