#!/usr/bin/env python3
"""Time of the equivalence table of thirteen torchvision networks from shipped spectra, 40 circular draws each.

    python benchmarks/equivalence.py

`table` is `equivalence` in whole, `differences` the thirteen spectral differences
without their comparison, one by one. `limit` is nothing but the exact counts of
40 circular matrices for every layer of every network, each set of equal orders at
once. Wall seconds, one thread, one process.
"""

import time
from collections import Counter

import numpy as np
import pandas as pd

from pse_helpers import networks
from pse_helpers.circular import eigenphase_counts
from pse_helpers.conjugate import equivalence, spectral_difference

NAMES = [f"vgg{depth}{norm}" for norm in ("", "_bn") for depth in (11, 13, 16, 19)]
NAMES += [f"resnet{depth}" for depth in (18, 34, 50, 101, 152)]
DRAWS, BINS = 40, 28


def table(sources):
    equivalence(sources, "CUE", np.random.default_rng(0), size=DRAWS)


def differences(sources):
    for rng, source in zip(np.random.default_rng(0).spawn(len(sources)), sources.values()):
        spectral_difference(source, "CUE", rng, size=DRAWS)


def limit(sources):
    rng, edges = np.random.default_rng(0), np.linspace(-np.pi, np.pi, BINS + 1)
    for source in sources.values():
        for order, layers in Counter(min(shape) for shape in source.shapes).items():
            eigenphase_counts("CUE", order, edges, DRAWS * layers, rng)


def main():
    sources = {name: networks.spectra(name, "random") for name in NAMES}
    seconds = {}
    for contender in (table, differences, limit):
        start = time.perf_counter()
        contender(sources)
        seconds[contender.__name__] = time.perf_counter() - start
    result = pd.DataFrame({"seconds": seconds})
    result["in units of the limit"] = result.seconds / result.seconds["limit"]
    print(result.round(2))


if __name__ == "__main__":
    main()
