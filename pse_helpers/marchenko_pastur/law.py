"""The law itself: support, density, distribution function.

Eigenvalues are in units of their layer's mean. Then the law depends on the ratio
out / rest alone, and is the same for a ratio and its inverse.
"""

import numpy as np

from pse_helpers.checks import check_number, check_whole, real_line


def support(ratio):
    r"""The lower and the upper edge of the law.

    .. math:: x_\pm = (1 \pm \sqrt q)^2, \qquad q = \min(r, 1/r)

    Parameters
    ----------
    ratio : float
        r = out / rest of the layer matrix, positive.

    Returns
    -------
    (float, float)
        In units of the mean of the min(out, rest) eigenvalues.

    Notes
    -----
    Source: Marchenko and Pastur (1967), Math. USSR Sbornik 1, 457.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import support
    >>> support(1 / 4), support(4)
    ((0.25, 2.25), (0.25, 2.25))
    """
    root = _folded(ratio)**0.5
    return (1 - root)**2, (1 + root)**2


def density(x, ratio):
    r"""The limiting density of the min(out, rest) eigenvalues of an untrained layer.

    .. math:: \rho(x) = \frac{\sqrt{(x_+ - x)(x - x_-)}}{2 \pi q x}, \qquad x_- \le x \le x_+

    Parameters
    ----------
    x : array_like
        In units of the mean.
    ratio : float
        out / rest, positive.

    Returns
    -------
    ndarray, of the shape of x
        Per unit of x; zero outside the support. At ratio 1 it diverges like
        the inverse root of x, and is inf at 0.

    Notes
    -----
    There is no atom at zero for out > rest, since the zeros of :math:`W W^T` are
    not counted. Source: Marchenko and Pastur (1967), Math. USSR Sbornik 1, 457.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import density
    >>> density([0.1, 1.0, 3.0], 1 / 4).round(4)
    array([0.    , 0.6164, 0.    ])
    """
    q, (low, high) = _folded(ratio), support(ratio)
    x = real_line(x, "x")
    inside = np.maximum((high - x) * (x - low), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.sqrt(inside) / (2 * np.pi * q * x)
    return np.where(inside > 0, rho, np.where((x == 0) & (low == 0), np.inf, 0))


def distribution(x, ratio):
    r"""The limiting distribution function of the min(out, rest) eigenvalues of an untrained layer.

    The integral of :func:`density`,

    .. math:: F(x) = \frac12 + \frac{1}{2 \pi q} \left[ \sqrt{(x_+ - x)(x - x_-)}
              + (1 + q) \arcsin \frac{x - 1 - q}{2 \sqrt q}
              - (1 - q) \arcsin \frac{(1 + q) x - (1 - q)^2}{2 \sqrt q\, x} \right]

    Parameters
    ----------
    x : array_like
        In units of the mean.
    ratio : float
        out / rest, positive.

    Returns
    -------
    ndarray, of the shape of x
        From 0 to 1.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import distribution
    >>> distribution([0.25, 1.0, 2.25], 1 / 4).round(4)
    array([0.    , 0.5534, 1.    ])
    """
    q, (low, high) = _folded(ratio), support(ratio)
    x = np.clip(real_line(x, "x"), max(low, 1e-300), high)
    root = np.sqrt(np.maximum((high - x) * (x - low), 0))
    first = np.arcsin(np.clip((x - 1 - q) / (2 * np.sqrt(q)), -1, 1))
    second = np.arcsin(np.clip((1 + q - (1 - q)**2 / x) / (2 * np.sqrt(q)), -1, 1))
    return np.clip(0.5 + (root + (1 + q) * first - (1 - q) * second) / (2 * np.pi * q), 0, 1)


def curve(ratio, points=400):
    """The law as a line to draw: x over the support, and the density there.

    Parameters
    ----------
    ratio : float
        out / rest, positive.
    points : int
        At least 2, denser near the edges.

    Returns
    -------
    (ndarray, ndarray), each of shape (points,)
        In units of the mean, and per such unit. Where the density diverges, at
        ratio 1, the line begins just above zero.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import curve
    >>> x, rho = curve(1 / 4)
    >>> float(x[0]), float(rho[0])
    (0.25, 0.0)
    """
    low, high = support(ratio)
    angle = np.linspace(np.pi, 0, check_whole(points, "points", least=2))
    x = np.clip((low + high) / 2 + (high - low) / 2 * np.cos(angle), max(low, 1e-4), high)
    return x, density(x, ratio)


def _folded(ratio):
    """q = min(r, 1 / r): W W^T and W^T W share the eigenvalues that count, so a ratio and its inverse have one law."""
    ratio = check_number(ratio, "ratio", "positive and finite, out / rest of a layer matrix",
                         lambda ratio: 1e-300 < ratio < 1e300)
    return min(ratio, 1 / ratio)
