#!/usr/bin/env python3
"""Time and memory of circular ensembles, beside scipy, the authors' package and the limit.

    python benchmarks/circular.py [--repeats N]

Each measurement is a process of its own with one thread; the contenders take
turns. `scipy` is unitary_group and the eigenvalues of one matrix, `peer` the
authors' CUE of one matrix; for the histograms of 40 matrices both are measured on
one and multiplied by 40. `limit` is nothing but the five numpy calls of a step of
the recursion, on arrays of the same shape, without sampling. Seconds are
processor time, memory is the growth of the peak while computing.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd
from tqdm import tqdm

N, MATRICES, BINS = 1024, 40, 31
EDGES = np.linspace(-np.pi, np.pi, BINS + 1)
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")


# -- the contenders ------------------------------------------------------------

def ours_histograms(n, rng, size=MATRICES):
    from pse_helpers.circular import eigenphase_counts
    return eigenphase_counts("CUE", n, EDGES, size, rng)


def ours_streamed(n, rng):
    return ours_histograms(n, rng, size=10)


def ours_phases(n, rng):
    from pse_helpers.circular import eigenphases
    return eigenphases("CUE", n, 1, rng)


def scipy_phases(n, rng):
    from scipy.stats import unitary_group
    return np.angle(np.linalg.eigvals(unitary_group(n, seed=rng).rvs()))


def peer_phases(n, rng):
    from bristol.ensembles import Circular
    return np.angle(Circular().eigen_circular(n, ensemble="CUE"))


def one_histogram(phases):
    return lambda n, rng: np.histogram(phases(n, rng), EDGES)


def limit_histograms(n, rng):
    """The arithmetic of every step, on (matrices, inner edges)."""
    rotation = np.exp(-1j * np.linspace(0.1, 3, BINS - 1)) * np.ones((MATRICES, 1))
    P = rotation.copy()
    x, y, spare, above = P.real, P.imag, np.empty(P.shape), np.empty(P.shape, bool)
    c, d = np.zeros((MATRICES, 1)), np.ones((MATRICES, 1))
    for _ in range(n - 1):
        np.multiply(y, c, out=spare)
        np.add(x, spare, out=x)
        np.multiply(y, d, out=y)
        np.multiply(P, rotation, out=P)
        np.greater(y, 0, out=above)


# -- measuring -----------------------------------------------------------------

# (task, contender): what is called, how many matrices one call stands for, how often it is called in a process
CALLS = {
    ("histograms", "ours"): (ours_histograms, 1, 25),
    ("histograms", "limit"): (limit_histograms, 1, 25),
    ("histograms", "scipy"): (one_histogram(scipy_phases), MATRICES, 1),
    ("histograms", "peer"): (one_histogram(peer_phases), MATRICES, 1),
    ("phases", "ours"): (ours_phases, 1, 5),
    ("phases", "scipy"): (scipy_phases, 1, 1),
    ("phases", "peer"): (peer_phases, 1, 1),
    ("streamed", "ours"): (ours_streamed, 1, 1),
}
TURNS = [*((N, *call) for call in CALLS if call[0] != "streamed"),
         *((n, "streamed", "ours") for n in (10**4, 10**5, 10**6))]


def measure(n, task, contender):
    """Median seconds of a call, times the matrices it stands for, and growth of the peak memory in MB."""
    call, factor, repeats = CALLS[task, contender]
    rng = np.random.default_rng(1)
    call(300, rng)  # imports are not counted
    before, seconds = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, []
    for _ in range(repeats):
        start = time.process_time()
        call(n, rng)
        seconds.append(time.process_time() - start)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    return {"seconds": factor * float(np.median(seconds)), "MB": grown / 1024}


def in_a_process(n, task, contender):
    command = [sys.executable, __file__, "--one", str(n), task, contender]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=True)
    return {"task": task, "n": n, "contender": contender, **json.loads(done.stdout)}


def table(rows):
    """Medians, and each contender's seconds over ours."""
    medians = pd.DataFrame(rows).groupby(["task", "n", "contender"], sort=False).median()
    ours = medians["seconds"].xs("ours", level="contender")
    medians["seconds / ours"] = medians["seconds"] / ours.reindex(medians.index.droplevel("contender")).to_numpy()
    return medians


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        n, task, contender = options.one
        print(json.dumps(measure(int(n), task, contender)))
        return
    turns = [turn for _ in range(options.repeats) for turn in TURNS]
    print(table([in_a_process(*turn) for turn in tqdm(turns)]).to_string(float_format="%.3g"))


if __name__ == "__main__":
    main()
