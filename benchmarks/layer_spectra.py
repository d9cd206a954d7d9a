#!/usr/bin/env python3
"""Time and memory of layer spectra and cPSE, beside the authors' package and beside the limit.

    python benchmarks/layer_spectra.py [--repeats N] [NETWORK ...]

Each measurement is a process of its own with one thread; the contenders take
turns. `ours` is cpse(model, REFERENCE), the same number as `peer` gives; `limit`
is nothing but the Gram products in double precision and the eigenvalue solver on the same layers.
Seconds are processor time, memory is the growth of the peak while computing.
"""

import argparse
import contextlib
import io
import json
import os
import resource
import subprocess
import sys
import time

import pandas as pd
from tqdm import tqdm

NETWORKS = ["resnet18", "resnet50", "resnet152", "vgg16"]
CONTENDERS = ["ours", "limit", "peer"]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"), "1")


def matrices(model):
    weights = [p.detach().numpy() for p in model.parameters() if p.ndim > 1]
    return [weight.reshape(len(weight), -1) for weight in weights]


def limit(model):
    from scipy.linalg import eigvalsh
    from scipy.linalg.blas import dsyrk
    for matrix in matrices(model):
        smaller = matrix if len(matrix) <= matrix.shape[1] else matrix.T
        gram = dsyrk(1, smaller.astype(float), lower=1)
        eigvalsh(gram, lower=True, overwrite_a=True, check_finite=False, driver="evd")


def ours(model):
    from pse_helpers.cascade import REFERENCE, cpse
    return cpse(model, REFERENCE).value


def peer(model):
    from bristol import cPSE
    with contextlib.redirect_stdout(io.StringIO()):
        return float(cPSE.cpse_measure(model)[1])


def measure(network, contender):
    """Seconds, growth of the peak memory in MB, and the value, in this process."""
    import torch
    import torchvision
    torch.set_num_threads(1)
    torch.manual_seed(0)
    model = getattr(torchvision.models, network)(weights=None)
    compute = {"ours": ours, "peer": peer, "limit": limit}[contender]
    compute(torch.nn.Sequential(*(torch.nn.Linear(4, 4) for _ in range(5))))  # imports are not counted
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    value = compute(model)
    seconds = time.process_time() - start
    growth = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"seconds": seconds, "MB": growth, "value": value}


def in_a_process(network, contender):
    command = [sys.executable, __file__, "--one", contender, network]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=True)
    return {"network": network, "contender": contender, **json.loads(done.stdout)}


def table(rows):
    """Medians, and the two ratios that matter: peer over ours, ours over the limit."""
    medians = pd.DataFrame(rows).groupby(["network", "contender"], sort=False).median().unstack()
    seconds, memory = medians["seconds"], medians["MB"]
    return pd.DataFrame({
        "peer s": seconds["peer"], "ours s": seconds["ours"], "limit s": seconds["limit"],
        "peer / ours": seconds["peer"] / seconds["ours"], "ours / limit": seconds["ours"] / seconds["limit"],
        "peer MB": memory["peer"], "ours MB": memory["ours"],
        "difference of values": (medians["value"]["peer"] - medians["value"]["ours"]).abs()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--one", choices=CONTENDERS, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.networks[0], options.one)))
        return
    turns = [(network, contender) for network in options.networks
             for _ in range(options.repeats) for contender in CONTENDERS]
    print(table([in_a_process(*turn) for turn in tqdm(turns)]).to_string(float_format="%.3g"))


if __name__ == "__main__":
    main()
