"""The figure that shows how cPSE is made."""

import numpy as np

from pse_helpers import networks
from pse_helpers.cascade import STANDARD, cpse, periodic_spectral_ergodicity, tiled_histograms
from pse_helpers.chapters.cpse.figures import how_cpse_is_made


def test_how_cpse_is_made_is_drawn_from_what_is_given():
    net = networks.spectra("resnet20", "CIFAR10")
    counts, omega, cascade = tiled_histograms(net), periodic_spectral_ergodicity(net), cpse(net)
    values, histograms, ergodicity, distances = how_cpse_is_made(net, STANDARD.edges, counts, omega, cascade).axes
    for layer, (line, expected) in enumerate(zip(values.lines, net.values, strict=True), 1):
        assert set(line.get_xdata()) == {layer}
        np.testing.assert_allclose(line.get_ydata(), expected / expected.mean())
    np.testing.assert_array_equal(histograms.collections[0].get_array(), counts.T)
    drawn = {patch.get_label(): patch.get_data() for patch in ergodicity.patches}
    assert list(drawn) == ["$l$ = 2", "$l$ = 20"]
    for depth, (heights, edges, _) in zip((2, 20), drawn.values()):
        np.testing.assert_array_equal(heights, omega[depth - 1])
        np.testing.assert_array_equal(edges, STANDARD.edges)
    assert values.get_xlim() == histograms.get_xlim() == distances.get_xlim() == (0, 21)
    line, mean = distances.lines
    np.testing.assert_array_equal(line.get_xydata().T, [cascade.depths, cascade.distances])
    assert set(mean.get_ydata()) == {10**cascade.value} and mean.get_label() == "mean of logs: −1.38"
