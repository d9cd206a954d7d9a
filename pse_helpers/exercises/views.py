"""Checkers of the part on other views: chapters 10, 11 and 12."""

from math import comb

import numpy as np
from scipy.stats import rankdata

from pse_helpers.exercises.verdicts import array_hint, checker
from pse_helpers.layers import LayerSpectra


# -- chapter 10 --------------------------------------------------------------

@checker("10-total", function_of="a list of widths")
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


@checker("10-branches")
def _branches(answer):
    try:
        complexity, power = (float(one) for one in answer)
    except (TypeError, ValueError):
        return "the answer should be a pair of numbers: total complexity and total intrinsic power."
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


# -- chapter 11 --------------------------------------------------------------

@checker("11-entropy", function_of="activations")
def _entropy(answer):
    values = np.array([[1.5, 0, 2], [0.3, 0, 1], [0, -2, 1], [2, 0, 3], [0, 0.5, 1], [0.7, 0.2, 4], [0, 0, 9], [1, -1, 1]])
    shifted = values - [0.0, 0.3, 0.0]
    cases = [values, shifted]
    return array_hint([answer(case.copy()) for case in cases], np.array([_joint(case > 0) for case in cases]), {
        "a switch is on where its value is positive; at exactly 0 it is off.": [_joint(case >= 0) for case in cases],
        "this is the entropy of the values; only whether they are positive counts.": [_joint(case) for case in cases],
        "the unit is bits: take the logarithm to base 2.": [_joint(case > 0) * np.log(2) for case in cases],
        "this is the sum of the neurons' own entropies; count whole rows.":
            [sum(_joint(column[:, None]) for column in (case > 0).T) for case in cases],
        "count the samples with each pattern; here every pattern has the same share.":
            [np.log2(len(np.unique(case > 0, axis=0))) for case in cases],
        "rows are samples, columns are neurons.": [_joint((case > 0).T) for case in cases],
        "the sign is wrong: logarithms of shares are negative.": [-_joint(case > 0) for case in cases],
    })


def _joint(rows):
    """Entropy in bits of the distribution of rows."""
    share = np.unique(rows, axis=0, return_counts=True)[1] / len(rows)
    return -np.sum(share * np.log2(share))


@checker("11-dimension", function_of="features")
def _dimension(answer):
    first = np.array([[3.0, 1, 0], [1, 0, 2], [0, 2, 2], [5, 1, 1], [2, 4, 0], [1, 1, 1]])
    cases = [first, 4 * first[:, ::-1] + 7]
    singular = [np.linalg.svd(case - case.mean(axis=0), compute_uv=False) for case in cases]
    return array_hint([answer(case.copy()) for case in cases], np.array([_filled(one**2) for one in singular]), {
        "subtract the mean of each feature first.": [_filled(np.linalg.svd(one, compute_uv=False)**2) for one in cases],
        "a variance is the square of a singular value.": [_filled(one) for one in singular],
        "this is the entropy itself; its exponential counts directions.": [np.log(_filled(one**2)) for one in singular],
        "the shares are of variance along the principal axes, not of the variances of the features.":
            [_filled(one.var(axis=0)) for one in cases],
        "this is the participation ratio, another count of directions.":
            [(one**2).sum()**2 / (one**4).sum() for one in singular],
        "divide the variances by their sum first.": [np.exp(-np.sum(one**2 * np.log(one**2))) for one in singular],
        "subtract the mean over samples, not over features.":
            [_filled(np.linalg.svd(one - one.mean(axis=1, keepdims=True), compute_uv=False)**2) for one in cases],
    })


def _filled(variances):
    share = variances[variances > 1e-12] / variances.sum()
    return np.exp(-np.sum(share * np.log(share)))


# -- chapter 12 --------------------------------------------------------------

@checker("12-partial", function_of="x, y and z")
def _partial(answer):
    rng = np.random.default_rng(12)
    cases = [np.exp(z + rng.standard_normal((3, 15))) for z in rng.standard_normal((3, 15))]

    def of_each(combine, ranked=lambda case: rankdata(case, axis=1)):
        return np.array([combine(*np.corrcoef(ranked(case))[[0, 0, 1], [1, 2, 2]]) for case in cases])

    def left(xy, xz, yz):
        return (xy - xz * yz) / np.sqrt((1 - xz**2) * (1 - yz**2))

    return array_hint([answer(*case.copy()) for case in cases], of_each(left), {
        "rank all three first; these are the partial correlations of the values.": of_each(left, lambda case: case),
        "these are the rank correlations of x and y; z is still in them.": of_each(lambda xy, xz, yz: xy),
        "u and v have to be divided by their lengths: (1 - r_xz^2) and (1 - r_yz^2), and the root of each.":
            of_each(lambda xy, xz, yz: xy - xz * yz),
        "the product below the line stands under a root.":
            of_each(lambda xy, xz, yz: (xy - xz * yz) / ((1 - xz**2) * (1 - yz**2))),
        "z is taken out of one of the two only; take it out of both.":
            of_each(lambda xy, xz, yz: (xy - xz * yz) / np.sqrt(1 - xz**2)),
        "z is taken out of one of the two only; take it out of both, y too.":
            of_each(lambda xy, xz, yz: (xy - xz * yz) / np.sqrt(1 - yz**2)),
    })


@checker("12-measure", function_of="spectra")
def _measure(answer):
    values = ([4.0, 2, 1, 1], [9.0, 1], [1.0, 1, 1]), ([5.0, 3], [2.0, 0.5, 0.1])
    shapes = tuple(tuple((len(layer), len(layer)) for layer in network) for network in values)
    cases = [LayerSpectra(tuple(map(str, range(len(network)))), shape, tuple(map(np.array, network)))
             for network, shape in zip(values, shapes)]

    def of_each(of_layer, over_layers=np.mean):
        return np.array([over_layers([of_layer(layer) for layer in case.values]) for case in cases])

    return array_hint([answer(case) for case in cases], of_each(_filled), {
        "this is the sum over layers; take the mean.": of_each(_filled, np.sum),
        "the eigenvalues are squares of singular values already; use them as they are.":
            of_each(lambda layer: _filled(layer**2)),
        "use the eigenvalues, not their roots.": of_each(lambda layer: _filled(layer**0.5)),
        "this is the entropy; take its exponential in every layer.": of_each(lambda layer: np.log(_filled(layer))),
        "take the exponential in every layer, then the mean.":
            np.exp(of_each(lambda layer: np.log(_filled(layer)))),
        "this is the stable rank, the sum over the largest.": of_each(lambda layer: layer.sum() / layer.max()),
        "the exponential belongs to the natural logarithm.":
            of_each(lambda layer: np.exp(np.log2(_filled(layer)))),
    })
