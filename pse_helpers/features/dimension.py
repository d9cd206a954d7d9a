"""In how many directions features vary."""

import numpy as np
from scipy.special import entr

from pse_helpers.features.samples import samples_by_columns

BLOCK = 4096  # rows or columns that are held in double precision at a time


def effective_dimension(features):
    r"""The number of principal directions that the features fill.

    .. math:: d_\text{eff} = \exp\left(-\sum_i p_i \ln p_i\right)

    with the shares :math:`p_i` of the variance along the principal axes.

    Parameters
    ----------
    features : array_like, shape (samples, features)
        Any real numbers: the values of a layer before its non-linearity, spike counts.

    Returns
    -------
    float
        From 1, all samples on one line, to min(samples - 1, features). It does not
        move when features are shifted, rotated, or multiplied by one number. Constant
        features have none: a ValueError.

    Notes
    -----
    Few samples make it too small: :func:`effective_dimension_bias`. Source: Janik and
    Witaszczyk (2020), arXiv:2006.04791.

    Examples
    --------
    >>> from pse_helpers.features import effective_dimension
    >>> round(effective_dimension([[1, 0, 7], [-1, 0, 7], [0, 1, 7], [0, -1, 7]]), 6)
    2.0
    """
    values = samples_by_columns(features, "features", least=2)
    scale = spread(values)
    tall = values.shape[0] > values.shape[1]
    scatter = _columns_scatter(values, scale) if tall else _rows_scatter(values, scale)
    variances = np.maximum(np.linalg.eigvalsh(scatter), 0)
    return float(np.exp(entr(variances / variances.sum()).sum()))


def spread(values):
    """Half the largest range of a column: the unit that keeps squares from overflowing."""
    scale = (values.max(axis=0).astype(float) / 2 - values.min(axis=0).astype(float) / 2).max()
    if scale == 0:
        raise ValueError(f"features must vary; all {len(values)} samples are equal, which leaves no variance to share")
    return scale


def centred(block, scale):
    """Columns of whole samples in double precision with mean zero; a constant column becomes exactly zero."""
    block = (block.astype(float) - block[0].astype(float)) / scale
    return block - block.mean(axis=0)


def _rows_scatter(values, scale):
    """Inner products of the samples: as many eigenvalues as samples, whatever the number of features."""
    blocks = (centred(values[:, i:i + BLOCK], scale) for i in range(0, values.shape[1], BLOCK))
    return sum(block @ block.T for block in blocks)


def _columns_scatter(values, scale):
    origin = values[0].astype(float)
    shifted = [(values[i:i + BLOCK].astype(float) - origin).sum(axis=0) for i in range(0, len(values), BLOCK)]
    mean = origin + sum(shifted) / len(values)
    blocks = ((values[i:i + BLOCK].astype(float) - mean) / scale for i in range(0, len(values), BLOCK))
    return sum(block.T @ block for block in blocks)
