"""Checkers of the exercises on cascading periodic spectral ergodicity."""

from dataclasses import replace

import numpy as np

from pse_helpers.cascade import cpse
from pse_helpers.chapters.verdicts import array_hint, checker
from pse_helpers.networks import spectra


@checker("ergodicity", function_of="the histograms")
def _ergodicity(answer):
    histograms = np.array([[4.0, 2, 2], [3, 3, 2], [5, 0, 3], [1, 6, 1]])
    depths = np.arange(1, 5)[:, None]
    summed = np.array([((histograms[:l] - histograms[:l].mean(axis=0))**2).sum(axis=0) for l in depths[:, 0]])
    expected = summed / depths / 8
    around_all = np.cumsum((histograms - histograms.mean(axis=0))**2, axis=0) / depths / 8
    return array_hint(answer(histograms.copy()), expected, {
        "divide by the period as well; it is the sum of any row of the histograms.": expected * 8,
        "divide by the number of layers as well.": summed / 8,
        "divide by the number of layers and by the period.": summed,
        "the mean histogram is that of the first l layers, not of all layers.": around_all,
        "there is no square root in the definition.": np.sqrt(expected),
    })


@checker("reversed")
def _reversed(answer):
    if not isinstance(answer, (int, float, np.floating)):
        return f"the answer should be a number; got a {type(answer).__name__}."
    deep = spectra("resnet56", "CIFAR10")
    backwards = replace(deep, names=deep.names[::-1], shapes=deep.shapes[::-1], values=deep.values[::-1])
    if np.isclose(answer, cpse(backwards).value, atol=0.005):
        return None
    if np.isclose(answer, cpse(deep).value, atol=0.005):
        return "this is the value in the original order."
    return "reverse names, shapes and values, and leave the convention as it is."
