"""What tests of the digits family share."""

import numpy as np
import pytest


@pytest.fixture(scope="session")
def assert_equal_records():
    """A function that compares records to the last digit; `single`: in the precision in which spectra ship."""
    def compare(first, second, single=False):
        assert first.run == second.run and first.train_error == second.train_error
        assert np.array_equal(first.test_errors, second.test_errors)
        for one, other in ((first.early, second.early), (first.final, second.final)):
            assert (one.names, one.shapes) == (other.names, other.shapes)
            for a, b in zip(one.values, other.values, strict=True):
                assert np.array_equal(a.astype(np.float32), b.astype(np.float32)) if single else np.array_equal(a, b)
    return compare
