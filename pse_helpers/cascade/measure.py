"""From histograms over depth to ergodicity, distances between depths, and cPSE."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.cascade import tiling
from pse_helpers.cascade.conventions import STANDARD, check_convention
from pse_helpers.ergodicity import symmetric_kl


@dataclass(frozen=True, eq=False)
class Cascade:
    """What `cpse` returns.

    Attributes
    ----------
    value : float
        cPSE, the mean of log10 of the distances.
    distances : ndarray, shape (m,)
        The distances that enter the mean, in order of depth.
    names : tuple of str, length m
        For each distance the layer whose arrival it measures.
    depths : ndarray of int, shape (m,)
        For each distance the number of layer matrices up to and with that layer.
    remarks : tuple of str
        What to know before trusting the value: that weights were missed, that the order of layers is a guess.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import cpse
    >>> cpse([np.diag(np.arange(1.0, n)) for n in (5, 6, 7, 8)]).depths
    array([3, 4])
    """

    value: float
    distances: np.ndarray
    names: tuple
    depths: np.ndarray
    remarks: tuple = ()

    def __repr__(self):
        return ", ".join((f"Cascade: cPSE {self.value:.4f} from {len(self.distances)} distances", *self.remarks))


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
    ValueError
        Among others for a distance of zero, which has no logarithm, and for a layer of
        zeros where spectra are divided by their mean; the layers are named.

    Notes
    -----
    A distance carries the unit of ergodicity and grows in proportion to N_max,
    the length of the longest spectrum: compare values only at equal conventions
    and equal N_max. The cost is one eigenvalue problem per layer; the rest is
    linear in depth, without common edges once for every widening of the range.
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831, cPSE; STANDARD is
    this book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import cpse
    >>> rng = np.random.default_rng(1)
    >>> result = cpse([rng.standard_normal((32, 32)) for _ in range(10)])
    >>> len(result.distances)
    8
    """
    check_convention(convention)
    spectra = tiling.matrices_only(source)
    ergodicity = _ergodicity(spectra, convention)
    start = 0 if convention.first_distance else 1
    stop = len(spectra) - (1 if convention.last_layer else 2)
    distances = np.array([_distance(ergodicity, l, spectra.names, convention) for l in range(start, stop)])
    return Cascade(float(np.log10(distances).mean()), distances, spectra.names[start + 1:stop + 1],
                   np.arange(start + 2, stop + 2), spectra.remarks)


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
        Row l - 1 is :math:`\Omega^l`; counts squared per eigenvalue. The first row is
        zero: one layer does not differ from itself.

    Notes
    -----
    One pass over the layers: the mean and the sum of squares are updated layer
    by layer (Welford 1962). Without common edges the pooled histogram is counted
    again whenever a layer widens the range. Source: Süzen, Cerdà and Weber (2019),
    arXiv:1911.07831.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import periodic_spectral_ergodicity
    >>> periodic_spectral_ergodicity([np.eye(4)] * 3).max().item()
    0.0
    """
    return _ergodicity(tiling.matrices_only(source), convention)


def _ergodicity(spectra, convention):
    """The same for spectra that are known to be those of matrices."""
    values, weights = tiling.tiled(spectra, convention)
    rows = tiling.histograms(values, weights, convention.edges)
    centres = None if convention.edges is not None else tiling.pooled_histograms(values, weights)
    return _running_variance(rows, centres) / weights[0].sum()


def _running_variance(histograms, centres=None):
    """Mean squared deviation of the first l + 1 rows from their mean, or from `centres[l]`, for every l."""
    mean, squares, rows = 0, 0, []
    for l, histogram in enumerate(histograms):
        step = histogram - mean
        mean = mean + step / (l + 1)
        squares = squares + step * (histogram - mean)
        offset = 0 if centres is None else (mean - centres[l]) ** 2
        rows.append(squares / (l + 1) + offset)
    return np.array(rows)


def _distance(ergodicity, l, names, convention):
    """Between rows l and l + 1, that is, between l + 1 layers and one more."""
    distance = symmetric_kl(ergodicity[l], ergodicity[l + 1], convention.shift)
    if not distance > 0:
        raise ValueError(f"source: the distance between depths {l + 1} and {l + 2} is zero, and its logarithm is not "
                         f"finite; layer {names[l + 1]} has the spectrum of the layers up to {names[l]}")
    return distance
