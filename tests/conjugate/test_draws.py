"""Conjugate ensembles: their orders, their independence of each other, fluctuations against the number variance."""

import numpy as np
import pytest

from pse_helpers import conjugate
from pse_helpers.conjugate import MAPS
from pse_helpers.levels import number_variance_law


def rng(seed):
    return np.random.default_rng(seed)


def test_the_conjugate_ensemble_has_the_orders_given():
    drawn = conjugate.conjugate_ensemble([3, 7, 3], "CSE", 4, rng(1))
    assert [one.shape for one in drawn] == [(4, 3), (4, 7), (4, 3)]
    assert not np.allclose(drawn[0], drawn[2])


@pytest.mark.parametrize("ensemble, beta", [("COE", 1), ("CUE", 2), ("CSE", 4)])
@pytest.mark.false_alarm(1e-4, detects="a variance that is off by a fifth, such as that of another beta")
def test_fluctuations_follow_the_number_variance(shapes, ensemble, beta):
    """Beyond 1 the image is one arc of length pi; layers are independent and count alike."""
    size = 3000
    drawn = conjugate.conjugate_masses(shapes, ensemble, MAPS["reflection"], np.array([0.0, 1, 2]), size, rng(8))
    law = sum(number_variance_law(beta, min(s), np.pi) / min(s)**2 for s in shapes) / len(shapes)**2
    assert abs(drawn[:, 1].var(ddof=1) / law - 1) < 4 * np.sqrt(2 / size)


@pytest.mark.parametrize("name", MAPS)
def test_the_draws_do_not_depend_on_the_order_of_the_layers(shapes, name):
    one, other = (conjugate.conjugate_masses(layers, "CUE", MAPS[name], MAPS[name].edges, 3, rng(4))
                  for layers in (shapes, shapes[::-1]))
    assert (one == other).all() and one.sum(axis=1) == pytest.approx(np.ones(3))


@pytest.mark.parametrize("call, message", [
    (lambda: conjugate.conjugate_ensemble([], "CUE", 2, rng(1)), "orders must be a list of at least one"),
    (lambda: conjugate.conjugate_ensemble([3, 0], "CUE", 2, rng(1)), r"orders\[1\] must be a positive integer; got 0"),
    (lambda: conjugate.conjugate_ensemble([3], "GUE", 2, rng(1)), "GUE"),
    (lambda: conjugate.conjugate_masses([], "CUE", MAPS["phase"], np.array([0, 1, 2]), 2, rng(1)),
     "shapes must have at least one"),
])
def test_errors_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)
