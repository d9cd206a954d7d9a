#!/usr/bin/env python3
"""Compute the shipped spectra of torchvision's networks with random weights: make_random_spectra.py [OUTPUT].

One network is in memory at a time; the largest and its matrix products need 1.6 GB.
"""

import argparse
import datetime
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
import torchvision
from tqdm import tqdm

from pse_helpers.layers import layer_spectra
from pse_helpers.networks import load
from pse_helpers.networks.catalogue import CATALOGUE, RANDOM
from pse_helpers.networks.shipped import pack_spectra

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / "random_spectra.npz"
ENTRIES = [entry for entry in CATALOGUE if entry.shipped_in == OUTPUT.name]


def compute(entry):
    """The spectra of one catalogue entry in single precision, with their provenance."""
    provenance = {
        "source": entry.source, "seed": 0, "test_error": None, "date": datetime.date.today().isoformat(),
        "tool": "tools/make_random_spectra.py, squared singular values rounded to single precision",
        "torch": torch.__version__, "torchvision": torchvision.__version__, "numpy": np.__version__,
        "pse-helpers": version("pse-helpers"),
    }
    spectra = layer_spectra(load(entry.name, RANDOM))
    return replace(spectra, values=tuple(v.astype(np.float32) for v in spectra.values), provenance=provenance)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT, help="the file to write")
    pack_spectra(parser.parse_args().output, {(entry.name, entry.weights): compute(entry) for entry in tqdm(ENTRIES)})


if __name__ == "__main__":
    main()
