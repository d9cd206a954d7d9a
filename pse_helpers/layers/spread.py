"""Over how many directions a layer's squared norm is spread."""

import numpy as np

from pse_helpers.layers.spectra import one_spectrum


def stable_rank(values):
    r"""The sum of squared singular values over the largest one, :math:`\|W\|_F^2 / \|W\|^2`.

    For a large untrained layer it is :math:`N / (1 + \sqrt q)^2`, with q = N / max(out, rest).

    Parameters
    ----------
    values : array_like, shape (N,)
        Squared singular values of one layer, in any order and unit.

    Returns
    -------
    float
        From 1, for one value that is not zero, to N, for equal ones.

    Notes
    -----
    Every value counts with its size, so that those below the resolution of a spectrum
    (`LayerSpectra.resolved_values`) are not seen and need not be cut.
    Source: Rudelson and Vershynin (2007), J. ACM 54, 21.

    Examples
    --------
    >>> from pse_helpers.layers import stable_rank
    >>> stable_rank([4.0, 2, 2])
    2.0
    """
    scaled = one_spectrum(values)
    return float(len(scaled) / scaled.max())


def participation_number(values):
    r"""How many of the values take part in their sum, :math:`(\sum_i \lambda_i)^2 / \sum_i \lambda_i^2`.

    For a large untrained layer it is :math:`N / (1 + q)`, with q = N / max(out, rest).

    Parameters
    ----------
    values : array_like, shape (N,)
        Squared singular values of one layer, in any order and unit.

    Returns
    -------
    float
        From 1, for one value that is not zero, to N, for equal ones.

    Notes
    -----
    As in :func:`stable_rank`, values below the resolution of a spectrum are not seen.
    Source: Bell and Dean (1970), Discuss. Faraday Soc. 50, 55.

    Examples
    --------
    >>> from pse_helpers.layers import participation_number
    >>> participation_number([3.0, 3, 0])
    2.0
    """
    scaled = one_spectrum(values)
    return float(len(scaled) / np.mean(scaled**2))
