"""The null model: bands of untrained networks, for one network and for many."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, cpse, null_band, null_bands, untrained_cascades
from pse_helpers.layers import LayerSpectra, gaussian_spectra, layer_spectra
from pse_helpers.parallel import process_pool


def layers_of(seed, shapes):
    rng = np.random.default_rng(seed)
    return [rng.standard_normal(shape) for shape in shapes]


LAYERS = layers_of(1, [(16, 24), (32, 16), (48, 20), (10, 64), (33, 33)])


# -- one network ---------------------------------------------------------------

@pytest.mark.filterwarnings("ignore::pse_helpers.cascade.tiling.UnknownOrder")
def test_a_band_and_a_cascade_tell_what_was_missed_and_guessed():
    spectra = replace(layer_spectra(LAYERS), order="unknown", coverage=0.5)
    told = "50.0 % of the weights", "order of layers unknown"
    for found in (cpse(spectra), null_band(spectra, 2, np.random.default_rng(1))):
        assert found.remarks == told and str(found).endswith(", ".join(told))


def test_null_band_keeps_shapes_and_norms():
    spectra = networks.spectra("resnet20", "CIFAR10")
    drawn = gaussian_spectra(spectra, np.random.default_rng(1))
    assert drawn.shapes == spectra.shapes and drawn.names == spectra.names
    np.testing.assert_allclose([v.sum() for v in drawn.values], [v.sum() for v in spectra.values])


@pytest.mark.false_alarm(2e-4, detects="networks that are three standard deviations of the band away")
def test_null_band_agrees_with_initialised_networks():
    """Twelve random networks and the band of another have one mean, by Welch's test."""
    *seeds, other = np.random.default_rng(3).integers(2**31, size=13).tolist()
    samples = np.array([cpse(networks.load("resnet20", seed=seed)).value for seed in seeds])
    band = null_band(networks.load("resnet20", seed=other), 40, np.random.default_rng(4))
    assert stats.ttest_ind(samples, band.samples, equal_var=False).pvalue > 1e-4
    assert band.mean == band.samples.mean() and band.standard_deviation == band.samples.std(ddof=1)


