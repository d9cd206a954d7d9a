"""Periodic spectral ergodicity over the depth of a network, and cPSE."""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import eigvalsh_tridiagonal

from pse_helpers.ergodicity import symmetric_kl
from pse_helpers.layers import LayerSpectra, layer_spectra


# -- conventions ---------------------------------------------------------------

@dataclass(frozen=True)
class Convention:
    """The choices that turn layer spectra into cPSE, each one a field.

    Two are ready: `STANDARD`, this book's, and `REFERENCE`, which computes what
    the authors' code computes. `dataclasses.replace` changes one choice at a time.

    Attributes
    ----------
    squared : bool
        Eigenvalues of :math:`(W W^T)^2` in place of :math:`W W^T`.
    zeros : bool
        A layer with out > rest adds its out - rest zero eigenvalues.
    unit_mean : bool
        Each spectrum is divided by its mean.
    edges : tuple of float, or None
        Edges of the bins, common to all layers, values outside going to the end
        bins. None: ten bins over the own range of whatever is counted.
    whole_periods : bool
        The histogram of a layer with N of the longest spectrum's M values is
        weighted M / N. False: its spectrum is cycled to length M, with a cut
        period where N does not divide M.
    last_layer : bool
        The last layer takes part.
    first_distance : bool
        The distance from the first depth, where ergodicity is zero, takes part.
    shift : float
        The shift of the Kullback-Leibler distance, in the units of ergodicity.

    Notes
    -----
    Source: this book. Chapter: Cascading PSE.

    Examples
    --------
    >>> from dataclasses import replace
    >>> from pse_helpers.cascade import STANDARD
    >>> replace(STANDARD, shift=1e-6).shift
    1e-06
    """

    squared: bool
    zeros: bool
    unit_mean: bool
    edges: tuple | None
    whole_periods: bool
    last_layer: bool
    first_distance: bool
    shift: float

    def __post_init__(self):
        if self.edges is not None:
            edges = np.asarray(self.edges, dtype=float)
            if edges.ndim != 1 or len(edges) < 3 or not (np.isfinite(edges).all() and (np.diff(edges) > 0).all()):
                raise ValueError(f"edges must be None or at least three finite, rising numbers; got {self.edges}")
        if not (np.isfinite(self.shift) and self.shift > 0):
            raise ValueError(f"shift must be a positive number; got {self.shift}")


STANDARD = Convention(squared=False, zeros=False, unit_mean=True, edges=tuple(np.geomspace(1e-3, 30, 21).tolist()),
                      whole_periods=True, last_layer=True, first_distance=False, shift=1e-9)

REFERENCE = Convention(squared=True, zeros=True, unit_mean=False, edges=None,
                       whole_periods=False, last_layer=False, first_distance=True, shift=1e-9)


# -- the measure ---------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class Cascade:
    """What `cpse` returns.

    Attributes
    ----------
    value : float
        cPSE, the mean of log10 of the distances.
    distances : ndarray, shape (m,)
        The distances that enter the mean, in order of depth, in bits.
    names : tuple of str, length m
        For each distance the layer whose arrival it measures.
    depths : ndarray of int, shape (m,)
        For each distance the number of layers up to and with that layer.
    """

    value: float
    distances: np.ndarray
    names: tuple
    depths: np.ndarray

    def __repr__(self):
        return f"Cascade: cPSE {self.value:.4f} from {len(self.distances)} distances"


def cpse(source, convention=STANDARD):
    r"""Cascading periodic spectral ergodicity of a network.

    With :math:`\Omega^l` the ergodicity of the first l layers
    (:func:`periodic_spectral_ergodicity`) and :math:`D^l` the symmetric
    Kullback-Leibler distance of :math:`\Omega^l` and :math:`\Omega^{l+1}`,

    .. math:: C_{PSE} = \frac{1}{m} \sum_l \log_{10} D^l .

    STANDARD takes l = 2, ..., L-1 of L layers, REFERENCE l = 1, ..., L-2; both
    leave out layers whose matrix is a vector, since one value has no spectrum.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    convention : Convention

    Returns
    -------
    Cascade

    Raises
    ------
    TypeError, ValueError
        As `layer_spectra`; for fewer than three layer matrices; for a layer of
        zeros where spectra are divided by their mean; for a distance that is
        zero, or not finite, with the names of its layers.

    Notes
    -----
    The cost is one eigenvalue problem per layer; the rest is linear in depth.
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831, cPSE; STANDARD is
    this book's. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import cpse
    >>> rng = np.random.default_rng(1)
    >>> result = cpse([rng.standard_normal((32, 32)) for _ in range(10)])
    >>> len(result.distances)
    8
    """
    spectra = _matrices_only(layer_spectra(source))
    ergodicity = periodic_spectral_ergodicity(spectra, convention)
    start = 0 if convention.first_distance else 1
    stop = len(spectra) - (1 if convention.last_layer else 2)
    distances = np.array([_distance(ergodicity, l, spectra.names, convention) for l in range(start, stop)])
    return Cascade(float(np.log10(distances).mean()), distances, spectra.names[start + 1:stop + 1],
                   np.arange(start + 2, stop + 2))


