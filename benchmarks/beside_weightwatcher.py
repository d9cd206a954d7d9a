#!/usr/bin/env python3
"""The figures that weightwatcher gives of a network, by it and by this package: the same layers, one run.

    python benchmarks/beside_weightwatcher.py [NETWORK ...]

It needs the extra: pip install 'pse-helpers[weightwatcher]'. weightwatcher's `analyze` gives
spectral norm, stable rank and the exponent of the tail for every layer; `ours` computes
the same from `layer_spectra`, and cPSE besides. weightwatcher takes a convolution apart by kernel
positions or not, by its options; here `pool=True`, its default. Wall seconds in one process, in turns.
"""

import contextlib
import io
import statistics
import sys
import time

import torchvision

from pse_helpers.layers import layer_spectra
from pse_helpers.measures import log_spectral_norm, mean_alpha, mean_stable_rank

NETWORKS, REPEATS = ["resnet18", "resnet50"], 3


def ours(model):
    spectra = layer_spectra(model)
    return mean_alpha(spectra), mean_stable_rank(spectra), log_spectral_norm(spectra)


def theirs(model):
    with contextlib.redirect_stdout(io.StringIO()):
        import weightwatcher
        return weightwatcher.WeightWatcher(model=model).analyze()


def seconds(compute, model):
    start = time.perf_counter()
    compute(model)
    return time.perf_counter() - start


def main():
    for name in sys.argv[1:] or NETWORKS:
        model = torchvision.models.get_model(name, weights=None)
        theirs(torchvision.models.get_model("squeezenet1_0", weights=None))  # imports are not counted
        times = [(seconds(ours, model), seconds(theirs, model)) for _ in range(REPEATS)]
        mine, other = (statistics.median(column) for column in zip(*times))
        print(f"{name}: weightwatcher {other:.2f} s, ours {mine:.2f} s, ratio {other / mine:.1f}", flush=True)


if __name__ == "__main__":
    main()
