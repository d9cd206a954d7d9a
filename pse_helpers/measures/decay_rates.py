"""How fast the tail of a network's spectrum decays, and how stable the rate is from layer to layer."""

from dataclasses import dataclass

import numpy as np

from pse_helpers.checks import check_generator, check_positive, check_whole, real_array
from pse_helpers.layers import layer_spectra
from pse_helpers.measures.tails import hill_exponent


@dataclass(frozen=True)
class TailDecay:
    r"""What `tail_decay` returns.

    Attributes
    ----------
    start : float
        Where the tail begins, in units of a layer's mean.
    layers : int
        Number of layers with an eigenvalue beyond the start.
    mass : float
        Share of the spectrum there, every layer of the network counting alike.
    rate : float
        Of the exponential law, per unit of the mean.
    interval : (float, float)
        Of the rate, 95 per cent, from a bootstrap over layers.
    power : float
        Exponent of the power law.
    evidence : float
        Log-likelihood of the exponential law less that of the power law, per unit
        of mass in the tail, in nats; positive where the exponential law fits better.
    evidence_interval : (float, float)
        As `interval`.

    Examples
    --------
    >>> from pse_helpers.measures import TailDecay
    >>> found = TailDecay(2.0, 19, 0.1, 1.25, (1.1, 1.4), 3.3, 0.02, (0.0, 0.04))
    >>> found
    TailDecay: rate 1.250 from 1.100 to 1.400 over 19 layers; evidence 0.020 from 0.000 to 0.040
    >>> found.law([2, 4]).round(4)
    array([0.1   , 0.0082])
    """

    start: float
    layers: int
    mass: float
    rate: float
    interval: tuple
    power: float
    evidence: float
    evidence_interval: tuple

    def law(self, x):
        """The exponential tail at x, an array of numbers from the start on."""
        return self.mass * np.exp(-self.rate * (real_array(x, "x", low=self.start) - self.start))

    def __repr__(self):
        rate, evidence = (f"{value:.3f} from {low:.3f} to {high:.3f}" for value, (low, high) in
                          ((self.rate, self.interval), (self.evidence, self.evidence_interval)))
        return f"TailDecay: rate {rate} over {self.layers} layers; evidence {evidence}"


def tail_decay(source, start, rng, size=1000):
    r"""The rate at which the tail of a network's spectrum falls.

    With T(x) the mean over layers of the share of eigenvalues above x, in units of
    their layer's mean, the rate is that of the exponential law of equal mass and area,

    .. math:: T(x) \approx T(a)\, e^{-r (x - a)}, \qquad r = \frac{T(a)}{\int_a^\infty T(x)\, dx}

    and the exponent of the power law :math:`T(a) (x / a)^{-\alpha}` follows likewise
    from :math:`\alpha = T(a) / \int_a^\infty T(x)\, d \ln x`.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes. Layers with one row
        or column do not take part; values below their layer's resolution are in no tail
        (`LayerSpectra.resolved_values`).
    start : float
        Where the tail begins, a, in units of a layer's mean; positive.
    rng : numpy.random.Generator
    size : int
        Number of bootstrap samples.

    Returns
    -------
    TailDecay

    Raises
    ------
    ValueError
        Among others for a layer that is zero everywhere, and for fewer than two layers
        with eigenvalues beyond the start.

    Notes
    -----
    Both are maximum-likelihood estimates, of :math:`r e^{-r (x - a)}` and
    :math:`(\alpha / a) (x / a)^{-\alpha - 1}`, with the layers weighted as in T; the
    second is Hill's estimator. A line through ln T(x) at some edges would do for
    long tails, but leans on the last edge that an eigenvalue reaches, by chance.

    The interval is the middle 95 per cent over samples of the layers that reach the
    tail, drawn with replacement. For independent exponential layers it covers the
    rate in less than 95 per cent of cases (86 for 6 layers, 91 for 10, about 93 for
    20 to 80). The layers of one network are no sample of anything: there it says
    how far the rate depends on single layers. Source: Hill (1975), Ann. Stat. 3, 1163;
    Efron and Tibshirani (1993), An Introduction to the Bootstrap; the use is this book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import tail_decay
    >>> from pse_helpers.networks import spectra
    >>> tail_decay(spectra("resnet20", "CIFAR10"), 2, np.random.default_rng(1))
    TailDecay: rate 1.241 from 0.863 to 1.920 over 19 layers; evidence 0.009 from -0.037 to 0.061
    """
    start = check_positive(start, "start")
    size = check_whole(size, "size")
    check_generator(rng)
    spectra = layer_spectra(source).matrices().in_units_of_the_mean()
    every = np.array([_moments(resolved, len(values), start)
                      for resolved, values in zip(spectra.resolved_values, spectra.values)])
    tail = every[every[:, 0] > 0]
    if len(tail) < 2:
        raise ValueError(f"start must have eigenvalues of at least two layers beyond it; at {start:g} times the mean "
                         f"there are those of {len(tail)}")
    samples = tail[rng.integers(len(tail), size=(size, len(tail)))].sum(axis=1)
    rate, power, evidence = _estimates(tail.sum(axis=0), start)
    ends = np.percentile(_estimates(samples.T, start), [2.5, 97.5], axis=1).tolist()
    (low, *_, weakest), (high, *_, strongest) = ends
    return TailDecay(float(start), len(tail), float(every[:, 0].mean()), float(rate), (low, high), float(power),
                     float(evidence), (weakest, strongest))


def _moments(resolved, order, start):
    """A layer's share beyond the start, of all its values, and the areas under its tail, over x and over ln x."""
    beyond = resolved[resolved > start]
    return np.array([len(beyond), (beyond - start).sum(), np.log(beyond / start).sum()]) / order


def _estimates(sums, start):
    """Rate, exponent, and the difference of the maximal mean log-likelihoods."""
    mass, area, logarithmic = sums
    rate, power = mass / area, hill_exponent(mass, logarithmic)
    return np.array([rate, power, np.log(rate) - 1 - (np.log(power / start) - 1 - 1 / power)])
