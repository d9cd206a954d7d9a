#!/usr/bin/env python3
"""Memory and time of reading a model in shards, against the size of its largest matrix.

    python benchmarks/shards.py [GIGABYTES]

Writes a synthetic model of so many gigabytes (8 if not given) in single precision, matrices of
1024 x 16384 in shards of 1 GB with an index, to a temporary folder, and reads the
folder. The peak is that of the process's own memory (Linux: RssAnon, 20 times a
second; pages of the files, which the system may drop at any time, are not in it),
less what it was before, in units of the largest matrix in double precision.
"""

import json
import sys
import tempfile
import threading
import time
from pathlib import Path

import torch
from safetensors.torch import save_file

from pse_helpers.layers import layer_spectra

SHAPE, PER_SHARD = (1024, 16384), 15  # 64 MB each


def written(folder, gigabytes):
    """Shards of random matrices, and their index."""
    number, place = round(gigabytes * 2**30 / (4 * SHAPE[0] * SHAPE[1])), {}
    shards = -(-number // PER_SHARD)
    for shard in range(shards):
        file = f"model-{shard + 1:05d}-of-{shards:05d}.safetensors"
        names = [f"layers.{k}.weight" for k in range(shard * PER_SHARD, min(number, (shard + 1) * PER_SHARD))]
        save_file({name: torch.randn(SHAPE) for name in names}, folder / file)
        place |= dict.fromkeys(names, file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": place}))


def own_memory():
    """The process's own bytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("RssAnon"))


class Peak(threading.Thread):
    """The most that `own_memory` was until told to stop."""

    def __init__(self):
        super().__init__(daemon=True)
        self.most, self.done = 0, threading.Event()

    def run(self):
        while not self.done.wait(0.05):
            self.most = max(self.most, own_memory())


def main():
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 8
    layer_spectra([torch.randn(64, 64)])  # libraries take what they take once
    with tempfile.TemporaryDirectory() as folder:
        written(Path(folder), gigabytes)
        before, start, peak = own_memory(), time.perf_counter(), Peak()
        peak.start()
        layers = len(layer_spectra(folder))
        peak.done.set()
        seconds = time.perf_counter() - start
    largest = 8 * SHAPE[0] * SHAPE[1]
    print(f"{layers} layers, {gigabytes:g} GB: {seconds:.0f} s, peak {(peak.most - before) / largest:.2f} times the "
          "largest matrix in double precision")


if __name__ == "__main__":
    main()
