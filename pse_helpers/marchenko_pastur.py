"""The law of Marchenko and Pastur for the spectrum of an untrained layer, and a test of layers against it.

All eigenvalues are in units of their layer's mean. Then the law depends on the
ratio out / rest alone, and is the same for a ratio and its inverse.
"""

from dataclasses import dataclass
from numbers import Real

import numpy as np

from pse_helpers.cascade import gaussian_spectra
from pse_helpers.checks import generator, whole
from pse_helpers.layers import LayerSpectra, layer_spectra


# -- the law -------------------------------------------------------------------

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

    Raises
    ------
    ValueError
        For a ratio that is not positive and finite.

    Notes
    -----
    Source: Marchenko and Pastur (1967), Math. USSR Sbornik 1, 457. Chapter: Layer spectra.

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

    Raises
    ------
    ValueError
        For a ratio that is not positive and finite.

    Notes
    -----
    There is no atom at zero for out > rest, since the zeros of :math:`W W^T` are
    not counted. Source: Marchenko and Pastur (1967), Math. USSR Sbornik 1, 457.
    Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import density
    >>> density([0.1, 1.0, 3.0], 1 / 4).round(4)
    array([0.    , 0.6164, 0.    ])
    """
    q, (low, high) = _folded(ratio), support(ratio)
    x = np.asarray(x, dtype=float)
    inside = np.maximum((high - x) * (x - low), 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rho = np.sqrt(inside) / (2 * np.pi * q * x)
    return np.where(inside > 0, rho, np.where((x == 0) & (low == 0), np.inf, 0))


def distribution(x, ratio):
    r"""The limiting distribution function of the min(out, rest) eigenvalues of an untrained layer.

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

    Raises
    ------
    ValueError
        For a ratio that is not positive and finite.

    Notes
    -----
    The integral of :func:`density`. Source: this book. Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import distribution
    >>> distribution([0.25, 1.0, 2.25], 1 / 4).round(4)
    array([0.    , 0.5534, 1.    ])
    """
    q, (low, high) = _folded(ratio), support(ratio)
    x = np.clip(np.asarray(x, dtype=float), max(low, 1e-300), high)
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

    Raises
    ------
    ValueError
        For a ratio that is not positive and finite, fewer than 2 points.

    Notes
    -----
    Source: this book. Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import curve
    >>> x, rho = curve(1 / 4)
    >>> float(x[0]), float(rho[0])
    (0.25, 0.0)
    """
    low, high = support(ratio)
    angle = np.linspace(np.pi, 0, whole(points, "points", least=2))
    x = np.clip((low + high) / 2 + (high - low) / 2 * np.cos(angle), max(low, 1e-4), high)
    return x, density(x, ratio)


# -- a layer against the law ---------------------------------------------------

def kolmogorov_distance(values, ratio):
    r"""The largest gap between the distribution of a spectrum and the law.

    .. math:: D = \sup_x |F_N(x) - F(x)|

    with the share :math:`F_N(x)` of the values, divided by their mean, that are at most x.

    Parameters
    ----------
    values : array_like, shape (N,)
        Squared singular values of one layer, in any order and unit.
    ratio : float
        out / rest, positive.

    Returns
    -------
    float
        Between 1 / (2 N) and 1.

    Raises
    ------
    ValueError
        For values that are not a row of finite non-negative numbers with a
        positive mean, a ratio that is not positive and finite.

    Notes
    -----
    Its distribution for untrained layers is not that of the textbook, since
    eigenvalues repel each other: see :func:`law_test`. Source: this book.
    Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import kolmogorov_distance
    >>> round(kolmogorov_distance([1.0, 1.0], 1 / 4), 4)        # all values at the mean
    0.5534
    """
    expected = distribution(np.sort(_in_units_of_the_mean(values)), ratio)
    below = np.arange(len(expected)) / len(expected)
    return float(max((expected - below).max(), (below + 1 / len(expected) - expected).max()))


def stable_rank(values):
    r"""The sum of squared singular values over the largest one, :math:`\|W\|_F^2 / \|W\|^2`.

    For a large untrained layer it is :math:`N / (1 + \sqrt q)^2`.

    Parameters
    ----------
    values : array_like, shape (N,)

    Returns
    -------
    float
        From 1, for one value that is not zero, to N, for equal ones.

    Raises
    ------
    ValueError
        As :func:`kolmogorov_distance`.

    Notes
    -----
    Source: Rudelson and Vershynin (2007), J. ACM 54, 21. Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import stable_rank
    >>> stable_rank([4.0, 2, 2])
    2.0
    """
    scaled = _in_units_of_the_mean(values)
    return float(len(scaled) / scaled.max())


def participation_number(values):
    r"""How many of the values take part in their sum, :math:`(\sum_i \lambda_i)^2 / \sum_i \lambda_i^2`.

    For a large untrained layer it is :math:`N / (1 + q)`.

    Parameters
    ----------
    values : array_like, shape (N,)

    Returns
    -------
    float
        From 1, for one value that is not zero, to N, for equal ones.

    Raises
    ------
    ValueError
        As :func:`kolmogorov_distance`.

    Notes
    -----
    Source: Bell and Dean (1970), Discuss. Faraday Soc. 50, 55. Chapter: Layer spectra.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import participation_number
    >>> participation_number([3.0, 3, 0])
    2.0
    """
    scaled = _in_units_of_the_mean(values)
    return float(len(scaled) / np.mean(scaled**2))


