"""Where the tests find the project and its tools."""

import dataclasses
import gc
import sys
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
matplotlib.use("agg")


def pytest_configure(config):
    config.addinivalue_line("markers", "false_alarm(rate, detects): compares a sample with its law; how often it fails "
                                       "where nothing is wrong, at most, and what it sees: tools/seeds.py")
    config.addinivalue_line("markers", "fixed_seed(reason): holds for the numbers of its own seeds only")


@pytest.hookimpl(wrapper=True)
def pytest_collection():
    """What is collected lives to the end: looking through it for garbage again and again takes a tenth of the time."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_unconfigure():
    gc.unfreeze()


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture
def write_tree():
    """A function that writes files below a folder, {path: text}, and gives the folder."""
    def written(folder, texts):
        for name, text in texts.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
        return folder
    return written


@pytest.fixture
def saved_resnet20(tmp_path):
    """A catalogue entry, its file in `tmp_path`: ResNet-20 of random weights, seed 8, saved as published ones are."""
    import torch

    from pse_helpers.networks import catalogue, downloads, load
    path = tmp_path / "weights.th"
    state = {f"module.{name}": value for name, value in load("resnet20", seed=8).state_dict().items()}
    torch.save({"state_dict": state, "best_prec1": 91.5}, path)
    return dataclasses.replace(catalogue.CATALOGUE[0], url=f"folder/{path.name}", sha256=downloads.sha256(path))
