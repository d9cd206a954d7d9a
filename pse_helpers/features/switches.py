"""Neurons as switches, one by one."""

import numpy as np
from scipy.special import entr

from pse_helpers.features.samples import samples_by_columns


def switch_entropies(activations):
    r"""The entropy of each switch by itself.

    .. math:: S(z) = -p \log_2 p - (1 - p) \log_2 (1 - p)

    with the share p of the samples in which the switch is on. Their sum is the
    complexity of the layer if its switches were independent, and at least the
    complexity in any case.

    Parameters
    ----------
    activations : array_like, shape (samples, neurons)
        A switch is on where its value is positive: values before or after a ReLU,
        booleans, spike counts.

    Returns
    -------
    ndarray, shape (neurons,)
        In bits, from 0, exact for a switch that never changes, to 1.

    Notes
    -----
    With n samples of an entropy S the expectation is about :math:`S - 1 / (2 n \ln 2)`.
    Source: Janik and Witaszczyk (2020), arXiv:2006.04791.

    Examples
    --------
    >>> from pse_helpers.features import switch_entropies
    >>> switch_entropies([[1, 3], [-2, 3], [0, 3], [5, 3]])
    array([1., 0.])
    """
    share = switches(activations, least=2).mean(axis=0)
    return (entr(share) + entr(1 - share)) / np.log(2)


def switches(activations, least):
    """Booleans, True where a switch is on."""
    return samples_by_columns(activations, "activations", least) > 0
