"""The figure of the chapter on circular ensembles: what its bars add up to."""

import numpy as np
import pytest

from pse_helpers.chapters.circular_ensembles.figures import spacings_beside_surmises


def test_a_histogram_of_spacings_is_a_density_of_all_of_them():
    """Of four spacings one lies beyond the axis; the bars hold three quarters of the mass."""
    figure = spacings_beside_surmises({"a": [[0.5, 1.5], [2.5, 4.0]]}, {"a": lambda s: np.exp(-s)})
    area = sum(bar.get_width() * bar.get_height() for bar in figure.axes[0].patches)
    assert area == pytest.approx(0.75)


def test_the_law_is_drawn_as_it_is():
    line, = spacings_beside_surmises({"a": [0.5, 1.5]}, {"a": lambda s: np.exp(-s)}).axes[0].lines
    assert line.get_ydata() == pytest.approx(np.exp(-line.get_xdata())) and line.get_xdata()[-1] == 3.5
