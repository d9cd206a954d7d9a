"""Checkers of the exercises on spectral ergodicity."""

import numpy as np

from pse_helpers.chapters.verdicts import checker
from pse_helpers.checks import shown
from pse_helpers.ergodicity import phase_edges, size_distance_law


@checker("smallest-size")
def _smallest_size(answer):
    if hint := _not_whole(answer):
        return hint
    mean = answer * 0.05 / (2 * np.pi)
    if mean < 2:
        return f"with {answer} phases a bin holds {mean:.3f} of them on average; the rule asks for two."
    if (answer - 1) * 0.05 / (2 * np.pi) >= 2:
        return "large enough, but one phase less would do as well."
    return None


@checker("enough-matrices")
def _enough_matrices(answer):
    if hint := _not_whole(answer):
        return hint
    if answer < 2:
        return "the metric needs two matrices at least."
    if (noise := _share_of_noise(answer)) > 0.05:
        return f"with {answer} matrices the noise is {100 * noise:.2f} per cent of the expected distance."
    if _share_of_noise(answer - 1) > 0.05:
        return None
    over_signal = [_share_of_noise(size) / (1 - _share_of_noise(size)) for size in (answer - 1, answer)]
    if over_signal[0] > 0.05 >= over_signal[1]:
        return "this makes the noise a twentieth of the rest; the question is about its share in the whole."
    return f"enough, but fewer would do: the noise is {100 * noise:.2f} per cent of the expected distance."


def _not_whole(answer):
    is_whole = isinstance(answer, (int, np.integer)) and not isinstance(answer, bool)
    return None if is_whole else f"the answer should be a whole number; got {shown(answer)}."


def _share_of_noise(size):
    """What the noise floor makes up in the expected distance of CUE from 64 to 128, with so many matrices."""
    edges = phase_edges(0.2)
    whole, ideal = (size_distance_law(2, (64, 128), edges[1] - edges[0], number) for number in (int(size), np.inf))
    return 1 - (1 - 1 / size) * ideal / whole
