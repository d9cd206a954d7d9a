#!/usr/bin/env python3
"""Draw the figure of the landing page and the README; its values travel inside the file."""

import json
from pathlib import Path

import numpy as np

from pse_helpers import networks, plots
from pse_helpers.cascade import cpse, null_band

OUTPUT = Path(__file__).resolve().parent.parent / "book" / "_static" / "cpse_against_error.png"


def figure():
    """The figure, and the numbers that it shows."""
    spectra = {f"ResNet-{depth}": networks.spectra(f"resnet{depth}", "CIFAR10") for depth in (20, 32, 44, 56)}
    values = {name: cpse(one).value for name, one in spectra.items()}
    errors = {name: one.provenance["test_error"] for name, one in spectra.items()}
    rng = np.random.default_rng(20)
    samples = {name: null_band(one, 100, rng).samples for name, one in spectra.items()}
    shown = {name: [errors[name], values[name], *samples[name]] for name in spectra}
    return plots.measure_against_error(values, errors, samples, "cPSE"), shown


def main():
    drawn, shown = figure()
    drawn.savefig(OUTPUT, metadata={"Description": json.dumps(shown)})


if __name__ == "__main__":
    main()
