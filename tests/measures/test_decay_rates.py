"""Rates at which tails decay: exact ones of planted spectra, scipy's fits, and the law of untrained layers."""

import numpy as np
import pytest
from scipy import stats
from scipy.integrate import quad

from pse_helpers import networks
from pse_helpers.conjugate import spectral_difference
from pse_helpers.layers import LayerSpectra, gaussian_spectra
from pse_helpers.marchenko_pastur import distribution
from pse_helpers.measures import power_law, tail_decay


def rng(seed):
    return np.random.default_rng(seed)


def spectra_of(layers):
    shapes = tuple((len(values), 2 * len(values)) for values in layers)
    return LayerSpectra(tuple(map(str, range(len(layers)))), shapes, tuple(np.sort(values)[::-1] for values in layers))


def exponential(generator, layers, n):
    return spectra_of(generator.exponential(size=(layers, n)))


def test_an_exactly_exponential_spectrum():
    """The quantiles of an exponential law, in other units in every layer: rate one from every start on."""
    quantiles = -np.log((np.arange(200000) + 0.5) / 200000)
    for start in (0.5, 2, 4):
        found = tail_decay(spectra_of([quantiles, 7 * quantiles]), start, rng(1), 10)
        assert found.rate == pytest.approx(1, abs=2e-3) and found.mass == pytest.approx(np.exp(-start), abs=1e-4)
        assert found.evidence > 0.005 and found.interval == pytest.approx((found.rate, found.rate))
        assert found.law([start, start + 3]) == pytest.approx(np.exp([-start, -start - 3]), rel=0.01)


@pytest.mark.parametrize("alpha", [2.5, 4.0])
def test_a_planted_power_law(alpha):
    """Quantiles of a Pareto law beyond its mean: the exponent is found, and the evidence is against the exponential."""
    quantiles = ((np.arange(10**6) + 0.5) / 10**6) ** (-1 / alpha)
    found = tail_decay(spectra_of([quantiles, quantiles]), 2, rng(1), 10)
    assert found.power == pytest.approx(alpha, rel=0.01) and found.rate == pytest.approx((alpha - 1) / 2, rel=0.01)
    assert found.evidence == pytest.approx(np.log(1 - 1 / alpha) + 1 / alpha, abs=2e-3) and found.evidence < -0.03


def test_the_estimates_are_scipys_maximum_likelihood_fits():
    """One order throughout, so that layers and eigenvalues count alike; the likelihoods are scipy's too."""
    spectra = exponential(rng(1), 6, 40)
    values = np.concatenate([layer / layer.mean() for layer in spectra.values])
    beyond = values[values > 1.5]
    found = tail_decay(spectra, 1.5, rng(2), 10)
    _, scale = stats.expon.fit(beyond, floc=1.5)
    power, _, _ = stats.pareto.fit(beyond, floc=0, fscale=1.5)
    assert found.rate == pytest.approx(1 / scale) and found.power == pytest.approx(power, rel=1e-4)
    evidence = stats.expon(1.5, scale).logpdf(beyond).mean() - stats.pareto(power, 0, 1.5).logpdf(beyond).mean()
    assert found.evidence == pytest.approx(evidence, abs=1e-6) and found.mass == pytest.approx(len(beyond) / 240)


def test_both_tails_have_one_exponent():
    """Of a single layer from one start on: the density of `power_law` falls with one power more than the tail here."""
    values = rng(3).pareto(1.5, 200) + 1
    fit = power_law(values)
    start = fit.start / values.mean() * (1 - 1e-12)  # a tail begins behind its start here, and at it there
    found = tail_decay(spectra_of([values, values]), start, rng(1), 10)  # twice, since one layer has no interval
    assert found.mass == fit.tail / 200 and found.power == pytest.approx(fit.alpha - 1, rel=1e-9)


def test_the_rate_is_mass_over_area_with_every_layer_counting_alike():
    spectra = spectra_of([rng(1).exponential(size=30), rng(2).chisquare(1, size=90), np.ones(5)])

    def tail(x):
        return np.mean([(layer > x * layer.mean()).mean() for layer in spectra.values])

    area = np.mean([tail(x) for x in np.linspace(2, 62, 60001)]) * 60  # beyond any value
    found = tail_decay(spectra, 2, rng(1), 10)
    assert found.rate == pytest.approx(tail(2) / area, rel=2e-3)
    assert (found.layers, found.mass) == (2, pytest.approx(tail(2)))


@pytest.mark.parametrize("precision", [np.float64, np.float32, np.float16])
def test_rounding_noise_is_no_tail(precision):
    """Layers of rank 3 in 20 values, with the start of the tail below the noise: it holds the three and no others."""
    layers = [rng(i).standard_normal((20, 3)) @ rng(100 + i).standard_normal((3, 30)) for i in range(4)]
    true = spectra_of([np.append(np.linalg.svd(layer, compute_uv=False)[:3]**2, np.zeros(17)) for layer in layers])
    found = tail_decay([layer.astype(precision) for layer in layers], 1e-18, rng(1), 10)
    expected = tail_decay(true, 1e-18, rng(1), 10)
    assert found.mass == expected.mass == 3 / 20 and found.power == pytest.approx(expected.power, rel=1e-4)


