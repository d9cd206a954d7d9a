"""Checkers of the exercises on conjugate ensembles."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker, shape_hint


@checker("arcsine", function_of="two numbers")
def _arcsine(answer):
    inside = np.array([(0.0, 2.0), (0.5, 1.0), (1.2, 1.9)])
    cases = np.vstack([inside, [(1.5, 3.0), (-1.0, 0.5), (2.5, 4.0)]])
    below = np.arccos(1 - np.clip(cases, 0, 2)) / np.pi
    expected = np.diff(below)[:, 0]
    got = [answer(*case) for case in cases]
    if hint := shape_hint(got, expected):
        return hint
    doubled = np.diff(np.arccos(1 - np.clip(cases, 0, 4) / 2) / np.pi)[:, 0]
    length = np.diff(np.clip(cases, 0, 2))[:, 0] / 2
    if np.allclose(got[:3], expected[:3]) and not np.allclose(got, expected):
        return "right between 0 and 2; what is the share beyond?"
    return array_hint(got, expected, {
        "the sign is wrong: arccos falls.": -expected,
        "two arcs of the circle have the same image, one with positive and one with negative phases.": expected / 2,
        "the reflection is 1 + cos, up to 2; you took 2 + 2 cos.": doubled,
        "the phases are uniform, their images are not.": length,
        "divide by pi to get a share.": expected * np.pi,
    })


@checker("difference", function_of="values, phases and edges")
def _difference(answer):
    values = np.array([0.2, 0.6, 1.2, 4.0])
    phases = np.array([[-2.8, -1.0, 0.2, 1.9], [-2.0, -0.7, 0.6, 2.3], [-3.0, -1.8, 0.9, 1.2]])
    edges = np.array([0.0, 0.3, 0.8, 1.1, 1.7, 4.1])

    def shares(x):
        return np.histogram(x, edges)[0] / x.size

    layer, circle = shares(values / values.mean()), shares(1 + np.cos(phases))
    return array_hint(answer(values.copy(), phases.copy(), edges.copy()), layer - circle, {
        "divide the values by their mean first.": shares(values) - circle,
        "the sign is wrong: the network comes first.": circle - layer,
        "the reflection in units of its mean is 1 + cos, not 2 + 2 cos.": layer - shares(2 + 2 * np.cos(phases)),
        "use shares, not counts: divide by the number of values, and of phases.": 4 * layer - 12 * circle,
        "divide by the number of values as well, on both sides: a share is asked for.": 4 * (layer - circle),
        "take the mean over the draws, not their sum.": layer - 3 * circle,
        "a share in each bin is asked for, not a density: do not divide by the width.":
            (layer - circle) / np.diff(edges),
        "compare with the reflected phases, not with the phases.": layer - shares(phases),
        "this is the cumulative difference.": np.cumsum(layer - circle),
    })
