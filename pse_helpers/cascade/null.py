"""Untrained networks with the shapes and norms of a given one: the null model of cPSE."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigvalsh_tridiagonal

from pse_helpers.cascade.conventions import STANDARD
from pse_helpers.cascade.measure import cpse
from pse_helpers.checks import generator, whole
from pse_helpers.layers import LayerSpectra, layer_spectra


@dataclass(frozen=True, eq=False)
class NullBand:
    """What `null_band` returns.

    Attributes
    ----------
    mean, standard_deviation : float
        Of the samples; the deviation with one degree of freedom subtracted.
    samples : ndarray, shape (size,)
        cPSE of each draw.

    Notes
    -----
    Source: this book. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import NullBand
    >>> NullBand(-1.5, 0.1, np.array([-1.6, -1.4]))
    NullBand: cPSE -1.5000 +- 0.1000 over 2 draws
    """

    mean: float
    standard_deviation: float
    samples: np.ndarray

    def __repr__(self):
        return f"NullBand: cPSE {self.mean:.4f} +- {self.standard_deviation:.4f} over {len(self.samples)} draws"


def null_band(source, size, rng, convention=STANDARD):
    r"""cPSE of untrained networks with the same shapes and norms.

    Each layer becomes a matrix of independent Gaussian entries of the same shape
    and Frobenius norm. Where spectra are divided by their mean, norms drop out;
    elsewhere the null model inherits those of the source, trained or not.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Number of draws, at least 2.
    rng : numpy.random.Generator
        Each draw has a child of it, so that draws may be made in any order.
    convention : Convention

    Returns
    -------
    NullBand

    Raises
    ------
    TypeError, ValueError
        As :func:`cpse`; for a size below 2 or an rng of another type; when the
        histograms of a draw's first layers coincide, as those of a handful of
        eigenvalues may, so that its cPSE has no value.

    Notes
    -----
    The spectra are drawn from their exact law without the matrices
    (:func:`gaussian_spectra`). Source: this book. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import null_band
    >>> layers = [np.random.default_rng(1).standard_normal((16, 24)) for _ in range(5)]
    >>> len(null_band(layers, 20, np.random.default_rng(2)).samples)
    20
    """
    size = whole(size, "size", least=2)
    generator(rng)
    spectra = layer_spectra(source)
    samples = np.array([_untrained_cpse(spectra, child, convention) for child in rng.spawn(size)])
    return NullBand(float(samples.mean()), float(samples.std(ddof=1)), samples)


def _untrained_cpse(spectra, rng, convention):
    try:
        return cpse(gaussian_spectra(spectra, rng), convention).value
    except ValueError as error:
        cpse(spectra, convention)  # what is wrong with the source itself is said in its own words
        fewest = min(map(min, spectra.shapes))
        raise ValueError(f"source has layers with too few eigenvalues, {fewest} the fewest, for a null band: in one "
                         "draw the histograms of successive layers were equal and cPSE has no value") from error


def gaussian_spectra(source, rng):
    r"""The layer spectra of one untrained network with the shapes and norms of `source`.

    The eigenvalues of :math:`G G^T` with an iid Gaussian (n, m) matrix G, n <= m,
    are in law those of :math:`B B^T`, where B is lower bidiagonal with independent
    entries :math:`\chi_m, \dots, \chi_{m-n+1}` on and :math:`\chi_{n-1}, \dots, \chi_1`
    below the diagonal. So no matrix is drawn: 2 n - 1 numbers suffice.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    rng : numpy.random.Generator

    Returns
    -------
    LayerSpectra

    Raises
    ------
    TypeError, ValueError
        As `layer_spectra`; for an rng of another type.

    Notes
    -----
    Source: Dumitriu and Edelman (2002), J. Math. Phys. 43, 5830, Theorem 3.1.
    Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import gaussian_spectra
    >>> drawn = gaussian_spectra([np.eye(3, 5)], np.random.default_rng(0))
    >>> float(round(drawn.values[0].sum(), 6))         # the squared Frobenius norm is kept
    3.0
    """
    generator(rng)
    spectra = layer_spectra(source)
    drawn = [_wishart_eigenvalues(*sorted(shape), rng) for shape in spectra.shapes]
    scaled = [new * (old.sum() / new.sum()) for new, old in zip(drawn, spectra.values)]
    return LayerSpectra(spectra.names, spectra.shapes, tuple(scaled))


def _wishart_eigenvalues(n, m, rng):
    on = np.sqrt(rng.chisquare(np.arange(m, m - n, -1)))
    below = np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1)))
    diagonal = on**2 + np.append(0, below**2)
    return np.maximum(eigvalsh_tridiagonal(diagonal, on[:-1] * below)[::-1], 0)
