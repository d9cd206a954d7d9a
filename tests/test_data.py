"""The shipped arrays: every file is read whole, and none needs a pickle."""

from importlib import resources

import numpy as np
import pytest

from pse_helpers.data import shipped_arrays

SHIPPED = sorted(file.name for file in resources.files("pse_helpers").joinpath("data").iterdir()
                 if file.name.endswith(".npz"))


@pytest.mark.parametrize("name", SHIPPED)
def test_every_file_is_read_whole(name):
    arrays = shipped_arrays(name)
    with np.load(resources.files("pse_helpers") / "data" / name) as archive:
        assert set(arrays) == set(archive.files) != set()
    assert all(array.dtype != object for array in arrays.values())


def test_a_name_that_is_not_shipped():
    with pytest.raises(FileNotFoundError, match="no_such_file.npz"):
        shipped_arrays("no_such_file.npz")
