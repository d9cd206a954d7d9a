"""Mixed ensembles: orders against the binomial law, densities and moments against dense matrices."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import binom

from pse_helpers import conjugate


def rng(seed):
    return np.random.default_rng(seed)


@pytest.mark.false_alarm(2e-5, detects="a degree of 0.72 in place of 0.70")
def test_mixed_orders_follow_the_binomial_law():
    orders = conjugate.mixed_orders(20, 0.7, 20000, rng(1))
    share = np.bincount(orders, minlength=21) / 20000
    law = binom.pmf(np.arange(21), 20, 0.7)
    assert (np.abs(share - law) <= 5 * np.sqrt(law * (1 - law) / 20000) + 1e-4).all()
    assert (conjugate.mixed_orders(7, 1, 5, rng(1)) == 7).all()
    assert conjugate.mixed_orders(3, 1e-4, 200, rng(1)).min() == 1


def test_the_mixed_semicircle_is_the_density_of_mixed_gaussian_matrices():
    orders = list(conjugate.mixed_orders(1000, 0.6, 8, rng(2))) + [1000, 250]
    values, weights = conjugate.mixed_gaussian(orders, rng(3))
    edges = np.linspace(-2.1, 2.1, 22)
    sampled, _ = np.histogram(values, edges, weights=weights / weights.sum())
    law = [quad(lambda x: float(conjugate.mixed_semicircle(x, orders)), a, b, limit=200)[0]
           for a, b in zip(edges, edges[1:])]
    assert sum(law) == pytest.approx(1, abs=1e-4)
    assert sampled == pytest.approx(np.array(law), abs=0.003)  # edges of the spectrum: of order N^(-2/3)
    assert np.abs(sampled - np.diff(edges) * conjugate.mixed_semicircle(edges[:-1], [1000])).max() > 0.01


@pytest.mark.false_alarm(2e-4, detects="a second moment that is off by a twentieth, a fourth by a tenth")
def test_mixed_gaussian_has_the_moments_of_dense_matrices():
    values = np.array([conjugate.mixed_gaussian([5], child)[0] for child in rng(4).spawn(4000)])
    second, fourth = (values**2).sum(axis=1), (values**4).sum(axis=1)
    n = 5  # E tr H^2 = (n^2 + n) / n, E tr H^4 = (2 n^3 + 5 n^2 + 5 n) / n^2, for entries of variance 1 / n
    for sample, exact in ((second, n + 1), (fourth, (2 * n**2 + 5 * n + 5) / n)):
        assert abs(sample.mean() - exact) < 4 * sample.std() / np.sqrt(len(sample))


@pytest.mark.parametrize("call, message", [
    (lambda: conjugate.mixed_gaussian([2.5], rng(1)), r"orders\[0\] must be a positive integer; got 2.5"),
    (lambda: conjugate.mixed_semicircle(0, []), "orders must be a list of at least one"),
    (lambda: conjugate.mixed_orders(5, 1.5, 2, rng(1)), "degree must be a number above 0 and up to 1; got 1.5"),
])
def test_errors_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
