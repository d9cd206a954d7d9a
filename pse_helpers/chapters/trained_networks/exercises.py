"""Checkers of the exercises on trained networks."""

import numpy as np

from pse_helpers.chapters.verdicts import array_hint, checker


@checker("kept", function_of="an array of rates, decay and momentum")
def _kept(answer):
    cases = [  # of so little decay that the limit and the product over steps agree
        (np.full(20000, 0.05), 1e-5, 0.9), (np.linspace(0.1, 0.02, 30000), 1e-5, 0.0), (np.array([0.01]), 1e-3, 0.5)]
    clocks = np.array([rates.sum() * decay / (1 - momentum) for rates, decay, momentum in cases])
    without = np.array([rates.sum() * decay for rates, decay, _ in cases])
    first = np.array([rates[0] * len(rates) * decay / (1 - momentum) for rates, decay, momentum in cases])
    got = [answer(rates.copy(), *others) for rates, *others in cases]
    return array_hint(got, np.exp(-clocks), {
        "the rate falls from step to step; add the rates of all steps.": np.exp(-first),
        "momentum repeats every step; divide by 1 - momentum.": np.exp(-without),
        "you returned the clock; the share that is left is e to minus the clock.": clocks,
        "you returned what is lost; what is left is asked for.": 1 - np.exp(-clocks),
        "this is the share left of a squared singular value; a weight loses half of that in the logarithm.":
            np.exp(-2 * clocks),
        "the sign is wrong: weights shrink.": np.exp(clocks),
    })