@pytest.mark.parametrize("layers", [20, 40])
@pytest.mark.false_alarm(1e-4, detects="one that covers in 0.8 of all cases, or in all of them")
def test_the_interval_covers_the_rate_of_independent_layers(layers):
    """The tail of shares of a sum of n exponentials is exactly (1 - x / n)^(n - 1), the rate from a on n / (n - a).

    400 networks of independent layers; a percentile bootstrap of 20 layers covers less than 95 %. Of 400
    intervals that cover with a probability from 0.91 to 0.955 between 340 and 396 do (binomial).
    """
    n, start, inside = 64, 2, []
    for child in range(400):
        found = tail_decay(exponential(rng([child, layers]), layers, n), start, rng(child), 400)
        inside.append(found.interval[0] <= n / (n - start) <= found.interval[1])
    assert 340 <= sum(inside) <= 396


@pytest.mark.false_alarm(1e-5, detects="an interval of 90 per cent: 0.32 standard errors away, eight of these")
def test_the_interval_is_scipys_bootstrap_over_layers():
    """Of 10 000 samples each. The difference of two ends has a standard error of 0.038 standard errors of a rate.

    Within five of these.
    """
    spectra = spectra_of([*rng(4).exponential(size=(12, 50)), *rng(5).chisquare(1, size=(12, 50))])
    beyond = [values / values.mean() - 2 for values in spectra.values]
    mass, area = np.array([[(one > 0).mean(), one.clip(0).mean()] for one in beyond]).T

    def rate(mass, area, axis):
        return mass.sum(axis=axis) / area.sum(axis=axis)

    expected = stats.bootstrap((mass, area), rate, paired=True, n_resamples=10_000, method="percentile",
                               random_state=rng(6))
    found = tail_decay(spectra, 2, rng(7), 10_000)
    assert found.layers == 24  # no layer without a tail: all are drawn from
    assert found.interval == pytest.approx(tuple(expected.confidence_interval), abs=0.19 * expected.standard_error)


def test_untrained_layers_decay_by_their_shapes():
    """Marchenko and Pastur's law gives the rate without a free parameter."""
    shapes = [(200, 300), (150, 150), (100, 400)]
    source = LayerSpectra(("a", "b", "c"), tuple(shapes), tuple(np.ones(min(shape)) for shape in shapes))

    def tail(x):
        return sum(1 - float(distribution(x, n / m)) for n, m in shapes)

    law = tail(2) / quad(tail, 2, 4, limit=200)[0]
    rates = [tail_decay(gaussian_spectra(source, rng(seed)), 2, rng(0), 1).rate for seed in range(20)]
    assert np.mean(rates) == pytest.approx(law, rel=0.02)


def test_the_rate_does_not_depend_on_scales_or_the_order_of_layers():
    trained = networks.spectra("resnet20", "CIFAR10")
    values = tuple(3.0**k * values for k, values in enumerate(trained.values[::-1]))
    moved = LayerSpectra(trained.names, trained.shapes[::-1], values)
    one, other = (tail_decay(source, 2, rng(1)) for source in (trained, moved))
    assert other.rate == pytest.approx(one.rate) and other.mass == pytest.approx(one.mass)
    assert other.mass == pytest.approx(spectral_difference(trained, "CUE", rng(1)).tail(2))
    assert one.interval == tail_decay(trained, 2, rng(1)).interval  # the same generator, the same interval


@pytest.mark.parametrize("changed, error, message", [
    ({"start": 0}, ValueError, "start must be a positive, finite number; got 0"),
    ({"start": True}, ValueError, "start must be a positive, finite number; got True"),
    ({"start": np.inf}, ValueError, "start must be a positive, finite number; got inf"),
    ({"start": 50}, ValueError, "start must have eigenvalues of at least two layers beyond it; at 50 times the mean"),
    ({"source": [np.diag([1.0, 3]), np.eye(2)], "start": 1.5}, ValueError,
     "at least two layers beyond it; at 1.5 times the mean there are those of 1"),
    ({"size": 0}, ValueError, "size must be a positive integer; got 0"),
    ({"rng": 1}, TypeError, "rng must be a numpy.random.Generator; got a int"),
    ({"source": [np.zeros((3, 4))] * 2}, ValueError, "is zero everywhere"),
    ({"source": []}, ValueError, "no layer matrix"),
])
def test_errors(changed, error, message):
    with pytest.raises(error, match=message):
        tail_decay(**{"source": exponential(rng(1), 4, 30), "start": 2, "rng": rng(1)} | changed)
