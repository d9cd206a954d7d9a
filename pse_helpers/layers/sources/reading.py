"""What the reading of a source yields: one item after another, so that one array is in memory at a time."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np


class Weight(NamedTuple):
    """An array that counts; `entries` of the network's parameters stand in it."""

    name: str
    array: np.ndarray
    epsilon: float
    entries: int


class LeftOut(NamedTuple):
    """A parameter that does not count, and why; `entries` are those that are missed: none where it is no weight."""

    name: str
    reason: str
    entries: int = 0


class Note(NamedTuple):
    """A parameter that could have been read in another way: the way taken, and the grounds."""

    name: str
    text: str


@dataclass(frozen=True)
class Reading:
    """The items of a source, and where their order comes from, as in :class:`LayerSpectra`."""

    items: Iterable
    order: str
    notes: tuple = ()
