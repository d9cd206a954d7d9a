"""The joint entropy of a layer's switches, by the chain rule and held-out predictions."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.features.predictor import held_out_probabilities
from pse_helpers.features.switches import switches

LEAST = 10  # two samples in each of the five folds


@dataclass(frozen=True, eq=False)
class Complexity:
    """What `chain_rule_complexity` returns.

    Attributes
    ----------
    value : float
        The estimate in bits, the sum of the terms.
    standard_error : float
        Of the value, by the spread of samples alone: the bias is not in it.
    terms : ndarray, shape (neurons,)
        What each switch adds to those before it, in bits.
    own : ndarray, shape (neurons,)
        Entropy of each switch by itself, in bits; no term is larger.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import Complexity
    >>> Complexity(1.0, 0.0, np.array([1.0, 0.0]), np.array([1.0, 1.0]))
    Complexity: 1.000 +- 0.000 bits of 2.000 from 2 switches
    """

    value: float
    standard_error: float
    terms: np.ndarray
    own: np.ndarray

    @property
    def total_correlation(self):
        r"""How far the switches are from independent ones, :math:`\sum_i S(z_i) - S(Z) \ge 0`, in bits (Watanabe 1960).

        On average too small, as the value is too large.
        """
        return float((self.own - self.terms).sum())

    def __repr__(self):
        return (f"Complexity: {self.value:.3f} +- {self.standard_error:.3f} bits of {self.own.sum():.3f} "
                f"from {len(self.terms)} switches")


def entropic_complexity(activations):
    r"""The joint entropy of a layer's switches over the data, in bits.

    .. math:: S(Z) = -\sum_z P(z) \log_2 P(z), \qquad Z = (z_1, \dots, z_n)

    Zero for a layer that computes linearly on the data: no switch changes. At
    most one bit for each neuron. It is estimated as :func:`chain_rule_complexity` says.

    Parameters
    ----------
    activations : array_like, shape (samples, neurons)
        A switch is on where its value is positive: values before or after a ReLU,
        booleans, spike counts of time bins.

    Returns
    -------
    float
        In bits; for a layer of which every switch is constant exactly 0.

    Notes
    -----
    That a layer computes linearly while no switch changes holds for ReLU and its piecewise linear
    relatives with one bend, at zero. Of another activation the signs may be counted, but say nothing
    of linearity: a GELU is curved on either side, and a sigmoid or a softmax, positive everywhere,
    has an entropy of zero and no switch.
    Source: Janik and Witaszczyk (2020), arXiv:2006.04791; that the entropy of a layer
    is the joint one is this book's reading.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import entropic_complexity
    >>> a, b = np.random.default_rng(0).random((2, 400)) < 0.5
    >>> round(entropic_complexity(np.column_stack([a, b, a, ~b])), 1)      # two bits and their copies
    2.0
    """
    return chain_rule_complexity(activations).value


def chain_rule_complexity(activations):
    r"""The joint entropy of a layer's switches, switch by switch, with its standard error.

    .. math:: \hat S = \hat S(z_1) + \sum_{i \ge 2} \min\left(-\frac1n \sum_t
        \log_2 q_i(z_{i,t} \mid z_{1,t}, \dots, z_{i-1,t}),\; \hat S(z_i)\right)

    The probability :math:`q_i` is that of a classifier which has not seen sample t
    (five folds). Whatever it has learned, the expected surprisal is at least the
    conditional entropy :math:`S(z_i | z_1, \dots, z_{i-1})`: without the minimum each term
    is an upper bound in expectation. The minimum with the switch's own entropy
    keeps an overfitting classifier from adding more than independence would; it
    costs the strictness of the bound, see Notes.

    Parameters
    ----------
    activations : array_like, shape (samples, neurons)
        A switch is on where its value is positive. At least 10 samples.

    Returns
    -------
    Complexity
        Its standard error is the standard deviation over samples of their total
        surprisal, divided by :math:`\sqrt n`; where samples follow upon each other in time
        it is too small.

    Notes
    -----
    Constant switches, copies and complements of earlier switches add exactly 0 and
    cost nothing. The classifier is a network of eight hidden neurons, which learns
    parities that trees miss among many switches. The result is a function of the
    activations alone: same numbers, same value. Order matters: the estimate of
    the same switches in another order differs by its bias.

    Bias. Upwards: what the classifier has not learned. Measured with 900 samples: 0.05
    bits for a parity of two or three (0.14 with 300 samples, 0.01 with 3600), 0.2 for
    one of four, 0.06 for eight ReLUs on a plane (0.02 with 3600), 0.3 for 24 of them,
    which is 6 % of their entropy. Downwards: an own entropy is on average
    :math:`1 / (2 n \ln 2)` bits too small, and the smaller of two noisy numbers is on average
    below both; so independent switches come out at most that little below their
    joint entropy, never above the sum of own entropies. Twice the standard error
    covers the rest. :func:`plug_in_complexity` bounds from below.

    The time grows with the square of the number of neurons: 64 neurons and 900
    samples take about 5 s.

    Source: Janik and Witaszczyk (2020), arXiv:2006.04791, for the measure; Janik (2019),
    arXiv:1909.10831, for the chain of classifiers; classifier and minimum are this
    book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import chain_rule_complexity
    >>> a, b = np.random.default_rng(0).random((2, 400)) < 0.5
    >>> estimate = chain_rule_complexity(np.column_stack([a, b, a ^ b]))  # the third is their parity
    >>> round(estimate.value, 1), round(float(estimate.own.sum()), 1)
    (2.1, 3.0)
    """
    on = switches(activations, LEAST)
    own = _own_surprisals(on)
    surprisals = np.zeros(own.shape)
    distinct = _distinct(on)
    surprisals[:, distinct] = own[:, distinct]
    for place, i in enumerate(distinct[1:], start=1):
        learned = _learned_surprisals(on[:, distinct[:place]], on[:, i])
        if learned.mean() < own[:, i].mean():
            surprisals[:, i] = learned
    total, terms = surprisals.sum(axis=1), surprisals.mean(axis=0)
    return Complexity(float(terms.sum()), float(total.std(ddof=1) / len(total)**0.5), terms, own.mean(axis=0))


def _distinct(on):
    """Switches that change and neither copy nor complement an earlier one, in their order."""
    changes = on ^ on[0]  # equal for a switch, its copies and its complements
    first = {changes[:, i].tobytes(): i for i in reversed(range(on.shape[1])) if changes[:, i].any()}
    return sorted(first.values())


def _own_surprisals(on):
    """Bits of surprise at each switch of each sample from the share alone; the mean is the entropy."""
    share = on.mean(axis=0)
    return -np.log2(np.where(on, share, 1 - share))


def _learned_surprisals(before, switch):
    probability = held_out_probabilities(before, switch)
    return -np.log2(np.where(switch, probability, 1 - probability))
