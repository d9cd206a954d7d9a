"""Exponents of heavy tails: planted ones, scipy's fits, and what zeros, rounding, units and vectors change."""

import subprocess
import sys

import numpy as np
import pytest
import torch
from scipy import stats
from torch import nn

from pse_helpers.layers import layer_spectra
from pse_helpers.measures import mean_alpha, power_law, tails, weightwatcher_alpha


def rng(seed):
    return np.random.default_rng(seed)


# -- power laws ------------------------------------------------------------------

def test_the_exponent_by_hand():
    """Values 2, 4 and 8 times where the tail begins: three over the six ln 2 of their logarithms."""
    assert tails.hill_exponent(3, np.log([2, 4, 8]).sum()) == pytest.approx(1 / (2 * np.log(2)))


@pytest.mark.false_alarm(2e-5, detects="a start within the body, or an exponent that is off by a half")
def test_a_planted_tail_is_found_with_its_exponent():
    """Standard error (alpha - 1) / sqrt(n) of the maximum-likelihood estimate, from whichever of its values on.

    A Pareto tail is one from every start on: what is sure of the best is that it is none of the body's and lies no
    farther from its law than the whole tail.
    """
    tail = stats.pareto.rvs(1.8, size=1000, scale=2.0, random_state=rng(1))
    fit = power_law(np.concatenate([rng(2).uniform(0, 1.5, 1500), tail]))
    shape, *_ = stats.pareto.fit(tail, floc=0, fscale=tail.min())
    whole = stats.kstest(tail, stats.pareto(shape, scale=tail.min()).cdf).statistic
    assert fit.start >= tail.min() and fit.distance <= whole + 1e-12
    assert abs(fit.alpha - 2.8) < 4.42 * 1.8 / np.sqrt(fit.tail)


def test_the_fit_does_not_depend_on_how_many_tails_are_fitted_at_once(monkeypatch):
    values = rng(5).pareto(2, 50) + 1
    whole = power_law(values)
    monkeypatch.setattr(tails, "BLOCK", 4)
    assert power_law(values) == whole


@pytest.mark.parametrize("number", [8, 15, 60])
def test_the_fit_is_scipys_at_the_start_it_chooses_and_that_start_is_best(number):
    values = rng(number).standard_exponential(number)
    fit = power_law(values)
    by_start = {}
    for start in np.sort(values)[:-1]:
        tail = values[values >= start]
        shape, *_ = stats.pareto.fit(tail, floc=0, fscale=start)
        by_start[start] = shape + 1, stats.kstest(tail, stats.pareto(shape, scale=start).cdf).statistic
    best = min(by_start, key=lambda start: by_start[start][1])
    assert fit.start == pytest.approx(best)
    assert (fit.alpha, fit.distance) == pytest.approx(by_start[best], rel=1e-6)
    assert fit.tail == (values >= best).sum()


def test_the_exponent_has_no_unit_and_zeros_and_equal_values_do_not_matter():
    values = np.repeat(rng(4).pareto(1.5, 80) + 1, 2)
    fit = power_law(values)
    other = power_law(np.concatenate([[0, 0], 7 * values]))
    assert other.alpha == pytest.approx(fit.alpha) and other.start == pytest.approx(7 * fit.start)


def test_the_mean_exponent_leaves_vectors_out():
    layers = [rng(i).standard_normal((10, 20)) for i in range(3)]
    assert mean_alpha([*layers, np.ones((1, 9))]) == mean_alpha(layers)


# -- rounding ---------------------------------------------------------------------

def of_rank_4(seed):
    """A layer, and its four squared singular values from a matrix of order 4."""
    left, right = rng([seed, 0]).standard_normal((200, 4)), rng([seed, 1]).standard_normal((4, 300))
    core = np.linalg.qr(left)[1] @ np.linalg.qr(right.T)[1].T
    return left @ right, np.linalg.svd(core, compute_uv=False)**2


LAYERS, TRUE_VALUES = zip(*map(of_rank_4, range(10)))
TRUE_ALPHA = np.mean([power_law(values).alpha for values in TRUE_VALUES])


@pytest.mark.parametrize("precision, tolerance", [
    (torch.float64, 1e-12), (torch.float32, 1e-6), (torch.float16, 1e-3), (torch.bfloat16, 1e-2)])
def test_rounding_noise_is_no_tail(precision, tolerance):
    """The 196 values that are not there, up to 3e-7 of the largest, would make many an exponent a half or less."""
    spectra = layer_spectra([torch.from_numpy(layer).to(precision) for layer in LAYERS])
    assert mean_alpha(spectra) == pytest.approx(TRUE_ALPHA, rel=tolerance)
    assert min(of_all(values) / power_law(true).alpha for values, true in zip(spectra.values, TRUE_VALUES)) < 0.6


def of_all(values):
    """The exponent of `power_law` without a resolution: from the best of all starts above zero."""
    values = np.sort(values[values > 0])
    alpha, distance = tails._fits(values, np.arange(len(values) - 1))
    return alpha[distance.argmin()]


def test_an_array_of_values_is_cut_at_double_precision():
    for values in layer_spectra(list(LAYERS)).values:
        assert power_law(values) == power_law(values[:4])


def test_the_mean_exponent_is_the_same_without_torch(tmp_path):
    """Layers in single precision, in a process without torch: not a bit differs."""
    layers = [layer.astype("f") for layer in LAYERS[:3]]
    np.savez(tmp_path / "layers.npz", *layers)
    code = ("import sys; from pse_helpers.measures import mean_alpha;"
            "print(mean_alpha(sys.argv[1])); assert 'torch' not in sys.modules")
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "layers.npz"],
                          capture_output=True, text=True, check=True)
    assert float(done.stdout) == mean_alpha(layers)


def test_a_layer_with_one_value_has_no_exponent():
    with pytest.raises(ValueError, match="^source: second has no exponent: values must hold at least two .*; got 1$"):
        mean_alpha({"first": np.diag([1.0, 2.0]), "second": np.outer(np.arange(1, 5), np.arange(0.1, 1, 0.1))})


@pytest.mark.parametrize("values, message", [
    ([1, 1, 0], "values must hold at least two different numbers that double precision tells from zero; got 1"),
    ([1, 1e-16, 0], "values must hold at least two different numbers that double precision tells from zero; got 1"),
    ([1, -1], "values must be finite and not negative"), ([1, np.nan], "values must be finite and not negative")])
def test_power_law_refuses_in_one_line(values, message):
    with pytest.raises(ValueError, match=message):
        power_law(values)


def test_vectors_alone_have_no_exponent():
    with pytest.raises(ValueError, match="source must have at least 1 layer matrix"):
        mean_alpha([np.ones((1, 9))])


# -- the optional extra ----------------------------------------------------------

def test_without_weightwatcher_the_error_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "weightwatcher", None)
    with pytest.raises(ImportError, match="weightwatcher is not installed; pip install"):
        weightwatcher_alpha(nn.Linear(5, 3))


@pytest.mark.filterwarnings("default")
def test_weightwatcher_finds_the_same_exponent_in_a_linear_layer():
    pytest.importorskip("weightwatcher")
    net = nn.Sequential(nn.Linear(200, 300))
    torch.nn.init.kaiming_uniform_(net[0].weight, a=5**0.5, generator=torch.Generator().manual_seed(0))
    assert weightwatcher_alpha(net) == pytest.approx(mean_alpha(net), rel=1e-3)


def test_what_is_no_model_is_refused():
    with pytest.raises(TypeError, match="model must be a torch module; got a list"):
        weightwatcher_alpha([1])
