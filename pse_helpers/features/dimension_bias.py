"""How far the effective dimension of a finite sample is off, to first order in 1 / samples."""

import numpy as np
from scipy.special import entr

from pse_helpers.features.dimension import centred, effective_dimension, spread
from pse_helpers.features.samples import samples_by_columns

NEGLIGIBLE = 1e-14  # a share of the variance below which a direction is rounding
LARGEST = 0.2       # the correction of ln d_eff beyond which terms of second order are no longer small


def effective_dimension_bias(features):
    r"""The error of :math:`\ln d_\text{eff}` to expect of these samples, to first order, whatever their distribution.

    The entropy S of the shares is a function of the covariance matrix C. With
    :math:`\Delta_t = x_t x_t^T - C` of each centred sample,

    .. math:: E \ln \hat d_\text{eff} - \ln d_\text{eff} \approx \frac{1}{2 n}
        \left\langle D^2 S(C)[\Delta_t, \Delta_t] \right\rangle_t

    evaluated at the covariance matrix of the sample. For Gaussian samples of d equal
    variances it is on average about :math:`-(d - 1)(d + 2) / (2 d (n - 1))`, nearly -d / 2 n;
    heavy tails and sparse spikes make it larger.

    Parameters
    ----------
    features : array_like, shape (samples, features)
        Independent samples; fourth moments must exist.

    Returns
    -------
    float
        In natural logarithms, as a rule negative.

    Notes
    -----
    The idea is the infinitesimal jackknife of Jaeckel (1972).

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import effective_dimension_bias
    >>> round(effective_dimension_bias(np.random.default_rng(0).standard_normal((400, 20))), 3)
    -0.025
    """
    # With the trace T = 1 and f = sum_i p_i ln p_i = -S, S = ln T - f / T has D^2 S = 2 DT Df - (1 + 2 f) DT^2 - D^2 f.
    # In the principal axes Delta_ij = y_i y_j - p_i 1_ij, and D^2 f = sum_ij quotient_ij Delta_ij^2, with the mean
    # Delta_ij^2 = <y_i^2 y_j^2> - p_i^2 1_ij, of which the last term gives sum_i p_i^2 / p_i = 1.
    p, squares = _shares_and_scores(features)
    entropy, n = entr(p).sum(), len(squares)
    total = squares.sum(axis=1) - 1                          # change of the trace
    weighted = (squares - p) @ (np.log(p) + 1)               # change of sum_i p_i ln p_i
    mixed = np.sum(_log_quotients(p) * (squares.T @ squares)) / n - 1
    curvature = 2 * (total * weighted).mean() + (2 * entropy - 1) * (total**2).mean() - mixed
    return float(curvature / (2 * n))


def corrected_effective_dimension(features):
    r"""The effective dimension with its bias removed to first order.

    .. math:: \ln d_\text{corrected} = \ln \hat d_\text{eff} - \text{bias}

    with the bias of :func:`effective_dimension_bias`. Where the bias is below 0.1, so that about
    five samples or more fall to each effective dimension, a fourth of it or less is left;
    at 0.2, about a third. Beyond that a larger correction would itself be wrong by more
    than it states: a ValueError says how many samples would do.

    Parameters
    ----------
    features : array_like, shape (samples, features)
        Independent samples; fourth moments must exist.

    Returns
    -------
    float

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import corrected_effective_dimension, effective_dimension
    >>> x = np.random.default_rng(0).standard_normal((200, 10))
    >>> round(effective_dimension(x), 2), round(corrected_effective_dimension(x), 2)
    (9.68, 9.93)
    """
    bias = effective_dimension_bias(features)
    if abs(bias) > LARGEST:
        enough = int(np.ceil(abs(bias) / LARGEST * 2 * len(features)))
        raise ValueError(f"features must have more samples for a correction: ln d_eff of these {len(features)} is off "
                         f"by {bias:.2f} or more; about {enough} would do")
    return float(effective_dimension(features) * np.exp(-bias))


def effective_dimension_error(features):
    r"""The standard error of :math:`\ln d_\text{eff}`, the bias not included.

    .. math:: \frac{1}{\sqrt n}\, \mathrm{sd}_t \left[\sum_i (y_{ti}^2 - p_i)(\ln p_i + S)\right]

    with the scores :math:`y_{ti}` along the principal axes, in units in which the total variance is one.

    Parameters
    ----------
    features : array_like, shape (samples, features)
        Independent samples.

    Returns
    -------
    float
        In natural logarithms. With equal variances the first order vanishes and it is an overestimate.

    Notes
    -----
    By the influence function of Hampel (1974), J. Am. Stat. Assoc. 69, 383.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import effective_dimension_error
    >>> x = np.random.default_rng(0).standard_normal((400, 5)) * [1, 2, 3, 4, 5]
    >>> round(effective_dimension_error(x), 3)
    0.019
    """
    # To first order only the diagonal of Delta counts: turning the principal axes does not change the shares.
    p, squares = _shares_and_scores(features)
    influence = (squares - p) @ (np.log(p) + entr(p).sum())
    return float(influence.std() / len(squares)**0.5)


def _shares_and_scores(features):
    """Shares of the variance, and squared scores of each sample of which they are the means."""
    # values = left singular right^T: column i of `left`, times sqrt(n p_i), is the score along axis i when the total
    # variance is one. Directions of rounding are dropped, since ln p of theirs is noise.
    values = samples_by_columns(features, "features", least=2)
    left, singular, _ = np.linalg.svd(centred(values, spread(values)), full_matrices=False)
    kept = singular**2 > NEGLIGIBLE * (singular**2).sum()
    p = singular[kept]**2 / (singular[kept]**2).sum()
    return p, len(values) * p * left[:, kept]**2


def _log_quotients(p):
    """(ln p_i - ln p_j) / (p_i - p_j), and 1 / p_i where they are equal."""
    difference, middle = p[:, None] - p, (p[:, None] + p) / 2
    near = np.abs(difference) < 1e-6 * middle  # there 1 / middle is right to twelve digits
    return np.where(near, 1 / middle, np.subtract.outer(np.log(p), np.log(p)) / np.where(near, 1, difference))
