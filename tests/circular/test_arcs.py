"""Arcs by their edges: what is refused is tested beside the counts; here, when arcs go around the circle."""

import numpy as np
import pytest

from pse_helpers.circular.arcs import checked_edges, go_around


@pytest.mark.parametrize("edges, around", [
    ([-np.pi, 0, np.pi], True), ([1.0, 1.0 + 2 * np.pi], True), (np.linspace(-np.pi, np.pi, 32), True),
    ([0, 2 * np.pi - 1e-13], True), ([0, 2 * np.pi + 1e-13], True), ([0, 2 * np.pi - 1e-9], False), ([0, 1], False)])
def test_arcs_go_around_where_their_edges_meet(edges, around):
    assert go_around(checked_edges(edges)) == around


def test_arcs_go_around_once():
    with pytest.raises(ValueError, match="^edges must span at most 2 pi"):
        checked_edges([0, 2 * np.pi + 1e-9])
