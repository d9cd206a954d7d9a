"""The checkers of the exercises on layer algebra know right answers from typical wrong ones."""

from math import comb, log

import pytest

from pse_helpers.algebra import linear_regions_upper
from pse_helpers.chapters import exercises


def pieces(n, d):
    return sum(comb(n, i) for i in range(min(n, d) + 1))


def by_dimension(dimension):
    return lambda widths: sum(log(pieces(widths[k], dimension(widths, k))) for k in range(1, len(widths)))


RIGHT = {"10-total": linear_regions_upper, "10-branches": (log(7 * 7 * 11), -log(2))}


@pytest.mark.parametrize("name", RIGHT)
def test_right_answers(name):
    assert exercises.check(name, RIGHT[name]).right


@pytest.mark.parametrize("name, answer, hint", [
    ("10-total", by_dimension(lambda widths, k: widths[k - 1]), "all that come after it"),
    ("10-total", by_dimension(lambda widths, k: widths[0]), "no longer that of the input"),
    ("10-total", by_dimension(lambda widths, k: 99), "not all combinations"),
    ("10-total", lambda widths: sum(log(pieces(n, min(widths[:k])) - 1) for k, n in enumerate(widths) if k), "i = 0"),
    ("10-total", lambda widths: 2.718281828459045**linear_regions_upper(widths), "take its logarithm"),
    ("10-total", lambda widths: linear_regions_upper(widths) / log(2), "in nats"),
    ("10-total", lambda widths: 1.0, "the first row that differs"),
    ("10-total", lambda widths: None, "returned None"),
    ("10-total", 4.34, "should be a function"),
    ("10-branches", (log(7 * 7 * 16), -log(2)), "the dimension is still 2"),
    ("10-branches", (log(22 * 11), -log(2)), "every branch counts for itself"),
    ("10-branches", (log(7 * 11), -log(2)), "the two branches count both"),
    ("10-branches", (log(8 * 8 * 11), -log(2)), "all eight"),
    ("10-branches", (539, -log(2)), "take its logarithm"),
    ("10-branches", (log(539) / log(2), -1), "in nats"),
    ("10-branches", (log(49), -log(2)), "last four units"),
    ("10-branches", (5, -log(2)), "each of the three layers"),
    ("10-branches", (1.02 * log(539), -log(2)), "each of the three layers"),
    ("10-branches", (log(539), -1.02 * log(2)), "whatever happens in between"),
    ("10-branches", (log(539), log(2)), "the sign is wrong"),
    ("10-branches", (log(539), log(6 / 4)), "whatever happens in between"),
    ("10-branches", (None, None), "should be a pair"),
    ("10-branches", 6.3, "should be a pair"),
])
def test_wrong_answers(name, answer, hint):
    verdict = exercises.check(name, answer)
    assert not verdict.right and hint in verdict.message
