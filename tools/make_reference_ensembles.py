#!/usr/bin/env python3
"""Run the authors' package bristol on small ensembles and store what it draws: make_reference_ensembles.py [OUTPUT].

bristol is called, never copied. Chapter 3 reads the file, so that its readers
need not install the package.
"""

import argparse
import datetime
import json
from importlib.metadata import version
from pathlib import Path

import numpy as np
from bristol.ensembles import Circular
from bristol.spectral import Ergodicity
from tqdm import tqdm

from pse_helpers.whole_files import whole_file

OUTPUT = Path(__file__).resolve().parent.parent / "pse_helpers" / "data" / "reference_ensembles.npz"
ENSEMBLES = ("COE", "CUE", "CSE")
SEEDS = [997123, 1091645, 1352, 32718]  # of the authors' own data, four chunks
CHUNK = 10                              # matrices a chunk, so M = 40
N = 64
SIZES = (64, 128, 256)
DELTA = 0.05
SINGLE = 30                             # matrices with a seed of their own, 0, 1, ...
COLUMNS = 100


def eigenvalues(ensemble, count=SINGLE):
    """Eigenvalues of matrices that bristol draws with one seed each, shape (count, N), for CSE (count, 2N)."""
    circular = Circular()
    drawn = [circular.eigen_circular(N, ensemble=ensemble, set_seed=True, seed=seed) for seed in range(count)]
    return np.array(drawn, dtype=np.complex64)


def ensemble_as_shipped(ensemble, n):
    """What bristol gives for 40 matrices with its own seeds: one long vector of eigenvalues, serially computed."""
    return Circular().eigen_circular_ensemble(n, cSize=CHUNK, nchunks=len(SEEDS), ensemble=ensemble, seeds=SEEDS,
                                              parallel=False)


def distinct_spectra(drawn):
    """How many of the 40 spectra differ."""
    return len(np.unique(drawn["c_eigen"].reshape(CHUNK * len(SEEDS), -1), axis=0))


def summed_metric(drawn, n):
    """The sum of bristol's ergodicity metric over its bins."""
    return Ergodicity().thirumalai_mountain(drawn["c_eigen"], CHUNK * len(SEEDS), n, DELTA).sum()


def distances(drawn):
    """bristol's distances between consecutive sizes; `drawn` maps sizes to ensembles."""
    named = {f"N{n}": one for n, one in drawn.items()}
    return Ergodicity().approach_se(list(drawn), CHUNK * len(SEEDS), named, DELTA)


def column_overlaps(count=COLUMNS):
    """Squared overlap of column 0 of bristol's CUE matrices with the vector (1, ..., 1) / sqrt(N)."""
    circular = Circular()
    columns = [circular.gen_cue(N, set_seed=True, seed=seed)[:, 0] for seed in range(count)]
    return np.abs(np.sum(columns, axis=1))**2 / N


def compute():
    drawn = {(ensemble, n): ensemble_as_shipped(ensemble, n)
             for ensemble, n in tqdm([(ensemble, n) for ensemble in ENSEMBLES for n in SIZES])}
    provenance = {
        "package": "bristol", "version": version("bristol"), "date": datetime.date.today().isoformat(),
        "numpy": np.__version__, "seeds": SEEDS, "matrices_a_chunk": CHUNK, "n": N, "sizes": SIZES, "delta": DELTA,
        "seeds_of_single_matrices": f"0 to {SINGLE - 1}, for the columns 0 to {COLUMNS - 1}",
    }
    return {
        **{f"eigenvalues_{ensemble}": eigenvalues(ensemble) for ensemble in ENSEMBLES},
        "distinct": np.array([distinct_spectra(drawn[ensemble, N]) for ensemble in ENSEMBLES]),
        "summed_metric": np.array([summed_metric(drawn[ensemble, N], N) for ensemble in ENSEMBLES]),
        "distances": np.array([distances({n: drawn[ensemble, n] for n in SIZES}) for ensemble in ENSEMBLES]),
        "column_overlap": column_overlaps(),
        "provenance": np.array(json.dumps(provenance)),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("output", type=Path, nargs="?", default=OUTPUT, help="the file to write")
    with whole_file(parser.parse_args().output) as file:
        np.savez_compressed(file, **compute())


if __name__ == "__main__":
    main()
