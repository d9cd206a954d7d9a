"""Where the tests find the project and its tools."""

import sys
from pathlib import Path

import matplotlib
import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tools"))
matplotlib.use("agg")


@pytest.fixture(scope="session")
def root():
    return ROOT
