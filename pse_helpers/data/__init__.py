"""The arrays that ship with the package, read through importlib.resources."""

from importlib import resources

import numpy as np


def shipped_arrays(name):
    """All arrays of one file of pse_helpers/data, by name.

    >>> from pse_helpers.data import shipped_arrays
    >>> "index" in shipped_arrays("trained_spectra.npz")
    True
    """
    with resources.files("pse_helpers").joinpath("data", name).open("rb") as file:
        with np.load(file, allow_pickle=False) as archive:
            return dict(archive)
