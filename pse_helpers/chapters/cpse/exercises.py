"""Checkers of the exercises on cascading periodic spectral ergodicity."""

from dataclasses import replace
from functools import cache

import numpy as np

from pse_helpers.cascade import cpse, untrained_cascades
from pse_helpers.chapters.verdicts import checker, few_numbers
from pse_helpers.networks import spectra

OTHER_TWINS = 0.3  # by which a score may differ where other four hundred twins are drawn: three standard errors


@checker("last-two")
def _last_two(answer):
    if (found := few_numbers([answer], 1)) is None:
        return "the answer should be a number."
    logs, of_twins = _logarithms()
    rest, all_but_last, later, whole = slice(-2), slice(-1), slice(2, None), slice(None)
    slips = {
        "this is the score with all distances.": _score(logs, of_twins, whole, whole),
        "leave out the last two, not the last one.": _score(logs, of_twins, all_but_last, all_but_last),
        "leave out the last two, not the first two.": _score(logs, of_twins, later, later),
        "leave the last two out of the twins as well.": _score(logs, of_twins, rest, whole),
        "divide by the standard deviation of the twins.": logs[rest].mean() - of_twins[:, rest].mean(),
    }
    if abs(found[0] - _score(logs, of_twins, rest, rest)) < OTHER_TWINS:
        return None
    distance, hint = min((abs(found[0] - slip), hint) for hint, slip in slips.items())
    return hint if distance < OTHER_TWINS else "take the mean logarithm of all distances but the last two, everywhere."


@cache
def _logarithms():
    """Of the distances of ResNet-20, and of four hundred twins."""
    net = spectra("resnet20", "CIFAR10")
    twins = untrained_cascades(net, 400, np.random.default_rng(20))
    return np.log10(cpse(net).distances), np.log10([twin.distances for twin in twins])


def _score(logs, of_twins, own_part, twins_part):
    others = of_twins[:, twins_part].mean(axis=1)
    return (logs[own_part].mean() - others.mean()) / others.std(ddof=1)


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
