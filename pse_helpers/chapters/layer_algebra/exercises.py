"""Checkers of the exercises on layer algebra."""

from math import comb

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers, matrices


@checker("total", function_of="a list of widths")
def _total(answer):
    cases = [[2, 3], [2, 3, 4], [5, 2, 6], [4, 6, 3, 7], [3, 8, 8]]

    def of_each(dimension, pieces=lambda n, d: sum(comb(n, i) for i in range(min(n, d) + 1))):
        return np.array([sum(np.log(pieces(widths[layer], dimension(widths, layer)))
                             for layer in range(1, len(widths))) for widths in cases])

    expected = of_each(lambda widths, layer: min(widths[:layer]))
    got = [answer(list(widths)) for widths in cases]
    return array_hint(got, expected, {
        "a narrow layer limits the dimension for all that come after it, not only for the next.":
            of_each(lambda widths, layer: widths[layer - 1]),
        "after a narrow layer the dimension is no longer that of the input.":
            of_each(lambda widths, layer: widths[0]),
        "where the dimension is smaller than the number of units, not all combinations of units occur.":
            of_each(lambda widths, layer: widths[layer]),
        "the sum of binomial coefficients begins with i = 0.":
            of_each(lambda widths, layer: min(widths[:layer]),
                    lambda n, d: sum(comb(n, i) for i in range(1, min(n, d) + 1))),
        "this is the number of pieces; take its logarithm.": np.exp(expected),
        "these are bits; the chapter counts in nats.": expected / np.log(2),
    })


@checker("branches")
def _branches(answer):
    if (pair := few_numbers(answer, 2)) is None:
        return "the answer should be a pair of numbers: total complexity and total intrinsic power."
    complexity, power = pair
    branches, last = 2 * np.log(7), np.log(11)
    slips = {
        "behind the concatenation the dimension is still 2: on one piece all six numbers are functions of two inputs.":
            branches + np.log(16),
        "by the algebra every branch counts for itself; six lines together are another way of writing.":
            np.log(22) + last,
        "the two branches count both.": np.log(7) + last,
        "three lines in a plane do not make all eight combinations.": 2 * np.log(8) + last,
        "this is the number of pieces; take its logarithm.": np.exp(branches + last),
        "these are bits; the chapter counts in nats.": (branches + last) / np.log(2),
        "the last four units count as well.": branches,
    }
    if not np.isclose(complexity, branches + last):
        known = (hint for hint, slip in slips.items() if np.isclose(complexity, slip))
        return f"complexity: {next(known, 'how many pieces can each of the three layers make of a plane?')}"
    if np.isclose(power, np.log(2)):
        return "intrinsic power: the sign is wrong; this network puts out more than it takes in."
    if not np.isclose(power, -np.log(2)):
        return "intrinsic power: only the sizes of the input and of the output matter, whatever happens in between."
    return None


@checker("pieces")
def _pieces(answer):
    if (polygons := matrices(answer)) is None:
        return "the answer should be the list of polygons that pieces returns."
    if not np.isclose(sum(map(_area, polygons)), (2e6)**2):
        return "the polygons should fill the square of side two million: call pieces(model, 1e6)."
    if len(polygons) > 3 * 5 + 4 * 11:  # layer two sees a line where one unit is on, a plane where two or three are
        return f"{len(polygons)} pieces are more than three and four units can make; is this another structure?"
    if len(polygons) <= 36:
        return f"{len(polygons)} pieces; one of the drawn networks has 36."
    return None


def _area(corners):
    """Of a polygon, by the shoelace formula."""
    (x, y), (next_x, next_y) = corners.T, np.roll(corners, -1, axis=0).T
    return abs(np.sum(x * next_y - next_x * y)) / 2
