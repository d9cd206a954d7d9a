"""The maps of counts: every matrix a row from the top, all panels on one scale."""

import numpy as np

from pse_helpers.chapters.spectral_ergodicity.figures import maps_of_counts


def test_every_matrix_is_a_row_and_all_panels_have_one_scale():
    even, uneven = np.array([[2, 1, 2], [1, 2, 2]]), np.array([[0, 4, 1], [3, 1, 1]])
    first, second = maps_of_counts({"CUE": even, "independent": uneven}).axes[:2]
    for axis, title, counts in ((first, "CUE", even), (second, "independent", uneven)):
        image, = axis.images
        assert axis.get_title() == title and np.array_equal(image.get_array(), counts)
        assert image.get_clim() == (0, 4) and image.origin == "upper" and axis.yaxis_inverted()
