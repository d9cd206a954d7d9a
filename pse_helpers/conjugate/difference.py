"""The spectral difference: a network's density minus that of its conjugate circular ensemble."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_generator, check_number, check_rising, check_whole
from pse_helpers.conjugate.draws import conjugate_masses
from pse_helpers.conjugate.maps_by_name import map_of
from pse_helpers.layers import layer_spectra


@dataclass(frozen=True, eq=False)
class SpectralDifference:
    r"""What `spectral_difference` returns.

    Attributes
    ----------
    edges : ndarray, shape (bins + 1,)
        In units of a layer's mean; what lies outside belongs to the end bins.
    network : ndarray, shape (bins,)
        The network's mass in every bin; sum one.
    draws : ndarray, shape (size, bins)
        That of every draw of the conjugate ensemble.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import SpectralDifference
    >>> found = SpectralDifference(np.array([0, 1, 4]), np.array([0.75, 0.25]), np.array([[0.5, 0.5], [0.5, 0.5]]))
    >>> found.difference, found.cumulative, found.tail(1), found.fluctuation
    (array([ 0.25, -0.25]), array([0.25, 0.  ]), -0.25, 0.0625)
    """

    edges: np.ndarray
    network: np.ndarray
    draws: np.ndarray

    @property
    def difference(self):
        """Mass of the network minus the mean mass of the draws, per bin."""
        return self.network - self.draws.mean(axis=0)

    @property
    def cumulative(self):
        """The sum of the difference up to and including each bin; it ends at zero."""
        return self.difference.cumsum()

    @property
    def standard_error(self):
        """Of the difference per bin, from the spread of the draws; the network is taken as it is."""
        return self.draws.std(axis=0, ddof=1) / np.sqrt(len(self.draws))

    def tail(self, start):
        """The sum of the difference over all bins from `start`, an edge, on."""
        start = check_number(start, "start", "a number", np.isfinite)
        if not np.isclose(self.edges[:-1], start).any():
            raise ValueError(f"start must be the lower edge of a bin; got {start}")
        return float(self.difference[np.isclose(self.edges[:-1], start).argmax():].sum())

    @property
    def fluctuation(self):
        """Variance of the difference over bins, less what the finite number of draws adds to it on average."""
        return float(np.var(self.difference) - (self.standard_error**2).mean())

    def __repr__(self):
        return (f"SpectralDifference: {len(self.network)} bins, {len(self.draws)} draws, "
                f"half the sum of absolute differences {np.abs(self.difference).sum() / 2:.4f}")


def spectral_difference(source, ensemble, rng, size=40, mapping="reflection", edges=None):
    r"""A network's spectral density minus that of the circular ensemble of the same orders.

    .. math:: d_k = \frac1L \sum_{l=1}^{L} \frac{\#\{\lambda_{li} / \bar\lambda_l \in b_k\}}{N_l}
              - \Big\langle \frac1L \sum_{l=1}^{L} \frac{\#\{f(\theta_{li}) \in b_k\}}{N_l} \Big\rangle

    over common bins :math:`b_k`; :math:`N_l = \min(out, rest)`, the mean is over the
    draws, f is the map.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes. Layers with one row
        or column have no spectrum to compare and do not take part.
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta >= 0; a truncation needs beta > 0.
    rng : numpy.random.Generator
    size : int
        Number of draws, at least 2.
    mapping : str, CircleMap or Truncation
        What the circular eigenvalues are compared as; see the notes.
    edges : array_like, optional
        At least three rising numbers, in units of a layer's mean; what lies outside
        belongs to the end bins. Without them those of the map.

    Returns
    -------
    SpectralDifference

    Raises
    ------
    ValueError
        Also for a layer that is zero everywhere, and a network with no eigenvalue between the edges.

    Notes
    -----
    The maps, by name:

    * reflection: :math:`1 + \cos\theta`, half the eigenvalues of
      :math:`(1 + U)(1 + U^\dagger)`. Both sides are positive and have mean one. The
      circular side reaches to 2 and is dense there, so up to 2 the difference has
      no reason to vanish; beyond, it is the network's own tail.
    * truncation: no function of the phase, but the squared singular values of a block
      of the layer's shape, in units of their mean. They end at factor (n + m) / m, 2
      for a square layer and factor 1; a large factor brings the tail of an untrained
      layer (:class:`Truncation`).
    * cosine: on [-1, 1]; beyond 1, the mean of the network, the circular side is empty.
    * phase: on [-pi, pi]; beyond pi the circular side is empty: whatever falls off
      conjugates, a Wishart ensemble as well as a trained network.
    * modulus: always 1. The difference is the network's own density but for one bin.

    By counts, without matrices or eigenvalues. Under all maps but the truncation the
    expectation of the second term is the same for every circular ensemble, order and
    beta (:meth:`CircleMap.law`); beta shows only in the spread of the draws.
    All draws come from one stream, and one after another. To work on many networks side by side give
    each a generator of its own: :func:`pse_helpers.parallel.ordered_draws`.
    Source: the method is that of Süzen (2020), arXiv:2006.13687, abstract; its
    formulas, the maps other than phase and modulus, and the scale are this book's
    reconstruction.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import spectral_difference
    >>> layers = np.random.default_rng(1).standard_normal((3, 50, 80))
    >>> spectral_difference(list(layers), "CUE", np.random.default_rng(2))
    SpectralDifference: 28 bins, 40 draws, half the sum of absolute differences 0.3413
    """
    size = check_whole(size, "size", least=2)
    check_generator(rng)
    spectra, mapping = layer_spectra(source).matrices(), map_of(mapping)
    edges = check_rising(mapping.edges if edges is None else edges, "edges", 3)
    network = spectral_masses(spectra, edges)
    return SpectralDifference(edges, network, conjugate_masses(spectra.shapes, ensemble, mapping, edges, size, rng))


def spectral_masses(source, edges):
    """A network's binned spectrum, every layer in units of its mean and counting alike.

    Parameters
    ----------
    source, edges
        As :func:`spectral_difference`, errors too.

    Returns
    -------
    ndarray, shape (bins,)
        Of mass one.

    Notes
    -----
    Weights :math:`N_{\\max} / N_l`, that is periodic tiling, then normalised.
    Source: Süzen, Cerdà and Weber (2019), arXiv:1911.07831.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import spectral_masses
    >>> spectral_masses([np.diag([1, 2.0, 2]), np.eye(2)], [0, 0.5, 1.2, 2])
    array([0.16666667, 0.5       , 0.33333333])
    """
    edges = check_rising(edges, "edges", 3)
    values = layer_spectra(source).matrices().in_units_of_the_mean().values
    if not any(((value >= edges[0]) & (value <= edges[-1])).any() for value in values):
        raise ValueError(f"source has no eigenvalue between the edges {edges[0]:g} and {edges[-1]:g}, in units of a "
                         "layer's mean: there is no common support to compare on")
    counts = [np.bincount(np.searchsorted(edges[1:-1], value, side="right"), minlength=len(edges) - 1)
              for value in values]
    return np.mean([count / len(value) for count, value in zip(counts, values)], axis=0)
