"""A test of layers against the law, calibrated by Gaussian layers of the same shape."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from pse_helpers.checks import check_generator, check_whole
from pse_helpers.layers import LayerSpectra, gaussian_spectra, layer_spectra
from pse_helpers.layers.spectra import in_units_of_the_mean, one_spectrum
from pse_helpers.marchenko_pastur.law import distribution
from pse_helpers.parallel import ordered_draws


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

    Notes
    -----
    Its distribution for untrained layers is not that of the textbook, since
    eigenvalues repel each other: see :func:`law_test`.

    Examples
    --------
    >>> from pse_helpers.marchenko_pastur import kolmogorov_distance
    >>> round(kolmogorov_distance([1.0, 1.0], 1 / 4), 4)        # all values at the mean
    0.5534
    """
    return float(_gaps(one_spectrum(values), ratio))


def _gaps(scaled, ratio):
    """The distance of one spectrum, or of one in each row, in units of its mean: F_N jumps at every value by 1 / N."""
    expected = distribution(np.sort(scaled), ratio)
    number = expected.shape[-1]
    below = np.arange(number) / number
    return np.maximum((expected - below).max(axis=-1), (below + 1 / number - expected).max(axis=-1))


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
    `pandas.DataFrame(vars(test))` is the table.

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


def law_test(source, size, rng, executor=None):
    r"""Every layer's distance to the law, beside that of Gaussian matrices of its shape.

    With R = size draws, of which r have a distance of at least the layer's own,

    .. math:: p = \frac{1 + r}{1 + R} .

    A Gaussian layer is exchangeable with its draws, so for it
    :math:`P(p \le k / (R + 1)) \le k / (R + 1)`, k = 1, ..., R, with equality if
    distances never tie; in small layers some do, at multiples of 1 / N. By the same argument
    the layer's largest eigenvalue exceeds those of all draws with probability 1 / (R + 1).

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Number R of draws, at least 19, below which no p reaches 0.05.
    rng : numpy.random.Generator
        Each shape has a child of it. Layers of one shape share their draws.
    executor : concurrent.futures.Executor, optional
        Works on the shapes side by side.

    Returns
    -------
    LawTest

    Raises
    ------
    ValueError
        For a layer of which all weights are zero.

    Notes
    -----
    The p-value is that of Barnard (1963), J. R. Stat. Soc. B 25, 294.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.marchenko_pastur import law_test
    >>> weights = np.random.default_rng(1).standard_normal((32, 64))
    >>> float(law_test([weights], 99, np.random.default_rng(0)).p[0])
    0.65
    """
    size = check_whole(size, "size", least=19)
    check_generator(rng)
    spectra = layer_spectra(source)
    wide = [tuple(sorted(shape)) for shape in spectra.shapes]  # a matrix and its transpose have one law
    kinds = dict.fromkeys(wide)
    draws = dict(zip(kinds, ordered_draws(partial(_GaussianDraws.of, size=size), kinds, rng, executor)))
    rows = [_row(values, draws[kind], name, shape)
            for name, shape, values, kind in zip(spectra.names, spectra.shapes, spectra.values, wide)]
    return LawTest(spectra.names, spectra.shapes, *map(np.array, zip(*rows)))


def _row(values, draws, name, shape):
    scaled = in_units_of_the_mean(values, name)
    distance = kolmogorov_distance(values, shape[0] / shape[1])
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
        alike = LayerSpectra(("Gaussian",) * size, (shape,) * size, (np.ones(min(shape)),) * size)
        drawn = np.array(gaussian_spectra(alike, rng).values)  # they inherit the mean, one
        distances = _gaps(drawn / drawn.mean(axis=1, keepdims=True), shape[0] / shape[1])
        return cls(distances, drawn.min(), drawn.max())
