"""The figures of the chapter on cPSE: how it is made, and every network at its own error."""

import numpy as np
import pandas as pd

from pse_helpers import networks
from pse_helpers.cascade import STANDARD, cpse, periodic_spectral_ergodicity, tiled_histograms
from pse_helpers.chapters.cpse.figures import families_against_error, how_cpse_is_made


def test_how_cpse_is_made_is_drawn_from_what_is_given():
    net = networks.spectra("resnet20", "CIFAR10")
    counts, omega, cascade = tiled_histograms(net), periodic_spectral_ergodicity(net), cpse(net)
    values, histograms, ergodicity, distances = how_cpse_is_made(net, STANDARD.edges, counts, omega, cascade).axes
    for layer, (line, expected) in enumerate(zip(values.lines, net.values, strict=True), 1):
        assert set(line.get_xdata()) == {layer}
        np.testing.assert_allclose(line.get_ydata(), expected / expected.mean())
    np.testing.assert_array_equal(histograms.collections[0].get_array(), counts.T)
    drawn = {patch.get_label(): patch.get_data() for patch in ergodicity.patches}
    assert list(drawn) == ["$l$ = 2", "$l$ = 8", "$l$ = 20"]
    for depth, (heights, edges, _) in zip((2, 8, 20), drawn.values()):
        np.testing.assert_array_equal(heights, omega[depth - 1])
        np.testing.assert_array_equal(edges, STANDARD.edges)
    line, mean = distances.lines
    np.testing.assert_array_equal(line.get_xydata().T, [cascade.depths, cascade.distances])
    assert set(mean.get_ydata()) == {10**cascade.value} and mean.get_label() == "mean of logs: −1.38"


def test_networks_stand_at_their_top_1_error():
    table = pd.DataFrame({"family": ["A", "B"], "top1_error": [30.0, 20.0], "top5_error": [11.0, 6.0],
                          "cpse": [0.1, -0.7], "own": [1.0, 2.0]})
    first, second = families_against_error(table, {"cpse": "published", "own": "rebuilt"}).axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in first.lines}
    assert drawn == {"A": [[30, 0.1]], "B": [[20, -0.7]]}
    assert [line.get_xydata().tolist() for line in second.lines] == [[[30, 1]], [[20, 2]]]
    assert [axis.get_title() for axis in (first, second)] == ["published", "rebuilt"]
