"""Counts by Sturm's sequence are those of computed singular values."""

import numpy as np

from pse_helpers.conjugate import sturm


def test_sturm_counts_are_exact():
    on, beside = np.random.default_rng(1).chisquare(3, (12, 4)), np.random.default_rng(2).chisquare(2, (11, 4))
    thresholds = np.sort(np.random.default_rng(3).uniform(0, 20, (4, 6)), axis=1)
    for column, found in enumerate(sturm.counts(on, beside, thresholds)):
        matrix = np.diag(np.sqrt(on[:, column])) + np.diag(np.sqrt(beside[:, column]), -1)
        values = np.linalg.svd(matrix, compute_uv=False)**2
        assert (found == np.histogram(values, np.r_[0, thresholds[column], 1e9])[0]).all()


def test_every_value_is_found_within_a_billionth():
    on, beside = np.random.default_rng(1).chisquare(3, (12, 1)), np.random.default_rng(2).chisquare(2, (11, 1))
    matrix = np.diag(np.sqrt(on[:, 0])) + np.diag(np.sqrt(beside[:, 0]), -1)
    values = np.sort(np.linalg.svd(matrix, compute_uv=False)**2)
    around = np.ravel(values[:, None] * [1 - 1e-9, 1 + 1e-9])
    assert sturm.counts(on, beside, around[None])[0].tolist() == [0, 1] * 12 + [0]


def test_a_pivot_of_zero_is_counted_rightly():
    """Squared entries 1 and 1: eigenvalues (3 -+ sqrt 5) / 2; the threshold 1 makes the first pivot zero."""
    found = sturm.counts(np.ones((2, 1)), np.ones((1, 1)), np.array([[1.0]]))
    assert found.tolist() == [[1, 1]]
