"""Classes of networks: complete linkage, agreement by pairs, exchanges, and the share of a variance between them."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2

from pse_helpers import conjugate


def rng(seed):
    return np.random.default_rng(seed)


def test_grouping_does_not_chain():
    """a and c, each close to b, are not close: one class of connected components, two of complete linkage."""
    table = pd.DataFrame({"first": ["a", "c", "b"], "second": ["b", "a", "c"],
                          "distance": [0.1, 0.25, 0.15], "z": [-1.0, 4, 2]})
    assert conjugate.grouping(table, 0.2) == [("a", "b"), ("c",)]
    assert conjugate.grouping(table, 0.25) == [("a", "c", "b")]
    assert conjugate.grouping(table, 0) == [("a",), ("c",), ("b",)]
    assert conjugate.grouping(table, 1, "z") == [("a", "b"), ("c",)]


def test_closer_than_chance_is_as_close_as_can_be():
    table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "z": [-4.0, 3.0, 2.0]})
    assert conjugate.grouping(table, 1, "z") == [("a", "b"), ("c",)]
    assert conjugate.grouping(table, 0, "z") == [("a", "b"), ("c",)]


def random_classes(rng, names, number):
    """Names in a random order, in classes of random sizes, none empty."""
    labels = rng.permutation(np.concatenate([np.arange(number), rng.integers(number, size=len(names) - number)]))
    return [tuple(name for name, label in zip(names, labels) if label == k) for k in range(number)]


def labels_of(classes, names):
    of = {name: k for k, one in enumerate(classes) for name in one}
    return [of[name] for name in names]


def test_agreement_counts_the_pairs_that_share_a_class_in_both():
    names, child = list("abcdefghij"), rng(5)
    for one, other in [(random_classes(child, names, a), random_classes(child, names, b))
                       for a in (1, 2, 5, 9) for b in (3, 6, 9)]:
        first, second = ({frozenset(pair) for group in classes for pair in combinations(group, 2)}
                         for classes in (one, other))
        expected, most = len(first) * len(second) / 45, (len(first) + len(second)) / 2
        found = (len(first & second) - expected) / (most - expected)
        assert conjugate.agreement(one, other) == pytest.approx(found, abs=1e-12)
        assert conjugate.agreement(one, [group[::-1] for group in other[::-1]]) == pytest.approx(found, abs=1e-12)


@pytest.mark.false_alarm(1e-4, detects="an exchange that comes in a quarter of all cases")
def test_networks_are_exchanged_uniformly_and_within_their_groups():
    """Six exchanges keep both groups; each appears in a sixth of the draws (chi squared)."""
    classes, within = [("a", "b"), ("c", "d", "e")], [("a", "c", "d"), ("b",), ("e",)]
    child = rng(6)
    drawn = [conjugate.exchanged(classes, child, within) for _ in range(1200)]
    assert all([len(one) for one in found] == [2, 3] and found[0][1] == "b" and found[1][2] == "e" for found in drawn)
    counts = np.unique([found[0][0] + found[1][0] + found[1][1] for found in drawn], return_counts=True)[1]
    assert len(counts) == 6 and ((counts - 200)**2 / 200).sum() < chi2.isf(1e-4, 5)
    everywhere = {name for _ in range(200) for name in conjugate.exchanged(classes, child)[0]}
    assert everywhere == set("abcde")


def test_the_share_between_classes_is_that_of_a_regression_on_labels():
    names, child = list("abcdefghijkl"), rng(7)
    values = dict(zip(names, child.standard_normal(12)))
    for number in (1, 3, 12):
        classes = random_classes(child, names, number)
        design = np.eye(number)[labels_of(classes, names)]
        x = np.array(list(values.values()))
        left = x - design @ np.linalg.lstsq(design, x, rcond=None)[0]
        assert conjugate.share_between(classes, values) == pytest.approx(1 - left.var() / x.var(), abs=1e-12)


@pytest.mark.parametrize("call, message", [
    (lambda: conjugate.grouping(None, -1.0), "accuracy must be a finite number from 0 on; got -1.0"),
    (lambda: conjugate.agreement([("a", "b")], [("a", "c")]),
     "other must group the same networks as one, at least two; got 2 and 2"),
    (lambda: conjugate.agreement([("a",)], [("a",)]), "at least two; got 1 and 1"),
    (lambda: conjugate.agreement([("a", "b"), ("b",)], [("a", "b")]),
     "one must name each network once; got 3 names of 2"),
    (lambda: conjugate.exchanged([("a", "b")], rng(1), [("a",)]),
     "within must group the same 2 networks as classes; got 1"),
    (lambda: conjugate.share_between([("a", "b")], {"a": 1.0}),
     "values must give numbers that differ, one for each of the 2 networks; got 1"),
    (lambda: conjugate.share_between([("a", "b")], {"a": 1.0, "b": 1.0}), "values must give numbers that differ"),
])
def test_errors_in_one_line(call, message):
    with pytest.raises(ValueError, match=message) as error:
        call()
    assert "\n" not in str(error.value)


def test_a_table_holds_each_pair_once():
    names = pd.DataFrame(combinations("abc", 2), columns=["first", "second"])
    table = names.assign(distance=[0.1, 0.2, 0.3], z=[1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="column must be one of the table's columns, .*; got 'p'"):
        conjugate.grouping(table, 1.0, "p")
    with pytest.raises(ValueError, match="table must hold each pair of its 3 networks once; got 2 rows"):
        conjugate.grouping(table[:2], 1.0)


@pytest.mark.parametrize("call, message", [
    (lambda: conjugate.agreement(["ab"], ["ab"]), "one must be a sequence of classes of names; got 'ab'"),
    (lambda: conjugate.agreement([("a", "b")], None), "other must be a sequence of classes; got None"),
    (lambda: conjugate.share_between([("a", "b")], {"a": 1.0, "b": np.nan}), "values must be finite; got 1 of 2"),
    (lambda: conjugate.grouping(pd.DataFrame({"first": ["a"], "second": ["b"], "distance": [np.nan]}), 1.0),
     r"table\['distance'\] must be finite; got 1 of 1"),
    (lambda: conjugate.grouping([1], 1.0), "table must be a pandas.DataFrame; got a list")])
def test_what_holds_no_classes(call, message):
    with pytest.raises((ValueError, TypeError), match=f"^{message}"):
        call()
