"""Checkers of the exercises on equivalence."""

from itertools import combinations

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers, letters_of
from pse_helpers.conjugate.chance import permutation_p_value

UNTRUE = {
    "a": "what becomes of a real but small difference when more seeds are seen?",
    "c": "look at the numbers within the frames, below the diagonal.",
    "e": "walk from a to c in two small steps.",
    "f": "what does a network know whose weights are random, and how far is its spectrum from the others?",
}


@checker("classes")
def _classes(answer):
    if (letters := letters_of(answer, "abcdef")) is None:
        return "the answer should be letters from a to f, such as \"ace\"."
    if wrong := sorted(letters & set(UNTRUE)):
        return f"not {wrong[0]}: {UNTRUE[wrong[0]]}"
    if letters != {"b", "d"}:
        return "right so far, but one is missing: read the table of answers once more, and Definition 3."
    return None


@checker("distance", function_of="two arrays of masses")
def _distance(answer):
    pairs = np.array([[[0.5, 0.2, 0.1, 0.2], [0.1, 0.1, 0.3, 0.5]], [[0.4, 0.3, 0.2, 0.1], [0.1, 0.2, 0.3, 0.4]]])
    gaps = np.abs(pairs[:, 0] - pairs[:, 1])
    expected = gaps.sum(axis=1) / 2
    got = [answer(*pair.copy()) for pair in pairs]
    return array_hint(got, expected, {
        "without the half, what is moved counts twice: where it is taken away and where it arrives.": 2 * expected,
        "the differences sum to zero; add only the bins in which the first has more.": np.zeros(2),
        "this is the largest difference of a bin; sum over all of them.": gaps.max(axis=1),
        "this is the mean over bins, and would depend on their number.": gaps.mean(axis=1),
        "this is the root of the sum of squares; the distance sums absolute values.": np.sqrt((gaps**2).sum(axis=1)),
    })


@checker("accuracy")
def _accuracy(answer):
    if (distances := few_numbers(answer, 3)) is None:
        return "the answer should be three numbers: the distances of a and b, of b and c, of a and c."
    ab, bc, ac = distances
    if not 0 <= min(ab, bc, ac) <= max(ab, bc, ac) <= 1:
        return "a distance lies between 0 and 1."
    if ab > 0.1 or bc > 0.1:
        return "a and b, and also b and c, must agree within 0.1."
    if ac <= 0.1:
        return "here a and c agree as well; the question is for a chain whose ends do not."
    if ac > ab + bc + 1e-12:
        return (f"no networks have these distances: by way of b it is only {ab + bc:g} from a to c "
                "(triangle inequality).")
    return None


@checker("exact-test", function_of="two arrays of masses, one row a seed")
def _exact_test(answer):
    cases = [(np.array(first), np.array(second)) for first, second in (
        ([[0.5, 0.3, 0.2], [0.4, 0.4, 0.2], [0.6, 0.2, 0.2]], [[0.3, 0.5, 0.2], [0.5, 0.4, 0.1], [0.2, 0.4, 0.4]]),
        ([[0.7, 0.1, 0.2], [0.1, 0.6, 0.3]], [[0.2, 0.2, 0.6], [0.5, 0.5, 0.0], [0.4, 0.1, 0.5]]))]
    expected, ways, ties, one_sided = np.transpose([_dealt(*case) for case in cases])
    return array_hint([answer(first.copy(), second.copy()) for first, second in cases], expected, {
        "the real way to deal is one of the ways, and as far apart as itself.": expected - 1 / ways,
        "at least as far counts: ties, as of the mirror image, belong to it.": expected - ties / ways,
        "the share of ways is asked for, not their number.": expected * ways,
        "this is the share that is less far apart.": 1 - expected,
        "compare absolute values of the differences, bin by bin; the differences themselves sum to zero.":
            np.ones(len(cases)),
        "compare distances, not one bin alone.": one_sided,
    })


def _dealt(first, second):
    """The exact p; the number of ways; how many are as far as the real one; and p by the first bin alone."""
    rows, size = np.concatenate([first, second]), len(first)
    ways = list(combinations(range(len(rows)), size))
    gaps = np.array([rows[list(way)].mean(axis=0) - np.delete(rows, way, axis=0).mean(axis=0) for way in ways])
    distances, alone = np.abs(gaps).sum(axis=1), np.abs(gaps[:, 0])
    ties = np.isclose(distances, distances[0]).sum()
    exact = permutation_p_value(first, second, np.random.default_rng(0))
    return exact, len(ways), ties, (alone >= alone[0] * (1 - 1e-9)).mean()
