"""How fast the distances of untrained layers fall with depth: a limit law with no free constant."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.cascade import tiling
from pse_helpers.cascade.conventions import STANDARD, check_convention
from pse_helpers.checks import check_generator, check_whole, real_array, whole_numbers
from pse_helpers.layers import LayerSpectra, gaussian_spectra


@dataclass(frozen=True)
class DecayLaw:
    r"""The law :math:`E \log_{10} D^l \approx A - 2 \log_{10} l` of independent layers of one kind.

    Attributes
    ----------
    level : float
        A, the mean of :math:`\log_{10} Q`.
    standard_error : float
        Of the level, from the finite number of layers it was computed from: moments of the counts included.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import DecayLaw
    >>> DecayLaw(level=-1.0, standard_error=0.01).log_distance(np.array([1, 10, 100]))
    array([-1., -3., -5.])
    """

    level: float
    standard_error: float

    def __repr__(self):
        return f"DecayLaw: level {self.level:.3f} +- {self.standard_error:.3f}"

    def log_distance(self, depths):
        """The law's mean of log10 of the distance between depths l and l + 1; depths an array of l."""
        return self.level - 2 * np.log10(real_array(depths, "depths", low=1))

    def cpse(self, layers):
        """The law's mean cPSE of a network of so many layers: the mean of `log_distance` over 2, ..., layers - 1."""
        layers = check_whole(layers, "layers", least=3)
        return float(self.log_distance(np.arange(2, layers)).mean())


def decay_law(shape, rng, convention=STANDARD, size=2000):
    r"""The decay law of independent Gaussian layers of one shape, from single layers alone.

    Let :math:`x_k` be the count of one layer in bin k, with mean :math:`\mu_k` and
    variance :math:`\sigma_k^2` over layers. For independent layers, as l grows,

    .. math:: l^2 D^l \to Q = \frac{1}{N \ln 2} \sum_{k:\,\sigma_k > 0}
              \frac{\left((x_k - \mu_k)^2 - \sigma_k^2\right)^2}{\sigma_k^2}

    in distribution. No network is built for it: `size` single layers give A, the
    mean of :math:`\log_{10} Q`.

    Parameters
    ----------
    shape : (int, int)
        Of every layer matrix, both at least 2.
    rng : numpy.random.Generator
    convention : Convention
        One with common edges and spectra divided by their mean.
    size : int
        Number of single layers, at least 100.

    Returns
    -------
    DecayLaw

    Raises
    ------
    ValueError
        Among others for bins so wide that the counts of a layer do not vary.

    Notes
    -----
    :math:`\Omega^l_k N` is the variance of l independent counts and tends to
    :math:`\sigma_k^2`. The next layer moves it by
    :math:`\left((x_k - \mu_k)^2 - \sigma_k^2\right)/l` to leading order, and
    :math:`(a - b) \log_2(a/b) \approx (a - b)^2 / (b \ln 2)` for nearby a and b.
    Bins that are rarely filled reach the limit late: at small l distances lie
    above the law. Counts are whole numbers: where hardly more than two bins vary,
    two depths can agree exactly, and their distance has no logarithm.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import decay_law
    >>> law = decay_law((16, 144), np.random.default_rng(0), size=500)
    >>> -0.9 < law.level < -0.7
    True
    """
    check_generator(rng)
    size = check_whole(size, "size", least=100)
    shape = _checked(shape, convention)
    one = LayerSpectra(("layer",), (shape,), (np.ones(min(shape)),))
    layers = [gaussian_spectra(one, rng).values[0] for _ in range(size)]
    same = LayerSpectra(tuple(map(str, range(size))), (shape,) * size, tuple(layers))
    histograms = tiling.tiled_histograms(same, convention)
    if not (_limits(histograms) > 0).all():
        raise ValueError(f"convention.edges must let the counts of a layer vary; for shape {shape} they do not")
    return DecayLaw(_level(histograms), _jackknife(_level, histograms))


def _checked(shape, convention):
    """The shape as two whole numbers, and a convention for which there is a law."""
    check_convention(convention)
    if convention.edges is None or not convention.unit_mean:
        raise ValueError("convention must have common edges and unit_mean=True, as STANDARD has")
    return whole_numbers(shape, "shape", number=2, least=2)


def _level(histograms):
    return float(np.log10(_limits(histograms)).mean())


def _jackknife(statistic, rows, groups=20):
    """Standard error of a statistic of independent rows, each group of rows left out in turn.

    Every row of Q leans on the same estimated moments, so that the rows are not independent and their spread
    over the root of their number would be too small, by a third for 16 x 144.
    """
    group = np.arange(len(rows)) % groups
    left_out = [statistic(rows[group != k]) for k in range(groups)]
    return float(np.sqrt((groups - 1) * np.var(left_out)))


def _limits(histograms):
    """One draw of Q for each row; a bin whose count never varies adds nothing."""
    filled = histograms.std(axis=0) > 0
    counts, length = histograms[:, filled], histograms[0].sum()
    variance = counts.var(axis=0)
    excess = (counts - counts.mean(axis=0)) ** 2 - variance
    return (excess**2 / variance).sum(axis=1) / (length * np.log(2))
