"""Blocks of random unitary matrices: against dense matrices, the beta law, and both of their limits."""

import numpy as np
import pytest
from scipy.stats import beta as beta_law

from pse_helpers import conjugate
from pse_helpers.conjugate import MAPS


def rng(seed):
    return np.random.default_rng(seed)


def two_sample_z(one, other):
    error = np.sqrt((one.var(axis=0) + other.var(axis=0)) / len(one))
    return np.abs(one.mean(axis=0) - other.mean(axis=0)) / error


@pytest.mark.parametrize("ensemble, beta, order", [("COE", 1, 8), ("CUE", 2, 8), ("CUE", 2, 16)])
@pytest.mark.false_alarm(2e-4, detects="a block of an order, or of a number of columns, that is one off")
def test_truncation_is_a_block_of_a_haar_matrix(ensemble, beta, order):
    """Mean and variance of the counts in four bins, in 4000 blocks of each kind."""
    n, m, size, edges = 3, 5, 4000, np.array([0, 0.4, 0.8, 1.2, 1.6])
    counts = conjugate.Truncation(factor=order // 8).counts((n, m), ensemble, edges, size, rng(9))
    generator, dense = rng(10), []
    for _ in range(size):
        normal = generator.standard_normal((2, order, order))
        q, r = np.linalg.qr(normal[0] + 1j * normal[1] * (beta == 2))
        block = (q * (np.diag(r) / np.abs(np.diag(r))))[:n, :m]
        values = np.linalg.svd(block, compute_uv=False)**2 * order / m
        dense.append(np.histogram(np.minimum(values, 1.6), edges)[0])
    dense = np.array(dense)
    assert two_sample_z(counts, dense).max() < 4.42
    assert two_sample_z(*((one - one.mean(axis=0))**2 for one in (counts, dense))).max() < 4.42


def test_truncation_tends_to_the_untrained_layer_and_square_to_the_reflection():
    edges = MAPS["reflection"].edges
    small = conjugate.Truncation(factor=1000).counts((60, 90), "COE", edges, 400, rng(1)).mean(axis=0) / 60
    assert np.abs(small - conjugate.null_masses([(60, 90)], edges, 400, rng(2)).mean(axis=0)).max() < 0.004
    square = MAPS["truncation"].counts((400, 400), "CUE", edges, 20, rng(1)).mean(axis=0) / 400
    assert square == pytest.approx(MAPS["reflection"].law(edges), abs=0.002)


@pytest.mark.parametrize("beta", [1, 4])
@pytest.mark.false_alarm(2e-4, detects="the law of another beta, or of one column more")
def test_truncation_of_one_row_is_a_beta_variable(beta):
    counts = MAPS["truncation"].counts((1, 3), beta, np.array([0, 0.9, 1.1, 2.0]), 5000, rng(1))
    law = np.diff([0, *beta_law(beta / 2 * 3, beta / 2).cdf(np.array([0.9, 1.1]) * 3 / 4), 1])
    assert (np.abs(counts.mean(axis=0) - law) < 4 * np.sqrt(law * (1 - law) / 5000)).all()


@pytest.mark.parametrize("factor", [0, 1.5])
def test_a_factor_is_a_whole_number(factor):
    with pytest.raises(ValueError, match=f"factor must be a positive integer; got {factor}"):
        conjugate.Truncation(factor=factor)


def test_a_block_is_the_same_either_way_round():
    edges = np.array([0, 0.9, 1.1, 2.0])
    found = [MAPS["truncation"].counts(shape, "CUE", edges, 5, rng(1)) for shape in ((3, 5), (5, 3))]
    assert (found[0] == found[1]).all()
