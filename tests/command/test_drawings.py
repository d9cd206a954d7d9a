"""Which pictures there are, and in which form."""

import numpy as np
import pytest

from pse_helpers.command.drawings import drawings, image, main_drawing
from pse_helpers.command.examination import examined
from pse_helpers.command.options import parsed
from pse_helpers.command.progress import Progress
from pse_helpers.layers import layer_spectra

RNG = np.random.default_rng(5)
SPECTRA = layer_spectra([*(RNG.standard_normal((9, 12)) for _ in range(5)), np.ones((1, 4))])


def examination_of(spectra):
    return examined("net", spectra, parsed(["net.pt", "--figure", "x.png"]), Progress())


@pytest.mark.parametrize("form, begins", [("png", b"\x89PNG"), ("svg", b"<?xml"), ("pdf", b"%PDF")])
def test_forms(form, begins):
    assert image(main_drawing(examination_of(SPECTRA)), form).startswith(begins)


def test_the_main_one_shows_the_distances_over_depth():
    figure = main_drawing(examination_of(SPECTRA)).draw()
    axis, = figure.axes
    assert axis.get_title() == "net" and axis.lines[0].get_xdata().tolist() == [3, 4, 5]


def test_without_cpse_the_law_is_left_and_without_a_matrix_nothing():
    two = examination_of(SPECTRA.taken([0, 1]))
    assert [drawing.caption[:21] for drawing in drawings(two)] == ["The distance of every"]
    assert main_drawing(two).alt == drawings(two)[0].alt
    assert main_drawing(examination_of(SPECTRA.taken([5]))) is None


def test_words_for_those_who_cannot_see_are_computed():
    examination = examination_of(SPECTRA)
    texts = [drawing.alt for drawing in drawings(examination)]
    above = (examination.cascade.distances > np.max([twin.distances for twin in examination.twins], axis=0)).sum()
    assert f"Of 3 distances, {above} lie above" in texts[1]
    below = (examination.cascade.distances < np.min([twin.distances for twin in examination.twins], axis=0)).sum()
    assert f"untrained twins and {below} below" in texts[1]
    assert f"{(examination.law.distance > examination.law.high).sum()} of 5 layers" in texts[2]


def test_shares_of_the_lowest_bin_and_distances_on_either_side_are_told_apart():
    """Layers with a value of nearly zero each, as no Gaussian twin has, and otherwise ever further apart."""
    rng = np.random.default_rng(1)
    spectra = layer_spectra([np.diag([1e-6, *rng.uniform(0.6, 1, 39) ** power]) for power in range(5)])
    histograms, distances, _ = (drawing.alt for drawing in drawings(examination_of(spectra)))
    assert "holds 2.5 per cent of the counts of this network" in histograms
    assert "Of 3 distances, 3 lie above those of all untrained twins and 0 below" in distances
