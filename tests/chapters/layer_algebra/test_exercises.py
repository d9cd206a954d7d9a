"""The checkers of the exercises on layer algebra know right answers from typical wrong ones."""

from math import comb, log

import numpy as np
import pytest

from pse_helpers.algebra import linear_regions_upper
from pse_helpers.chapters import exercises


def pieces(n, d):
    return sum(comb(n, i) for i in range(min(n, d) + 1))


def by_dimension(dimension):
    return lambda widths: sum(log(pieces(widths[k], dimension(widths, k))) for k in range(1, len(widths)))


def strips(count, reach=1e6):
    """A square of side 2 reach in so many strips."""
    edges = np.linspace(-reach, reach, count + 1)
    return [np.array([[a, -reach], [b, -reach], [b, reach], [a, reach]]) for a, b in zip(edges, edges[1:])]


RIGHT = {"total": linear_regions_upper, "branches": (log(7 * 7 * 11), -log(2)), "pieces": strips(37)}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name):
    assert exercises.check(name, RIGHT[name]).right


def test_as_many_pieces_as_the_bound_allows_are_right():
    assert exercises.check("pieces", strips(59)).right


@pytest.mark.parametrize("name, answer, hint", [
    ("total", by_dimension(lambda widths, k: widths[k - 1]), "all that come after it"),
    ("total", by_dimension(lambda widths, k: widths[0]), "no longer that of the input"),
    ("total", by_dimension(lambda widths, k: 99), "not all combinations"),
    ("total", lambda widths: sum(log(pieces(n, min(widths[:k])) - 1) for k, n in enumerate(widths) if k), "i = 0"),
    ("total", lambda widths: 2.718281828459045**linear_regions_upper(widths), "take its logarithm"),
    ("total", lambda widths: linear_regions_upper(widths) / log(2), "in nats"),
    ("total", lambda widths: 1.0, "the first number that differs"),
    ("total", lambda widths: None, "returned None"),
    ("total", 4.34, "should be a function"),
    ("branches", (log(7 * 7 * 16), -log(2)), "the dimension is still 2"),
    ("branches", (log(22 * 11), -log(2)), "every branch counts for itself"),
    ("branches", (log(7 * 11), -log(2)), "the two branches count both"),
    ("branches", (log(8 * 8 * 11), -log(2)), "all eight"),
    ("branches", (539, -log(2)), "take its logarithm"),
    ("branches", (log(539) / log(2), -1), "in nats"),
    ("branches", (log(49), -log(2)), "last four units"),
    ("branches", (5, -log(2)), "each of the three layers"),
    ("branches", (1.02 * log(539), -log(2)), "each of the three layers"),
    ("branches", (log(539), -1.02 * log(2)), "whatever happens in between"),
    ("branches", (log(539), log(2)), "the sign is wrong"),
    ("branches", (log(539), log(6 / 4)), "whatever happens in between"),
    ("branches", (None, None), "should be a pair"),
    ("branches", 6.3, "should be a pair"),
    ("pieces", strips(36), "36 pieces; one of"),
    ("pieces", strips(60), "more than three and four units"),
    ("pieces", strips(40, reach=4), "side two million"),
    ("pieces", strips(40)[:-1], "side two million"),
    ("pieces", 41, "list of polygons"),
    ("pieces", [1, 2], "list of polygons"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
