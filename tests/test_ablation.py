"""What separates two conventions, and what the order of parallel branches moves."""

from dataclasses import fields, replace

import numpy as np
import pytest

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, Convention, ablation, cpse, shuffled_branches
from pse_helpers.layers import gaussian_spectra
from pse_helpers.layers import layer_spectra


@pytest.fixture(scope="module")
def trained():
    return networks.spectra("resnet20", "CIFAR10")


# -- ablation ------------------------------------------------------------------

CHOICES = ["squared", "zeros", "unit_mean", "edges", "whole_periods", "last_layer", "first_distance"]


def test_rows_name_every_choice_in_which_the_two_differ(trained):
    assert ablation(trained).index.tolist() == ["nothing", *CHOICES, "everything"]
    assert set(CHOICES) | {"shift"} == {field.name for field in fields(Convention)}


@pytest.mark.parametrize("start, target", [(REFERENCE, STANDARD), (STANDARD, REFERENCE)])
def test_each_row_is_cpse_in_its_convention(trained, start, target):
    table = ablation(trained, start, target)
    by_hand = {"nothing": start, "squared": replace(start, squared=target.squared),
               "edges": replace(start, edges=target.edges), "everything": target}
    for changed, convention in by_hand.items():
        assert table.cpse[changed] == cpse(trained, convention).value
    np.testing.assert_array_equal(table.change, table.cpse - table.cpse["nothing"])


def test_the_two_ways_end_where_the_other_begins(trained):
    there, back = ablation(trained), ablation(trained, STANDARD, REFERENCE)
    assert there.cpse["everything"] == back.cpse["nothing"] and there.cpse["nothing"] == back.cpse["everything"]


def test_choices_without_an_object_change_nothing():
    """Square layers of one width have no zeros to add and only whole periods."""
    layers = [np.random.default_rng(i).standard_normal((16, 16)) for i in range(6)]
    assert (ablation(layers, REFERENCE, STANDARD).change[["zeros", "whole_periods"]] == 0).all()


def test_scores_are_distances_from_the_twins_in_the_convention_of_the_row(trained):
    twins = [gaussian_spectra(trained, child) for child in np.random.default_rng(1).spawn(5)]
    z = ablation(trained, twins=twins).z
    for changed, convention in {"nothing": REFERENCE, "everything": STANDARD}.items():
        null = np.array([cpse(twin, convention).value for twin in twins])
        deviation = np.sqrt(((null - null.mean())**2).sum() / 4)
        assert z[changed] == pytest.approx((cpse(trained, convention).value - null.mean()) / deviation)


def test_a_twin_scores_like_a_twin(trained):
    """|z| of an untrained network with 20 twins is Student's with 19 degrees of freedom, nearly: below 4.5."""
    twin, *twins = [gaussian_spectra(trained, child) for child in np.random.default_rng(2).spawn(21)]
    assert (ablation(twin, STANDARD, REFERENCE, twins).z.drop(["unit_mean", "everything"]).abs() < 4.5).all()


def test_refusals(trained):
    with pytest.raises(ValueError, match="start and target must differ in at least one choice"):
        ablation(trained, STANDARD, STANDARD)
    with pytest.raises(ValueError, match="twins must be none or at least 2"):
        ablation(trained, twins=[trained])
    with pytest.raises(TypeError, match="target must be a Convention, such as STANDARD; got a str"):
        ablation(trained, STANDARD, "REFERENCE")


# -- branches ------------------------------------------------------------------

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


def test_all_orders_come_equally_often(branched):
    """Two blocks of two branches: four orders; chi squared with 3 degrees of freedom is below 21 but once in 10 000."""
    firsts = [shuffled_branches(branched, place_of, child).names for child in np.random.default_rng(5).spawn(400)]
    counts = np.unique([(names[1], names[6]) for names in firsts], axis=0, return_counts=True)[1]
    assert len(counts) == 4 and ((counts - 100)**2 / 100).sum() < 21


def test_a_chain_has_one_order(trained):
    shuffled = shuffled_branches(trained, lambda name: (name, ""), np.random.default_rng(6))
    assert shuffled.names == trained.names and cpse(shuffled).value == cpse(trained).value


def test_a_place_that_is_no_pair_is_refused(branched):
    with pytest.raises(ValueError, match=r"place_of must return a pair \(block, branch\).*got 'stem' for stem"):
        shuffled_branches(branched, lambda name: name, np.random.default_rng(7))
