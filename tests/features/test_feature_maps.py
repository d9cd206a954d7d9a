"""Layouts of feature maps against slices taken by hand."""

import numpy as np
import pytest

from pse_helpers import features


def test_layouts_by_hand():
    maps = np.random.default_rng(27).standard_normal((6, 3, 5, 4))
    rows = [maps[i, :, a, b] for i in range(6) for a in range(5) for b in range(4)]
    assert (features.flatten(maps) == [image.ravel() for image in maps]).all()
    assert (features.positions(maps) == rows).all()
    assert features.pooled(maps) == pytest.approx(maps.mean(axis=(2, 3)))


def test_sampled_layouts():
    maps = np.arange(2 * 3 * 4 * 4).reshape(2, 3, 4, 4)
    some = features.sampled_positions(5, np.random.default_rng(24))(maps)
    every = {tuple(row) for row in features.positions(maps)}
    assert some.shape == (10, 3) and len({tuple(row) for row in some}) == 10 and {tuple(row) for row in some} < every
    assert set(some[:5, 0]) != set(some[5:, 0] - 48)             # each image has places of its own
    assert (features.sampled_positions(5, np.random.default_rng(24))(maps) == some).all()
    assert {tuple(row) for row in features.sampled_positions(99, np.random.default_rng(24))(maps)} == every
    kept = features.sampled_neurons(6, np.random.default_rng(25))
    first, again = kept(maps), kept(maps + 1)
    assert first.shape == (2, 6) and (again == first + 1).all() and set(first[0]) < set(range(48))
    assert (features.sampled_neurons(48, np.random.default_rng(25))(maps) == features.flatten(maps)).all()


@pytest.mark.parametrize("call, words", [
    (lambda: features.sampled_positions(0, np.random.default_rng(1)), "count must be a positive integer; got 0"),
    (lambda: features.sampled_neurons(2.5, np.random.default_rng(1)), "count must be a positive integer; got 2.5")])
def test_sampled_layouts_refuse(call, words):
    with pytest.raises(ValueError, match=words):
        call()


def test_sampled_layouts_need_a_generator():
    for layout in (features.sampled_positions, features.sampled_neurons):
        with pytest.raises(TypeError, match="rng must be a numpy.random.Generator; got a int"):
            layout(3, 1)
