"""The joint entropy from counts of whole patterns, for few switches or many samples."""

import numpy as np

from pse_helpers.features.switches import switches


def plug_in_complexity(activations):
    r"""The joint entropy of the observed patterns, each with its share of the samples.

    .. math:: \hat S = -\sum_z \frac{n_z}{n} \log_2 \frac{n_z}{n} \le \log_2 n

    In expectation a lower bound for every n, since entropy is concave. Beside
    :func:`entropic_complexity`, in essence an upper one, it brackets the value.

    Parameters
    ----------
    activations : array_like, shape (samples, neurons)
        A switch is on where its value is positive.

    Returns
    -------
    float
        In bits.

    Notes
    -----
    Samples suffice where nearly every pattern has been seen more than once:
    :func:`unseen_share` below about 0.01. Then :func:`miller_madow_correction` removes most of
    the bias; where the share is larger, both say little, and near 1 the value is
    :math:`\log_2 n` whatever the layer. Source: Paninski (2003), Neural Comput. 15, 1191.

    Examples
    --------
    >>> from pse_helpers.features import plug_in_complexity
    >>> plug_in_complexity([[0, 0], [0, 1], [1, 0], [1, 1]])
    2.0
    """
    share = _pattern_counts(activations) / len(activations)
    return float(np.sum(-share * np.log2(share)))


def miller_madow_correction(activations):
    r"""What to add to :func:`plug_in_complexity` to first order in the number of samples.

    .. math:: \frac{K - 1}{2 n \ln 2}

    with the number K of observed patterns.

    Parameters as :func:`plug_in_complexity`.

    Returns
    -------
    float
        In bits. Too small where patterns are missing from the sample (:func:`unseen_share`).

    Notes
    -----
    Source: Miller (1955), in Information Theory in Psychology, 95.

    Examples
    --------
    >>> from pse_helpers.features import miller_madow_correction
    >>> round(miller_madow_correction([[0], [1]] * 50), 5)
    0.00721
    """
    return float((len(_pattern_counts(activations)) - 1) / (2 * len(activations) * np.log(2)))


def unseen_share(activations):
    r"""The probability that one more sample shows a pattern not yet seen, estimated.

    .. math:: \hat P = n_1 / n

    with the number :math:`n_1` of patterns seen once.

    Parameters as :func:`plug_in_complexity`.

    Returns
    -------
    float
        From 0 to 1. Below about 0.01 the plug-in value can be trusted.

    Notes
    -----
    Source: Good (1953), Biometrika 40, 237.

    Examples
    --------
    >>> from pse_helpers.features import unseen_share
    >>> unseen_share([[0, 0], [0, 0], [0, 1], [0, 0]])
    0.25
    """
    return float((_pattern_counts(activations) == 1).sum() / len(activations))


def _pattern_counts(activations):
    packed = np.packbits(switches(activations, least=2), axis=1)
    rows = packed.view(f"V{packed.shape[1]}")  # a row as one item, which sorts several times faster
    return np.unique(rows, return_counts=True)[1]
