"""Held-out predictions of one switch from others.

Chosen by experiment among logistic regression, trees, forests, boosting and small
networks: of those that learn a parity of two or three also among other switches,
the one with the smallest held-out surprisal on random and on digits layers.
"""

import threading
import warnings

import numpy as np

from pse_helpers.blas import one_blas_thread

FOLDS, HIDDEN, PENALTY, STEPS = 5, 8, 5.0, 20
_LIMITED = threading.Lock()  # a process has one list of warnings to ignore for all its threads


def held_out_probabilities(before, switch):
    """The probability that `switch` is on, for each sample from those of other folds; never 0 or 1, by 1 / (n + 2)."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.model_selection import KFold
    inputs, probability = 2.0 * before - 1, np.empty(len(switch))
    # Few steps are a part of the regularisation, and one thread a part of the same numbers on every machine.
    with _LIMITED, one_blas_thread(), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        for known, held_out in KFold(FOLDS, shuffle=True, random_state=0).split(inputs):
            probability[held_out] = _predicted(inputs[known], switch[known], inputs[held_out])
    least = 1 / (len(switch) + 2)
    return np.clip(probability, least, 1 - least)


def _predicted(inputs, switch, new_inputs):
    from sklearn.neural_network import MLPClassifier
    if switch.all() or not switch.any():
        return float(switch[0])
    network = MLPClassifier((HIDDEN,), activation="tanh", solver="lbfgs", alpha=PENALTY, max_iter=STEPS, random_state=0)
    return network.fit(inputs, switch).predict_proba(new_inputs)[:, 1]
