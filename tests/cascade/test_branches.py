"""Parallel branches in random order: what stays, what moves, and how often."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import chi2

from pse_helpers import networks
from pse_helpers.cascade import cpse, shuffled_branches
from pse_helpers.layers import layer_spectra

NAMES = ("stem", "one.left.0", "one.left.1", "one.right.0", "one.right.1", "one.right.2", "two.left.0", "two.right.0")


def place_of(name):
    return (name.split(".") + [""])[:2]


@pytest.fixture
def branched():
    layers = [np.random.default_rng(i).standard_normal((8, 8 + i)) for i in range(len(NAMES))]
    return replace(layer_spectra(layers), names=NAMES)


def test_blocks_and_layers_within_a_branch_keep_their_order(branched):
    for child in np.random.default_rng(3).spawn(20):
        names = shuffled_branches(branched, place_of, child).names
        assert sorted(names) == sorted(NAMES) and names[0] == "stem"
        assert [name.split(".")[0] for name in names] == [name.split(".")[0] for name in NAMES]
        for branch in ("one.left", "one.right"):
            found = [index for index, name in enumerate(names) if name.startswith(branch)]
            assert found == list(range(found[0], found[0] + len(found)))
            assert [names[index] for index in found] == [name for name in NAMES if name.startswith(branch)]


def test_every_layer_keeps_its_shape_and_values(branched):
    known = dict(zip(branched.names, zip(branched.shapes, branched.values)))
    shuffled = shuffled_branches(branched, place_of, np.random.default_rng(4))
    for name, shape, values in zip(shuffled.names, shuffled.shapes, shuffled.values):
        assert shape == known[name][0] and values is known[name][1]


@pytest.mark.false_alarm(1e-4, detects="an order that comes in 0.4 of all cases")
def test_all_orders_come_equally_often(branched):
    """Two blocks of two branches: four orders, by chi squared with 3 degrees of freedom."""
    firsts = [shuffled_branches(branched, place_of, child).names for child in np.random.default_rng(5).spawn(400)]
    counts = np.unique([(names[1], names[6]) for names in firsts], axis=0, return_counts=True)[1]
    assert len(counts) == 4 and ((counts - 100)**2 / 100).sum() < chi2.isf(1e-4, 3)


def test_a_chain_has_one_order():
    trained = networks.spectra("resnet20", "CIFAR10")
    shuffled = shuffled_branches(trained, lambda name: (name, ""), np.random.default_rng(6))
    assert shuffled.names == trained.names and cpse(shuffled).value == cpse(trained).value


def test_a_place_that_is_no_pair_is_refused(branched):
    with pytest.raises(ValueError, match=r"place_of must return a pair \(block, branch\).*got 'stem' for stem"):
        shuffled_branches(branched, lambda name: name, np.random.default_rng(7))
