#!/usr/bin/env python3
"""Compute the shipped spectra from weight files: make_spectra.py FOLDER [OUTPUT].

FOLDER holds the weight files of the catalogue under their own names. Each is
checked against its SHA-256 before it is read.
"""

import argparse
import datetime
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

import numpy as np
import torch
from tqdm import tqdm

from pse_helpers.layers import layer_spectra
from pse_helpers.networks.catalogue import CATALOGUE
from pse_helpers.networks.downloads import sha256
from pse_helpers.networks.shipped import pack_spectra

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / "trained_spectra.npz"


def recorded_test_error(path):
    """The best test error of the training run, in per cent, as the weight file itself records it."""
    return round(100 - torch.load(path, map_location="cpu", weights_only=True)["best_prec1"], 2)


def checked_path(entry, folder):
    """The weight file of one catalogue entry in `folder`, if it is that of the catalogue."""
    path = folder / entry.file_name
    if not path.is_file():
        raise SystemExit(f"no file {entry.file_name} in {folder}")
    if sha256(path) != entry.sha256:
        raise SystemExit(f"{path} has SHA-256 {sha256(path)}; expected {entry.sha256}")
    return path


def provenance_of(entry, path):
    """Where the weights come from, and with what their spectra are computed today."""
    return {
        "repository": entry.source, "file": entry.file_name, "sha256": entry.sha256,
        "test_error": entry.test_error, "test_error_source": entry.test_error_source,
        "recorded_test_error": recorded_test_error(path), "date": datetime.date.today().isoformat(),
        "code": f"pse-helpers {version('pse-helpers')}, numpy {np.__version__}",
    }


def compute(entry, folder):
    """The spectra of one catalogue entry, with their provenance."""
    path = checked_path(entry, folder)
    return replace(layer_spectra(path), provenance=provenance_of(entry, path))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder with the weight files")
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT, help="the file to write")
    options = parser.parse_args()
    entries = [entry for entry in CATALOGUE if entry.shipped_in == OUTPUT.name]
    pack_spectra(options.output, {(e.name, e.weights): compute(e, options.folder) for e in tqdm(entries)})


if __name__ == "__main__":
    main()
