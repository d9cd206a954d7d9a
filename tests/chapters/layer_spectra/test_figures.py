"""The drawing of a kernel's matrices: every entry in its place, zeros blank, one scale."""

import numpy as np

from pse_helpers.chapters.layer_spectra.figures import arrangements


def test_entries_stand_in_their_places_and_zeros_are_blank():
    rows, sparse = np.arange(1, 7).reshape(2, 3), np.array([[0, 9], [4, 0], [0, 0]])
    first, second = arrangements({"rows": rows, "the operator": sparse}).axes
    assert [axis.get_title() for axis in (first, second)] == ["rows\n2 × 3", "the\noperator\n3 × 2"]
    for axis, matrix in ((first, rows), (second, sparse)):
        mesh, = axis.collections
        assert np.array_equal(mesh.get_array().filled(0), matrix) and mesh.get_clim() == (0, 9)
        assert axis.yaxis_inverted() and axis.get_aspect() == 1
    assert np.array_equal(second.collections[0].get_array().mask, sparse == 0)
