"""Checkers of the exercises on the published cPSE."""

import numpy as np

from pse_helpers.chapters import published
from pse_helpers.chapters.verdicts import array_hint, checker, few_numbers
from pse_helpers.networks import spectra


@checker("smallest-family")
def _smallest_family(answer):
    if (found := few_numbers(answer, 2)) is None:
        return "the answer should be two numbers of networks."
    if found == [6, 5]:
        return None
    sides = "one side" if found[0] == 6 else "both sides"
    return {(5, 5): "both ends count: a perfect order upwards is as rare as one downwards.",
            (5, 6): "first both sides, then one.",
            (5, 4): "that is for five per cent: ask for one."}.get(
        tuple(found), f"the number for {sides} is another one. Compute it by hand.")


@checker("cycled", function_of="a spectrum and a length")
def _cycled(answer):
    values = np.array([5.0, 3, 2, 1])
    expected = values[np.arange(10) % 4]
    return array_hint(answer(values.copy(), 10), expected, {
        "repeat the spectrum as a whole, not each value.": np.repeat(values, 3)[:10],
        "leave the values in the order in which they come.": np.sort(values)[np.arange(10) % 4],
    })


@checker("layers-held-fixed")
def _layers_held_fixed(answer):
    if (found := few_numbers([answer], 1)) is None:
        return "the answer should be a number."
    five = published.cpse_table().query("family == 'ResNet'")
    layers = np.log10([len(spectra(name, "random")) for name in five.network])
    (_, by_cpse, by_layers), (_, _, between), _ = np.corrcoef([five.top1_error, five.cpse, layers])
    left = by_cpse - by_layers * between
    scale = np.sqrt((1 - by_layers**2) * (1 - between**2))
    return array_hint(found, np.array([left / scale]), {
        "the number of layers is still in both.": np.array([by_cpse]),
        "take the layers out of both, the error and cPSE.": np.array([left / np.sqrt(1 - between**2)]),
        "take the layers out of both, cPSE and the error.": np.array([left / np.sqrt(1 - by_layers**2)]),
    })
