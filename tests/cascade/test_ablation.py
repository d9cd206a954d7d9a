"""What separates two conventions: every row against cPSE in its convention, scores against twins."""

from dataclasses import fields, replace

import numpy as np
import pytest

from pse_helpers import networks
from pse_helpers.cascade import REFERENCE, STANDARD, Convention, ablation, cpse
from pse_helpers.layers import gaussian_spectra

CHOICES = ["squared", "zeros", "unit_mean", "edges", "whole_periods", "last_layer", "first_distance"]


@pytest.fixture(scope="module")
def trained():
    return networks.spectra("resnet20", "CIFAR10")


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
        spread = np.sqrt(((null - null.mean())**2).sum() / 4)
        assert z[changed] == pytest.approx((cpse(trained, convention).value - null.mean()) / spread)


@pytest.mark.false_alarm(2e-4, detects="twins that are measured in another convention than the network")
def test_a_twin_scores_like_a_twin(trained):
    """z of one more twin beside 20 is Student's with 19 degrees of freedom, wider by sqrt(21 / 20); nine rows."""
    twin, *twins = [gaussian_spectra(trained, child) for child in np.random.default_rng(2).spawn(21)]
    assert (ablation(twin, STANDARD, REFERENCE, twins).z.drop(["unit_mean", "everything"]).abs() < 6).all()


def test_refusals(trained):
    with pytest.raises(ValueError, match="start and target must differ in at least one choice"):
        ablation(trained, STANDARD, STANDARD)
    with pytest.raises(ValueError, match="twins must be none or at least 2"):
        ablation(trained, twins=[trained])
    with pytest.raises(TypeError, match="target must be a Convention, such as STANDARD; got a str"):
        ablation(trained, STANDARD, "REFERENCE")
