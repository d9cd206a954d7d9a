#!/usr/bin/env python3
"""The time of the spectra of a model of seven billion parameters, from one matrix of each of its shapes.

    python benchmarks/seven_billion.py

The shapes are those of a transformer of 32 blocks of width 4096 with gated
feed-forward layers of 11008 and a vocabulary of 32000, LLaMA's first size (Touvron
et al. 2023, arXiv:2302.13971). One random matrix of each shape, in half precision as
such files are, is solved as `layer_spectra` solves it, and beside it what LAPACK and
BLAS need at least: one product in double precision and one call of the eigenvalue
solver. Wall seconds, with the threads that the machine gives.
"""

import time

import numpy as np
import pandas as pd

from pse_helpers.layers import layer_spectra

SHAPES = {(4096, 4096): 32 * 4, (11008, 4096): 32 * 2, (4096, 11008): 32, (32000, 4096): 2}


def limit(matrix):
    smaller = matrix if len(matrix) <= matrix.shape[1] else matrix.T
    wide = smaller.astype(np.float64)
    np.linalg.eigvalsh(wide @ wide.T)


def seconds(compute, argument):
    start = time.perf_counter()
    compute(argument)
    return time.perf_counter() - start


def main():
    rows, rng = [], np.random.default_rng(0)
    for shape, number in SHAPES.items():
        matrix = rng.standard_normal(shape, dtype=np.float32).astype(np.float16)
        ours, least = seconds(layer_spectra, [matrix]), seconds(limit, matrix)
        rows.append({"shape": shape, "matrices": number, "seconds": ours, "limit": least, "share": least / ours})
        print(rows[-1], flush=True)
    table = pd.DataFrame(rows)
    parameters = sum(a * b * number for (a, b), number in SHAPES.items())
    hours = (table.seconds * table.matrices).sum() / 3600
    print(f"{parameters / 1e9:.2f} billion parameters in {table.matrices.sum()} matrices: {hours:.2f} hours, of which "
          f"{(table.limit * table.matrices).sum() / (table.seconds * table.matrices).sum():.0%} are the limit")


if __name__ == "__main__":
    main()
