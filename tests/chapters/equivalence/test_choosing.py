"""What the smallest member of a class costs."""

import pytest

from pse_helpers.chapters.equivalence.choosing import smallest_above_mean

ERROR = {"a": 4.0, "b": 1.0, "c": 7.0, "d": 2.0, "e": 9.0}
WEIGHTS = {"a": 10, "b": 20, "c": 10, "d": 5, "e": 3}


def test_the_smallest_members_of_a_class_share_its_place():
    assert smallest_above_mean([("a", "b", "c")], ERROR, WEIGHTS) == pytest.approx(5.5 - 4)


def test_classes_count_alike_and_those_of_one_do_not_count():
    classes = [("a", "b", "c"), ("b", "d"), ("e",)]
    assert smallest_above_mean(classes, ERROR, WEIGHTS) == pytest.approx((1.5 + 0.5) / 2)
