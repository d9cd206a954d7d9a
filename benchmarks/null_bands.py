#!/usr/bin/env python3
"""Time of the null bands of the sixth chapter: every CIFAR-10 and digits network of width 8 and more, 20 draws each.

    python benchmarks/null_bands.py

`shared` is `null_bands`, which draws once for each set of shapes; `pool` the same
on two processes, their start included; `each` draws a band for every network;
`dense` draws Gaussian matrices and solves them in place of the bidiagonal law, for
each set of shapes; `limit` is nothing but drawing the bidiagonal matrices and solving
them. One after another in one process (but for the pool), one thread; wall seconds.
"""

import time

import numpy as np
import pandas as pd
import torch

from pse_helpers import networks
from pse_helpers.cascade import cpse, null_band, null_bands
from pse_helpers.layers.twins import _wishart_eigenvalues
from pse_helpers.parallel import process_pool

DRAWS = 20


def sources():
    """All shipped trained networks whose spectra are long enough for cPSE to be defined in every draw."""
    family = networks.digits_family()
    cifar = {f"resnet{depth}": networks.spectra(f"resnet{depth}", "CIFAR10") for depth in (20, 32, 44, 56)}
    return {**family[family.width >= 8].final.to_dict(), **cifar}


def shared(nets):
    null_bands(nets, DRAWS, np.random.default_rng(0))


def pool(nets):
    with process_pool(2) as executor:
        null_bands(nets, DRAWS, np.random.default_rng(0), executor=executor)


def each(nets):
    for rng, spectra in zip(np.random.default_rng(0).spawn(len(nets)), nets.values()):
        null_band(spectra, DRAWS, rng)


def dense(nets):
    rng = np.random.default_rng(0)
    for shapes in {spectra.shapes for spectra in nets.values()}:
        for _ in range(DRAWS):
            cpse([rng.standard_normal(shape) for shape in shapes])


def limit(nets):
    rng = np.random.default_rng(0)
    for shapes in {spectra.shapes for spectra in nets.values()}:
        for _ in range(DRAWS):
            for shape in shapes:
                _wishart_eigenvalues(*sorted(shape), rng)


def main():
    torch.set_num_threads(1)
    nets = sources()
    print(f"{len(nets)} networks, {len({spectra.shapes for spectra in nets.values()})} sets of shapes, {DRAWS} draws")
    seconds = {}
    for contender in (shared, pool, each, dense, limit):
        start = time.perf_counter()
        contender(nets)
        seconds[contender.__name__] = time.perf_counter() - start
    table = pd.DataFrame({"seconds": seconds})
    table["in units of shared"] = table.seconds / table.seconds["shared"]
    print(table.round(2))


if __name__ == "__main__":
    main()
