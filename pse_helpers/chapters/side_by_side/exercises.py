"""Checkers of the exercises on all measures side by side."""

import numpy as np
from scipy.stats import rankdata

from pse_helpers.chapters.verdicts import array_hint, checker, directions
from pse_helpers.layers import LayerSpectra


@checker("partial", function_of="x, y and z")
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


@checker("measure", function_of="spectra")
def _measure(answer):
    values = ([4.0, 2, 1, 1], [9.0, 1], [1.0, 1, 1]), ([5.0, 3], [2.0, 0.5, 0.1])
    shapes = tuple(tuple((len(layer), len(layer)) for layer in network) for network in values)
    cases = [LayerSpectra(tuple(map(str, range(len(network)))), shape, tuple(map(np.array, network)))
             for network, shape in zip(values, shapes)]

    def of_each(of_layer, over_layers=np.mean):
        return np.array([over_layers([of_layer(layer) for layer in case.values]) for case in cases])

    return array_hint([answer(case) for case in cases], of_each(directions), {
        "this is the sum over layers; take the mean.": of_each(directions, np.sum),
        "the eigenvalues are squares of singular values already; use them as they are.":
            of_each(lambda layer: directions(layer**2)),
        "use the eigenvalues, not their roots.": of_each(lambda layer: directions(layer**0.5)),
        "this is the entropy; take its exponential in every layer.": of_each(lambda layer: np.log(directions(layer))),
        "take the exponential in every layer, then the mean.":
            np.exp(of_each(lambda layer: np.log(directions(layer)))),
        "this is the stable rank, the sum over the largest.": of_each(lambda layer: layer.sum() / layer.max()),
        "the exponential belongs to the natural logarithm.":
            of_each(lambda layer: np.exp(np.log2(directions(layer)))),
    })
