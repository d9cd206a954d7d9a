"""A staircase rises at every value; the entries of a kernel stand in their places, zeros blank, on one scale."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from pse_helpers.chapters.layer_spectra.figures import arrangements, steps_along_the_law
from pse_helpers.plots.style import ENSEMBLES, UNTRAINED


def test_entries_stand_in_their_places_and_zeros_are_blank():
    rows, sparse = np.arange(1, 7).reshape(2, 3), np.array([[0, 9], [4, 0], [0, 0]])
    first, second = arrangements({"rows": rows, "the operator": sparse}).axes
    assert [axis.get_title() for axis in (first, second)] == ["rows\n2 × 3", "the\noperator\n3 × 2"]
    for axis, matrix in ((first, rows), (second, sparse)):
        mesh, = axis.collections
        assert np.array_equal(mesh.get_array().filled(0), matrix) and mesh.get_clim() == (0, 9)
        assert axis.yaxis_inverted() and axis.get_aspect() == 1
    assert np.array_equal(second.collections[0].get_array().mask, sparse == 0)


def test_several_matrices_stand_one_below_another_with_a_gap():
    axis, = arrangements({"the slices": np.arange(1, 13).reshape(2, 3, 2)}).axes
    assert axis.get_title() == "the\nslices\n2 of 3 × 2"
    drawn = axis.collections[0].get_array()
    assert drawn.filled(0).tolist() == [[1, 2], [3, 4], [5, 6], [0, 0], [7, 8], [9, 10], [11, 12]]
    assert drawn.mask[3].all() and drawn.mask.sum() == 2


@pytest.mark.parametrize("shape", [(3,), (2, 2, 2, 2)])
def test_what_is_no_matrix(shape):
    with pytest.raises(ValueError, match=r"^matrices\['a'\] must have 2 or 3 dimensions; got shape"):
        arrangements({"a": np.ones(shape)})


def test_a_staircase_rises_at_every_value_beside_the_law():
    axis, = steps_along_the_law({"independent": [3, 1], "a layer": [2, 1, 4.0, 3]}, ([0, 4], [0.0, 0.9])).axes
    independent, layer, law = axis.lines
    assert independent.get_xydata().tolist() == [[1, 0.5], [3, 1]]
    assert layer.get_xydata().tolist() == [[1, 0.25], [2, 0.5], [3, 0.75], [4, 1]]
    assert layer.get_drawstyle() == "steps-post" and law.get_xydata().tolist() == [[0, 0], [4, 0.9]]
    assert (independent.get_linestyle(), law.get_linestyle()) == ("-", "--")  # a grey and a black look alike
    assert to_rgb(layer.get_color()) == UNTRAINED
    assert to_rgb(independent.get_color()) == to_rgb(ENSEMBLES["independent"][0])