def test_null_band_depends_on_the_generator_only():
    spectra = networks.spectra("resnet20", "CIFAR10")
    state = np.random.get_state()[1].copy()
    first, again, other = (null_band(spectra, 3, np.random.default_rng(seed)).samples for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.any(first == other)
    assert len(set(first)) == 3
    np.testing.assert_array_equal(np.random.get_state()[1], state)


@pytest.mark.parametrize("convention", [STANDARD, REFERENCE])
def test_draws_are_cpse_of_twins_in_the_convention(convention):
    band = null_band(LAYERS, 3, np.random.default_rng(5), convention)
    twins = [gaussian_spectra(LAYERS, child) for child in np.random.default_rng(5).spawn(3)]
    assert band.samples.tolist() == [cpse(twin, convention).value for twin in twins]


@pytest.mark.parametrize("size", [0, 1, -3, 2.5, True, "20"])
def test_bad_sizes(size):
    with pytest.raises(ValueError, match="size must be a whole number of at least 2; got"):
        null_band(LAYERS, size, np.random.default_rng(0))


@pytest.mark.parametrize("rng", [None, 3, np.random])
def test_bad_generators(rng):
    for function in (lambda: null_band(LAYERS, 3, rng), lambda: gaussian_spectra(LAYERS, rng)):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a"):
            function()


def test_layers_too_small_for_a_null_band():
    """Two eigenvalues of a very wide layer lie beside their mean, and so do those of the next, in every draw."""
    values = tuple(np.array([1, low]) for low in (0.01, 1, 0.25, 0.0025))
    with pytest.raises(ValueError, match="^source: its layers have too few eigenvalues, 2 the fewest, for a null band; "
                                         "in 20 draws"):
        null_band(LayerSpectra(tuple("abcd"), ((2, 10**6),) * 4, values), 2, np.random.default_rng(0))


EQUAL = LayerSpectra(tuple("abcdefgh"), ((16, 144),) * 8, (np.ones(16),) * 8)  # it has no cPSE, and needs none


@pytest.mark.fixed_seed("which draws have a distance of zero is known for these")
def test_a_draw_without_a_value_is_drawn_again_from_its_own_generator():
    children = np.random.default_rng(3).spawn(300)
    expected, again = [], 0
    for child in children:
        while not (drawn := value_or_none(gaussian_spectra(EQUAL, child))):
            again += 1
        expected.append(drawn)
    band = null_band(EQUAL, 300, np.random.default_rng(3))
    assert band.samples.tolist() == expected and band.drawn_again == again > 0
    assert f"over 300 draws, {again} drawn again" in str(band)
    twins = untrained_cascades(EQUAL, 300, np.random.default_rng(3))
    assert [twin.value for twin in twins] == expected


def value_or_none(spectra):
    try:
        return cpse(spectra).value
    except ValueError:
        return None


def test_one_untrained_cascade_and_bad_numbers_of_them():
    assert len(untrained_cascades(LAYERS, 1, np.random.default_rng(1))) == 1
    with pytest.raises(ValueError, match="^size must be a positive integer; got 0"):
        untrained_cascades(LAYERS, 0, np.random.default_rng(1))


# -- many networks -------------------------------------------------------------

SOURCES = {"a": layers_of(1, [(8, 12)] * 4), "b": layers_of(2, [(16, 16)] * 3 + [(10, 20)]),
           "c": layers_of(3, [(8, 12)] * 4), "d": layers_of(4, [(10, 20)] + [(16, 16)] * 3)}


def samples(bands):
    return {name: band.samples.tolist() for name, band in bands.items()}


def test_bands_are_those_of_child_generators_and_shared_by_equal_shapes():
    bands = null_bands(SOURCES, 5, np.random.default_rng(6))
    assert list(bands) == list(SOURCES) and bands["a"] is bands["c"]
    assert len({id(band) for band in bands.values()}) == 3  # the order of the layers counts
    for name, child in zip("abd", np.random.default_rng(6).spawn(3)):
        expected = null_band(SOURCES[name], 5, child)
        np.testing.assert_allclose(bands[name].samples, expected.samples, rtol=1e-12)
        assert bands[name].mean == pytest.approx(expected.mean, rel=1e-12)


def test_where_norms_count_nothing_is_shared():
    bands = null_bands(SOURCES, 4, np.random.default_rng(6), REFERENCE)
    assert len({id(band) for band in bands.values()}) == 4
    for name, child in zip("abcd", np.random.default_rng(6).spawn(4)):
        assert bands[name].samples.tolist() == null_band(SOURCES[name], 4, child, REFERENCE).samples.tolist()


def test_bands_do_not_depend_on_the_executor():
    alone = samples(null_bands(SOURCES, 4, np.random.default_rng(6)))
    with ThreadPoolExecutor(3) as threads, process_pool(2) as processes:
        for executor in (threads, processes):
            assert samples(null_bands(SOURCES, 4, np.random.default_rng(6), executor=executor)) == alone


@pytest.mark.false_alarm(7e-5, detects="a mean that is off by 0.7 standard deviations of the band")
def test_each_band_is_a_sample_of_cpse():
    """Against cPSE of dense Gaussian networks: four standard errors of the difference of two means."""
    band = null_bands({"one": SOURCES["b"]}, 200, np.random.default_rng(8))["one"]
    dense = [cpse(layers_of(seed, [(16, 16)] * 3 + [(10, 20)])).value for seed in range(100, 300)]
    error = np.hypot(np.std(dense, ddof=1), band.standard_deviation) / np.sqrt(200)
    assert abs(band.mean - np.mean(dense)) < 4 * error


@pytest.mark.parametrize("arguments, error, message", [
    ((list(SOURCES.values()), 5, np.random.default_rng(1)), TypeError,
     "sources must be a mapping of names to sources; got a list"),
    ((SOURCES, 1, np.random.default_rng(1)), ValueError, "size must be a whole number of at least 2; got 1"),
    ((SOURCES, 5, 1), TypeError, "rng must be a numpy.random.Generator; got a int"),
    ((SOURCES, 5, np.random.default_rng(1), "STANDARD"), TypeError, "convention must be a Convention, such as STAND")])
def test_what_null_bands_refuse(arguments, error, message):
    with pytest.raises(error, match=message):
        null_bands(*arguments)


def test_networks_that_share_a_band_keep_their_own_remarks():
    layers = layer_spectra(LAYERS)
    guessed = replace(layers, order="unknown")
    bands = null_bands({"as called": layers, "guessed": guessed, "again": layers}, 5,
                       np.random.default_rng(3))
    assert {name: band.remarks for name, band in bands.items()} == {
        "as called": (), "guessed": guessed.remarks, "again": ()}
    assert guessed.remarks and bands["guessed"].samples is bands["again"].samples
