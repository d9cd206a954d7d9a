"""A map is known by its name, or given itself."""

import numpy as np
import pytest

from pse_helpers import conjugate
from pse_helpers.conjugate.maps_by_name import MAPS, map_of


def test_maps_have_their_own_names():
    assert all(map_of(name) is one and one.name == name for name, one in MAPS.items())
    own = conjugate.Truncation(factor=3)
    assert map_of(own) is own


@pytest.mark.parametrize("mapping", ["log", ["phase"], None])
def test_other_maps_are_refused(mapping):
    with pytest.raises(ValueError, match="mapping must be one of reflection, cosine, phase, modulus, truncation; got "):
        map_of(mapping)


def test_the_difference_asks_for_maps_by_name(network):
    with pytest.raises(ValueError, match="mapping must be one of reflection, .*; got 'log'") as error:
        conjugate.spectral_difference(network(1), "CUE", np.random.default_rng(1), mapping="log")
    assert "\n" not in str(error.value)