def periodic_spectral_ergodicity(source, convention=STANDARD):
    r"""Ergodicity of the first l layers, for every depth l.

    .. math:: \Omega^l_k = \frac{1}{l N_{\max}} \sum_{j \le l} (\rho_{jk} - \bar\rho^l_k)^2

    where :math:`\rho_{jk}` counts the values of layer j in bin k after periodic
    tiling to :math:`N_{\max}`, the longest spectrum, and :math:`\bar\rho^l` is
    their mean over the first l layers.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    convention : Convention

    Returns
    -------
    ndarray, shape (layers, bins)
        Row l - 1 is :math:`\Omega^l`; counts squared per eigenvalue. With common
        edges the first row is zero: one layer does not differ from itself.

    Raises
    ------
    TypeError, ValueError
        As :func:`cpse`.

    Notes
    -----
    One pass over the layers: the mean and the sum of squares are updated layer
    by layer (Welford 1962). Source: Süzen, Cerdà and Weber (2019),
    arXiv:1911.07831. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import periodic_spectral_ergodicity
    >>> periodic_spectral_ergodicity([np.eye(4)] * 3).max().item()
    0.0
    """
    values, weights = _tiled(source, convention)
    pooled = None if convention.edges else _pooled_histograms(values, weights)
    return _running_variance(_histograms(values, weights, convention.edges), pooled) / weights[0].sum()


def tiled_histograms(source, convention=STANDARD):
    r"""The histogram of every layer's spectrum after periodic tiling.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.
    convention : Convention

    Returns
    -------
    ndarray, shape (layers, bins)
        Counts :math:`\rho_{jk}`; each row sums to :math:`N_{\max}`.

    Raises
    ------
    TypeError, ValueError
        As :func:`cpse`.

    Notes
    -----
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831. Chapter: Cascading PSE.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import tiled_histograms
    >>> layers = [np.eye(2, 3), np.eye(4, 5), np.eye(8, 9)]
    >>> tiled_histograms(layers).sum(axis=1)
    array([8., 8., 8.])
    """
    return _histograms(*_tiled(source, convention), convention.edges)


def _tiled(source, convention):
    """Each layer's values, and how often each of them counts."""
    spectra = _matrices_only(layer_spectra(source))
    values = [_prepared(name, value, shape, convention)
              for name, value, shape in zip(spectra.names, spectra.values, spectra.shapes)]
    period = max(map(len, values))
    return values, [_multiplicity(len(value), period, convention.whole_periods) for value in values]


def _matrices_only(spectra):
    keep = [index for index, shape in enumerate(spectra.shapes) if min(shape) > 1]
    if len(keep) < 3:
        raise ValueError(f"source must have at least three layer matrices with more than one row and column; "
                         f"got {len(keep)}: {', '.join(spectra.names[index] for index in keep) or 'none'}")
    return LayerSpectra(*(tuple(part[index] for index in keep)
                          for part in (spectra.names, spectra.shapes, spectra.values)))


def _prepared(name, values, shape, convention):
    """One layer's eigenvalues as the convention wants them."""
    if convention.zeros:
        values = np.append(values, np.zeros(shape[0] - len(values)))
    if convention.squared:
        values = values**2
    if convention.unit_mean:
        if values.max() == 0:
            raise ValueError(f"source: {name} is zero everywhere; its spectrum has no mean to be divided by")
        values = values / values.mean()
    return values


def _multiplicity(length, period, whole_periods):
    """How often each value counts after tiling to `period`."""
    if whole_periods:
        return np.full(length, period / length)
    return period // length + (np.arange(length) < period % length)


