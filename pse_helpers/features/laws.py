"""Switches of which the joint entropy is known exactly."""

import numpy as np
from scipy.special import comb, entr

from pse_helpers.checks import check_number, check_whole, real_array


def gaussian_pair_complexity(correlation):
    r"""The joint entropy of the signs of two Gaussian numbers with mean zero.

    .. math:: P(\text{both on}) = \frac14 + \frac{\arcsin \rho}{2 \pi}

    Parameters
    ----------
    correlation : float
        The :math:`\rho` from -1 to 1.

    Returns
    -------
    float
        In bits, from 1 to 2.

    Notes
    -----
    Source: Sheppard (1899), Philos. Trans. R. Soc. A 192, 101.

    Examples
    --------
    >>> from pse_helpers.features import gaussian_pair_complexity
    >>> gaussian_pair_complexity(0), gaussian_pair_complexity(-1)
    (2.0, 1.0)
    """
    correlation = check_number(correlation, "correlation", "a number from -1 to 1", lambda value: -1 <= value <= 1)
    equal = 0.5 + np.arcsin(correlation) / np.pi
    return float(1 + _bits([equal, 1 - equal]))


def planar_complexity(weights):
    r"""The joint entropy of a ReLU layer without biases on two independent standard Gaussian inputs.

    Each neuron's line cuts the plane through the origin. The k lines leave 2 k
    sectors, one for each pattern that occurs, and a sector of angle :math:`\alpha` has the
    probability :math:`\alpha / 2 \pi`.

    Parameters
    ----------
    weights : array_like, shape (neurons, 2)
        In torch's layout, each row different from zero.

    Returns
    -------
    float
        In bits, at most :math:`\log_2 2 k`: two inputs cannot drive more.

    Examples
    --------
    >>> from pse_helpers.features import planar_complexity
    >>> planar_complexity([[1, 0], [0, 1], [1, 1], [1, -1]])       # eight sectors alike
    3.0
    """
    weights = real_array(weights, "weights", finite=False)
    if weights.ndim != 2 or weights.shape[1] != 2 or len(weights) == 0 or not np.isfinite(weights).all():
        raise ValueError(f"weights must be finite, of shape (neurons, 2); got shape {weights.shape}")
    if not weights.any(axis=1).all():
        raise ValueError("weights must not be zero for any neuron: its switch never changes")
    lines = np.sort(np.arctan2(weights[:, 1], weights[:, 0]) % np.pi)
    angles = np.diff(lines, append=lines[0] + np.pi)
    return float(1 + _bits(angles / np.pi))


def common_drive_complexity(neurons, share, rate, driven_rate):
    r"""The joint entropy of spikes of a population under a common drive.

    In a share s of the time bins the drive is on. Given the drive, neurons spike
    independently, with probability :math:`r_1` where it is on and :math:`r_0` elsewhere, so that

    .. math:: P(z) = s\, r_1^k (1 - r_1)^{m - k} + (1 - s)\, r_0^k (1 - r_0)^{m - k}

    for each of the :math:`\binom{m}{k}` patterns of m neurons with k spikes.

    Parameters
    ----------
    neurons : int
        Number m, at least 1.
    share, rate, driven_rate : float
        The probabilities s, :math:`r_0` and :math:`r_1`.

    Returns
    -------
    float
        In bits for each time bin.

    Examples
    --------
    >>> from pse_helpers.features import common_drive_complexity
    >>> common_drive_complexity(8, 0.5, 0.0, 1.0), common_drive_complexity(8, 0.5, 0.5, 0.5)
    (1.0, 8.0)
    """
    m = check_whole(neurons, "neurons")
    share, rate, driven_rate = (_probability(*one) for one in (
        (share, "share"), (rate, "rate"), (driven_rate, "driven_rate")))
    k = np.arange(m + 1)
    on, off = (r**k * (1 - r)**(m - k) for r in (driven_rate, rate))
    return float(np.sum(comb(m, k) * entr(share * on + (1 - share) * off)) / np.log(2))


def _probability(value, name):
    return check_number(value, name, "a probability", lambda value: 0 <= value <= 1)


def _bits(probabilities):
    return entr(probabilities).sum() / np.log(2)
