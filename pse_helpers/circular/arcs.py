"""Arcs of the circle, one beside the other, by their edges."""

import numpy as np

from pse_helpers.checks import check_rising

_ROUNDING = 1e-12


def checked_edges(edges):
    """Rising edges that go around the circle at most once, as an array."""
    edges = check_rising(edges, "edges", 2)
    if edges[-1] - edges[0] > 2 * np.pi + _ROUNDING:
        raise ValueError(f"edges must span at most 2 pi; they span {edges[-1] - edges[0]}")
    return edges


def go_around(edges):
    """Whether the arcs cover the whole circle, so that every phase lies in one of them."""
    return edges[-1] - edges[0] > 2 * np.pi - _ROUNDING