def _histograms(values, weights, edges):
    if edges is None:
        return np.array([np.histogram(v, bins=10, weights=w)[0] for v, w in zip(values, weights)])
    inside = (np.clip(v, edges[0], edges[-1]) for v in values)
    return np.array([np.histogram(v, bins=edges, weights=w)[0] for v, w in zip(inside, weights)])


def _pooled_histograms(values, weights):
    """Mean histogram of the first l layers on ten bins over their common range, for every l."""
    lows = np.minimum.accumulate([value.min() for value in values])
    highs = np.maximum.accumulate([value.max() for value in values])
    pooled, reach, total = [], None, 0
    for l in range(len(values)):
        same = reach == (lows[l], highs[l])
        new = slice(l, l + 1) if same else slice(0, l + 1)  # a wider range: count all again
        reach = lows[l], highs[l]
        counts, _ = np.histogram(np.concatenate(values[new]), 10, reach, weights=np.concatenate(weights[new]))
        total = total + counts if same else counts
        pooled.append(total / (l + 1))
    return pooled


def _running_variance(histograms, centres=None):
    """Mean squared deviation of the first l rows from their mean, or from `centres[l]`, for every l."""
    mean, squares, rows = 0, 0, []
    for l, histogram in enumerate(histograms):
        step = histogram - mean
        mean = mean + step / (l + 1)
        squares = squares + step * (histogram - mean)
        offset = 0 if centres is None else (mean - centres[l]) ** 2
        rows.append(squares / (l + 1) + offset)
    return np.array(rows)


def _distance(ergodicity, l, names, convention):
    distance = symmetric_kl(ergodicity[l], ergodicity[l + 1], convention.shift)
    if not distance > 0:
        raise ValueError(f"source: the distance between depths {l + 1} and {l + 2} is zero, and its logarithm is not "
                         f"finite; layer {names[l + 1]} has the spectrum of the layers up to {names[l]}")
    return distance


# -- the null model ------------------------------------------------------------

@dataclass(frozen=True, eq=False)
class NullBand:
    """What `null_band` returns: the mean, the standard deviation and the samples of cPSE."""

    mean: float
    standard_deviation: float
    samples: np.ndarray

    def __repr__(self):
        return f"NullBand: cPSE {self.mean:.4f} +- {self.standard_deviation:.4f} over {len(self.samples)} draws"


def null_band(source, size, rng, convention=STANDARD):
    r"""cPSE of untrained networks with the same shapes and norms.

    Each layer becomes a matrix of independent Gaussian entries of the same shape
    and Frobenius norm.

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
        As :func:`cpse`; for a size below 2 or an rng of another type.

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
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 2:
        raise ValueError(f"size must be a whole number of at least 2; got {size!r}")
    _require_generator(rng)
    spectra = layer_spectra(source)
    samples = np.array([cpse(gaussian_spectra(spectra, child), convention).value for child in rng.spawn(int(size))])
    return NullBand(float(samples.mean()), float(samples.std(ddof=1)), samples)


def gaussian_spectra(source, rng):
    r"""The layer spectra of one untrained network with the shapes and norms of `source`.

    The eigenvalues of :math:`G G^T` with an iid Gaussian (n, m) matrix G, n <= m,
    are in law those of :math:`B B^T`, where B is lower bidiagonal with independent
    entries :math:`\chi_m, \dots, \chi_{m-n+1}` on and :math:`\chi_{n-1}, \dots, \chi_1`
    below the diagonal. So no matrix is drawn: n numbers of each kind suffice.

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
    _require_generator(rng)
    spectra = layer_spectra(source)
    drawn = [_wishart_eigenvalues(*sorted(shape), rng) for shape in spectra.shapes]
    scaled = [new * (old.sum() / new.sum()) for new, old in zip(drawn, spectra.values)]
    return LayerSpectra(spectra.names, spectra.shapes, tuple(scaled))


def _wishart_eigenvalues(n, m, rng):
    on = np.sqrt(rng.chisquare(np.arange(m, m - n, -1)))
    below = np.sqrt(rng.chisquare(np.arange(n - 1, 0, -1)))
    diagonal = on**2 + np.append(0, below**2)
    return np.maximum(eigvalsh_tridiagonal(diagonal, on[:-1] * below)[::-1], 0)


def _require_generator(rng):
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got a {type(rng).__name__}")
