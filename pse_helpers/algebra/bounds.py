"""Bounds that structure alone gives: linear regions of fully connected networks, and VC dimension."""

import numpy as np

from pse_helpers.algebra.pieces import log_pieces
from pse_helpers.checks import check_whole, listed


def linear_regions_upper(widths):
    r"""Upper bound of the number of linear regions of a fully connected ReLU network.

    .. math:: \ln N \le \sum_{l=1}^{L} \ln \sum_{i=0}^{\min(n_0, \dots, n_l)} \binom{n_l}{i}

    Parameters
    ----------
    widths : sequence of int
        The input's size n_0, then the number of ReLU units of each hidden layer.

    Returns
    -------
    float
        In nats. It is the total complexity that :func:`layer_algebra` finds.

    Notes
    -----
    Source: Montúfar (2017), Notes on the number of linear regions of deep neural
    networks, as Serra, Tjandraatmadja and Ramalingam (2018), arXiv:1711.02114, quote
    it. Their own bound is sharper.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.algebra import linear_regions_upper
    >>> float(np.exp(linear_regions_upper([2, 3, 3])).round(6))     # 7 regions, each cut into at most 7
    49.0
    """
    widths = _widths(widths)
    return float(sum(log_pieces(width, min(widths[:i])) for i, width in enumerate(widths) if i))


def linear_regions_lower(widths):
    r"""Number of linear regions that some fully connected ReLU network of these widths has.

    .. math:: \ln N \ge \max_k \left[ \sum_{l=1}^{L-1} k \ln \lfloor n_l / k \rfloor
              + \ln \sum_{j=0}^{k} \binom{n_L}{j} \right], \qquad 1 \le k \le \min(n_0, \dots, n_L)

    Parameters and returns as :func:`linear_regions_upper`.

    Notes
    -----
    It bounds the largest number that weights can reach, not the number of a given network.
    The theorem is stated for k = n_0; but a network may ignore all inputs but k, and folds
    oftener what it looks at. Source: Montúfar, Pascanu, Cho and Bengio (2014),
    arXiv:1402.1869, Theorem 4.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.algebra import linear_regions_lower
    >>> float(np.exp(linear_regions_lower([1, 3, 3])).round(6))     # three folds, then four pieces
    12.0
    """
    inputs, *hidden = _widths(widths)
    return max(_folded(used, hidden) for used in range(1, min(inputs, *hidden) + 1))


def _folded(used, hidden):
    """The bound of a network that looks at so many of its inputs: all layers but the last fold each of them."""
    folds = sum(used * np.log(float(width // used)) for width in hidden[:-1])
    return float(folds + log_pieces(hidden[-1], used))


def vc_dimension_bound(parameters, units):
    r"""Upper bound of the VC dimension of a ReLU network.

    .. math:: \mathrm{VCdim} \le L + \bar L W \log_2 (4 e R \log_2 (2 e R)), \qquad
        \bar L = \frac{1}{W} \sum_{i=1}^{L} W_i, \quad R = \sum_{i=1}^{L} i k_i

    with :math:`k_i` units in layer i, :math:`W_i` the number of parameters of the
    layers 1 to i together, and :math:`W = W_L`.

    Parameters
    ----------
    parameters : sequence of int
        Weights and biases of each layer, the output layer included.
    units : sequence of int
        Units of each layer, three or more in all; the last layer has one, the output.

    Returns
    -------
    float
        A number of points.

    Notes
    -----
    Source: Bartlett, Harvey, Liaw and Mehrabian (2019), J. Mach. Learn. Res. 20, 63,
    Theorem 7, for units of two linear pieces; its text was not at hand. The formula
    follows from Warren's (1968) bound 2 (2 e q n / w)^w of the sign patterns of q
    polynomials of degree n in w <= q variables. On m points layer i has m k_i of degree
    i in W_i parameters, wherever the signs of the layers before are given. The product
    over the layers is at most 2^L (2 e m R / w)^w with w = W_1 + ... + W_L, by
    the inequality of the means, and 2^m patterns need m below the bound.

    Examples
    --------
    >>> from pse_helpers.algebra import vc_dimension_bound
    >>> round(vc_dimension_bound([9, 4], [3, 1]), 2)       # two inputs, three ReLU units, one output
    178.37
    """
    sizes = [check_whole(count, "parameters") for count in listed(parameters, "parameters", "whole numbers")]
    counts = [check_whole(count, "units") for count in listed(units, "units", "whole numbers")]
    if len(sizes) != len(counts):
        raise ValueError(f"parameters and units must have one number a layer; got {len(sizes)} and {len(counts)}")
    if sum(counts) < 3 or counts[-1] != 1:
        raise ValueError(f"units must be three or more in all, the last layer with one; got {counts}")
    reach = 2 * np.e * sum(i * count for i, count in enumerate(counts, start=1))
    return float(len(sizes) + np.cumsum(sizes).sum() * np.log2(2 * reach * np.log2(reach)))


def _widths(widths):
    widths = [check_whole(width, "widths") for width in listed(widths, "widths", "whole numbers")]
    if len(widths) < 2:
        raise ValueError(f"widths must be the input's size and at least one hidden layer's; got {widths}")
    return widths
