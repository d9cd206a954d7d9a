#!/usr/bin/env python3
"""Layer spectra with a reader's own number of threads, beside one thread and beside all threads for every layer.

    python benchmarks/threads.py [--repeats N] [NETWORK ...]

`ours` is layer_spectra as it is; `one` the same within a limit of one thread of BLAS;
`all` the same layers one after another, each on all threads, as numpy does by itself. The
contenders take turns in one process that has torch loaded, as a reader's has. Wall
seconds, the median; nothing is set in the environment.
"""

import argparse
import statistics
import time

import numpy as np
import pandas as pd
import torchvision
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from pse_helpers.layers import layer_spectra
from pse_helpers.layers.solving import squared_singular_values
from pse_helpers.layers.sources import Weight, read

NETWORKS = ["resnet18", "resnet50", "efficientnet_b0", "efficientnet_b4"]


def weights_of(model):
    return [item for item in read(model).items if isinstance(item, Weight)]


def ours(weights):
    return layer_spectra([weight.array for weight in weights])


def one(weights):
    with threadpool_limits(1, "blas"):
        return ours(weights)


def every(weights):
    return [squared_singular_values(weight) for weight in weights]


CONTENDERS = {"ours": ours, "one": one, "all": every}


def seconds(compute, weights):
    start = time.perf_counter()
    compute(weights)
    return time.perf_counter() - start


def row(name, repeats):
    weights = weights_of(torchvision.models.get_model(name, weights=None))
    layer_spectra([np.eye(300)] * 4)  # libraries take what they take once
    times = {contender: [] for contender in CONTENDERS}
    for _ in range(repeats):
        for contender, compute in CONTENDERS.items():
            times[contender].append(seconds(compute, weights))
    median = {contender: statistics.median(one) for contender, one in times.items()}
    return {"network": name, **median, "one / ours": median["one"] / median["ours"],
            "all / ours": median["all"] / median["ours"], "slowest all": max(times["all"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("networks", nargs="*", default=NETWORKS)
    parser.add_argument("--repeats", type=int, default=7)
    options = parser.parse_args()
    rows = [row(name, options.repeats) for name in tqdm(options.networks)]
    print(pd.DataFrame(rows).set_index("network").to_string(float_format="%.3g"))


if __name__ == "__main__":
    main()
