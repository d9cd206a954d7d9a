"""One small network in five kinds of file."""

import json
import signal

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn


@pytest.fixture(scope="session")
def net():
    torch.manual_seed(3)
    return nn.Sequential(*(nn.Linear(n, n + 4) for n in range(12, 36, 4)))


@pytest.fixture(scope="session")
def saved(net, tmp_path_factory):
    """{kind: the arguments that name the file}."""
    folder, state = tmp_path_factory.mktemp("networks"), net.state_dict()
    torch.save(state, folder / "net.pt")
    save_file(state, folder / "net.safetensors")
    np.savez(folder / "net.npz", **{name: value.numpy() for name, value in state.items()})
    torch.save({"model": state, "model_ema": {name: 2 * value for name, value in state.items()}, "epoch": 3},
               folder / "last.ckpt")
    return {"module": [str(folder / "net.pt")], "safetensors": [str(folder / "net.safetensors")],
            "arrays": [str(folder / "net.npz")], "shards": [str(sharded(state, folder / "shards"))],
            "checkpoint": [str(folder / "last.ckpt"), "--key", "model_ema"]}


def sharded(state, folder):
    """The state dict in two files with an index."""
    folder.mkdir()
    items, place = list(state.items()), {}
    for number, part in enumerate((items[:5], items[5:]), 1):
        file = f"model-{number:05d}-of-00002.safetensors"
        save_file(dict(part), folder / file)
        place |= dict.fromkeys(dict(part), file)
    (folder / "model.safetensors.index.json").write_text(json.dumps({"metadata": {}, "weight_map": place}))
    return folder


@pytest.fixture(autouse=True)
def interrupts_are_heard():
    """A shell starts its background jobs deaf to Ctrl-C, and they would pass that on to what they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
