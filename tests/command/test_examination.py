"""The numbers are the package's own, and what has no value has a reason."""

import numpy as np
import pytest

from pse_helpers.cascade import REFERENCE, STANDARD, cpse, null_band
from pse_helpers.command.examination import CONVENTIONS, examined
from pse_helpers.command.options import parsed
from pse_helpers.command.progress import Progress
from pse_helpers.layers import layer_spectra, stable_rank
from pse_helpers.marchenko_pastur import law_test
from pse_helpers.measures import law_distance, mean_alpha, power_law


def examination_of(source, *options):
    return examined("net", layer_spectra(source), parsed(["net.pt", *options]), Progress())


def gaussian(*shapes):
    rng = np.random.default_rng(5)
    return [rng.standard_normal(shape) for shape in shapes]


LAYERS = gaussian((20, 30), (30, 40), (40, 40), (40, 30), (10, 40))


@pytest.mark.parametrize("name", CONVENTIONS)
def test_cpse_and_its_band_are_those_of_the_package(name):
    found = examination_of(LAYERS, "--convention", name, "--twins", "7", "--seed", "4")
    convention = {"standard": STANDARD, "reference": REFERENCE}[name]
    band = null_band(LAYERS, 7, np.random.default_rng(4), convention)
    assert found.cascade.value == cpse(LAYERS, convention).value
    assert np.array_equal(found.band.samples, band.samples) and found.reasons == ()
    assert found.score == (found.cascade.value - band.mean) / band.standard_deviation


def test_the_table_is_that_of_the_package():
    table = examination_of(LAYERS).layers
    assert table.law_distance.mean() == pytest.approx(law_distance(LAYERS))
    assert table.tail_exponent.mean() == pytest.approx(mean_alpha(LAYERS))
    assert table.spectral_norm.tolist() == pytest.approx([np.linalg.norm(layer, 2) for layer in LAYERS])
    assert table.stable_rank.tolist() == [stable_rank(values) for values in layer_spectra(LAYERS).values]


def test_layers_without_a_law_or_an_exponent():
    table = examination_of([*LAYERS, np.ones((1, 9)), np.zeros((4, 4)), np.eye(4)]).layers
    assert table.isna().sum(axis=1).tolist() == [0, 0, 0, 0, 0, 2, 3, 1]


@pytest.mark.parametrize("source, reason", [
    (gaussian((9, 9), (9, 9)), "cPSE has no value: it takes at least 3 layer matrices with more than one row and"),
    ([np.diag(np.arange(1.0, 9))] * 4, "cPSE has no value: the distance between depths 2 and 3 is zero"),
    ([*LAYERS, np.zeros((3, 3))], "cPSE has no value: 5 is zero everywhere"),
    ([np.eye(2, 20_000) * [[1], [low]] for low in (0.1, 1, 0.5, 0.05)],
     "cPSE has no null band: its layers have too few eigenvalues, 2 the fewest")])
def test_what_has_no_value_has_a_reason_and_a_table(source, reason):
    found = examination_of(source, "--twins", "200", "--report", "page.html")
    assert [line[:len(reason)] for line in found.reasons] == [reason]
    assert found.score is None and len(found.layers) == len(source)


def test_what_is_only_drawn_is_computed_for_a_drawing():
    assert examination_of(LAYERS).histograms == {} and examination_of(LAYERS).law is None
    found = examination_of([*LAYERS, np.ones((1, 9))], "--report", "page.html")
    expected = law_test(LAYERS, 39, np.random.default_rng(0))
    assert np.array_equal(found.law.distance, expected.distance) and np.array_equal(found.law.low, expected.low)
    assert [counts.shape for counts in found.histograms.values()] == [(5, 20), (5, 20)]


def test_the_seed_has_its_part_in_the_law():
    found = examination_of(LAYERS, "--report", "page.html", "--seed", "4")
    expected = law_test(LAYERS, 39, np.random.default_rng(4))
    assert np.array_equal(found.law.low, expected.low) and np.array_equal(found.law.high, expected.high)


def test_rounding_has_no_part_in_a_tail():
    """A product of rank four, rounded to half precision, has four values and no more."""
    rng = np.random.default_rng(1)
    product = (rng.standard_normal((30, 4)) @ rng.standard_normal((4, 40))).astype(np.float16)
    spectra = layer_spectra([product, *LAYERS])
    exponent = power_law(spectra.values[0][:4]).alpha
    assert examination_of(spectra).layers.tail_exponent[0] == exponent != power_law(spectra.values[0]).alpha