@dataclass(frozen=True, eq=False)
class LawTest:
    """What `law_test` returns: every field holds one entry for each layer.

    Attributes
    ----------
    name : tuple of str
    shape : tuple of (int, int)
    distance : ndarray
        Kolmogorov distance to the law.
    low, high : ndarray
        Between them lie the central 95 per cent of the Gaussian draws' distances.
    p : ndarray
        Share of distances, among those of the draws and its own, that are at least as large.
    above, below : ndarray of int
        Number of eigenvalues above the largest, and below the smallest, of all draws.

    Notes
    -----
    `pandas.DataFrame(vars(test))` is the table. Source: this book. Chapter: Layer spectra.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.marchenko_pastur import law_test
    >>> law_test([np.eye(32), np.ones((32, 64))], 99, np.random.default_rng(0))
    LawTest: 2 of 2 layers leave the law at p <= 0.05; 1 eigenvalues above and 31 below all draws
    """

    name: tuple
    shape: tuple
    distance: np.ndarray
    low: np.ndarray
    high: np.ndarray
    p: np.ndarray
    above: np.ndarray
    below: np.ndarray

    def __repr__(self):
        return (f"LawTest: {(self.p <= 0.05).sum()} of {len(self.p)} layers leave the law at p <= 0.05; "
                f"{self.above.sum()} eigenvalues above and {self.below.sum()} below all draws")


def law_test(source, size, rng):
    r"""Every layer's distance to the law, beside that of Gaussian matrices of its shape.

    With R = size draws, of which r have a distance of at least the layer's own,

    .. math:: p = \frac{1 + r}{1 + R} .

    A Gaussian layer is exchangeable with its draws, so for it
    :math:`P(p \le k / (R + 1)) = k / (R + 1)` exactly, k = 1, ..., R. By the same
    argument its largest eigenvalue exceeds those of all draws with probability 1 / (R + 1).

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Number R of draws, at least 19, below which no p reaches 0.05.
    rng : numpy.random.Generator
        Each shape has a child of it. Layers of one shape share their draws.

    Returns
    -------
    LawTest

    Raises
    ------
    TypeError, ValueError
        As `layer_spectra`; for a size below 19, an rng of another type, a layer
        of which all weights are zero.

    Notes
    -----
    Source: this book; the p-value is that of Barnard (1963), J. R. Stat. Soc. B 25, 294.
    Chapter: Layer spectra.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.marchenko_pastur import law_test
    >>> weights = np.random.default_rng(1).standard_normal((32, 64))
    >>> float(law_test([weights], 99, np.random.default_rng(0)).p[0])
    0.65
    """
    size = whole(size, "size", least=19)
    generator(rng)
    spectra = layer_spectra(source)
    sides = dict.fromkeys(tuple(sorted(shape)) for shape in spectra.shapes)
    draws = {side: _GaussianDraws.of(side, size, child) for side, child in zip(sides, rng.spawn(len(sides)))}
    rows = [_row(values, draws[tuple(sorted(shape))], name, shape)
            for name, shape, values in zip(spectra.names, spectra.shapes, spectra.values)]
    return LawTest(spectra.names, spectra.shapes, *map(np.array, zip(*rows)))


def _row(values, draws, name, shape):
    if not values.any():
        raise ValueError(f"source: all weights of {name} are zero; a spectrum without a scale has no law")
    distance = kolmogorov_distance(values, shape[0] / shape[1])
    scaled = _in_units_of_the_mean(values)
    p = (1 + (draws.distances >= distance).sum()) / (1 + len(draws.distances))
    return (distance, *np.quantile(draws.distances, [0.025, 0.975]), p,
            (scaled > draws.largest).sum(), (scaled < draws.smallest).sum())


@dataclass(frozen=True)
class _GaussianDraws:
    """What is kept of the spectra of Gaussian matrices of one shape."""

    distances: np.ndarray
    smallest: float
    largest: float

    @classmethod
    def of(cls, shape, size, rng):
        shaped = LayerSpectra(("Gaussian",), (shape,), (np.ones(min(shape)),))  # the draws inherit the mean, one
        drawn = np.array([gaussian_spectra(shaped, rng).values[0] for _ in range(size)])
        distances = np.array([kolmogorov_distance(values, shape[0] / shape[1]) for values in drawn])
        return cls(distances, drawn.min(), drawn.max())


# -- checks --------------------------------------------------------------------

def _folded(ratio):
    if not isinstance(ratio, Real) or isinstance(ratio, bool) or not 0 < ratio < np.inf:
        raise ValueError(f"ratio must be positive and finite, out / rest of a layer matrix; got {ratio!r}")
    return min(float(ratio), 1 / float(ratio))


def _in_units_of_the_mean(values):
    values = np.asarray(values, dtype=float)
    if values.ndim != 1 or not np.isfinite(values).all() or (values < 0).any() or not values.any():
        raise ValueError("values must be a row of finite non-negative numbers, not all zero; "
                         f"got shape {values.shape}")
    return values / values.mean()
