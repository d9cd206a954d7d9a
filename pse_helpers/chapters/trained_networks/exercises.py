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


@checker("diversity", function_of="an array of counts")
def _diversity(answer):
    counts = np.array([[1.0, 3.0, 0.0], [2.0, 2.0, 4.0], [0.0, 5.0, 5.0], [10.0, 10.0, 0.0]])
    shares = counts / counts.sum(axis=1, keepdims=True)
    return array_hint([answer(counts.copy())], np.array([shares.var(axis=0).sum()]), {
        "take shares first: layers with more eigenvalues must not count for more.":
            np.array([counts.var(axis=0).sum()]),
        "the variance is over layers, bin by bin: axis 0.": np.array([shares.var(axis=1).sum()]),
        "divide by the number of layers: these are all of them, not a sample.":
            np.array([shares.var(axis=0, ddof=1).sum()]),
        "sum over bins, do not average.": np.array([shares.var(axis=0).mean()]),
        "variances, not standard deviations.": np.array([shares.std(axis=0).sum()]),
    })
