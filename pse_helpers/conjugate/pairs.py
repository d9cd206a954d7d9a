"""How far apart networks are, in units of the variability of a network drawn at random."""

from itertools import combinations
from typing import NamedTuple

import numpy as np

from pse_helpers.checks import check_generator, check_rising, check_whole
from pse_helpers.conjugate.difference import spectral_masses
from pse_helpers.conjugate.draws import conjugate_masses
from pse_helpers.conjugate.maps_by_name import map_of
from pse_helpers.conjugate.untrained import null_masses
from pse_helpers.layers import LayerSpectra, layer_spectra


def equivalence(sources, ensemble, rng, size=40, mapping="reflection", edges=None):
    r"""The distances between the spectral differences of all pairs of networks.

    .. math:: D_{ab} = \frac12 \sum_k |d^a_k - d^b_k|

    and, with the mean and standard deviation of D between networks whose
    differences agree but for chance,

    .. math:: z_{ab} = \frac{D_{ab} - \mathrm{E}_0 D}{\mathrm{sd}_0 D}

    Parameters
    ----------
    sources : dict
        Names and networks, at least two. A network is whatever
        :func:`pse_helpers.layers.layer_spectra` takes, or a list of LayerSpectra:
        several seeds of one architecture, of which the mean difference is taken.
    ensemble : {"COE", "CUE", "CSE"} or float
    rng : numpy.random.Generator
    size : int
        Number of draws, both of the circular ensembles and of the noise; at least 2.
        Memory grows with its square.
    mapping, edges
        As :func:`spectral_difference`.

    Returns
    -------
    pandas.DataFrame
        A row a pair: first, second; distance, from 0 to 1 for networks of equal
        orders, in units of mass; standard_error of the distance; z. About zero for
        two seeds of one untrained architecture, negative for a network against itself.

    Raises
    ------
    ValueError
        Also where every network, drawn again, falls between the edges in the same way: z has no unit.

    Notes
    -----
    Chance is more than the circular draws: networks of equal orders share those,
    and they cancel. What decides whether two seeds agree is how much a network
    varies when it is drawn again. So the noise of a single network is that of
    `size` Gaussian networks of its shapes (parametric bootstrap), about their
    mean; that of several seeds is a bootstrap over the seeds. Between networks of
    different orders a bootstrap over circular draws is added. Two seeds of one
    untrained architecture exceed z = 1.645 in about 5 and z = 3 in about 1 of 100
    pairs: the null distribution of a distance is skewed. For single trained networks
    z is in units of the *untrained* variability, and training may add to it: to
    tell trained architectures apart, give several seeds of each. Two networks drawn
    from one seed of the generator are one draw and not two. The seeds of two
    architectures are resampled independently; where both start from the same
    weights, seed by seed, z is too small.
    Source: differences compared within an accuracy are the idea of Süzen (2020),
    arXiv:2006.13687, abstract; distance and noise are this book's.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import equivalence
    >>> a, b = np.random.default_rng(1).standard_normal((2, 3, 40, 60))
    >>> equivalence({"a": list(a), "b": list(b)}, "CUE", np.random.default_rng(2)).round(1)
      first second  distance  standard_error    z
    0     a      b       0.1             0.0  0.5
    """
    import pandas as pd
    size = check_whole(size, "size", least=2)
    check_generator(rng)
    if not isinstance(sources, dict):
        raise TypeError(f"sources must be a dict of names and networks; got a {type(sources).__name__}")
    if len(sources) < 2:
        raise ValueError(f"sources must hold at least two networks; got {len(sources)}")
    mapping = map_of(mapping)
    edges = check_rising(mapping.edges if edges is None else edges, "edges", 3)
    networks = {name: _seeds(source) for name, source in sources.items()}
    keys = {name: tuple(sorted(map(mapping.key, seeds[0].shapes))) for name, seeds in networks.items()}
    shapes = {keys[name]: seeds[0].shapes for name, seeds in networks.items()}
    circular = {key: _drawn(conjugate_masses(shapes[key], ensemble, mapping, edges, size, rng), rng)
                for key in sorted(shapes)}
    sampled = {name: _sampled(seeds, edges, size, rng) for name, seeds in networks.items()}
    rows = []
    for first, second in combinations(networks, 2):
        # d^a - d^b is the gap of the networks less the gap of their circular ensembles; entry (i, j) of a
        # chance is how far a gap moves where the first is replaced by its draw i and the second by its draw j.
        gap, chance = _subtracted(sampled[first], sampled[second])
        if keys[first] != keys[second]:  # else the circular draws are the same, and cancel
            circular_gap, circular_chance = _subtracted(circular[keys[first]], circular[keys[second]])
            gap, chance = gap - circular_gap, chance - circular_chance  # all four draws (i, j) are independent
        rows.append((first, second, *_compared(gap, chance)))
    return pd.DataFrame(rows, columns=["first", "second", "distance", "standard_error", "z"])


class _Sampled(NamedTuple):
    """A binned spectrum (bins,) and its deviations when it is drawn again (size, bins)."""

    masses: np.ndarray
    deviations: np.ndarray


def _subtracted(one, two):
    """The difference, and its deviations in every combination of those of both."""
    # (bins,), and (size, 1, bins) less (size, bins): size draws of each make size^2 pairs of independent draws.
    return one.masses - two.masses, one.deviations[:, None] - two.deviations


def _seeds(source):
    """The seeds of one architecture, often a single one."""
    several = isinstance(source, (list, tuple)) and len(source) and all(isinstance(s, LayerSpectra) for s in source)
    seeds = [layer_spectra(seed).matrices() for seed in (source if several else [source])]
    if any(sorted(map(sorted, seed.shapes)) != sorted(map(sorted, seeds[0].shapes)) for seed in seeds):
        raise ValueError("source: the seeds of one architecture must have layer matrices of the same shapes")
    return seeds


def _sampled(seeds, edges, size, rng):
    """The deviations are over seeds where there are several, else over Gaussian networks of the same shapes."""
    masses = np.array([spectral_masses(seed, edges) for seed in seeds])
    if len(seeds) > 1:
        return _Sampled(masses.mean(axis=0), _resampled(masses, size, rng))
    return _Sampled(masses[0], _centred(null_masses(seeds[0].shapes, edges, size, rng)))


def _drawn(masses, rng):
    """The mean of circular draws, and its bootstrap deviations."""
    return _Sampled(masses.mean(axis=0), _resampled(masses, len(masses), rng))


def _resampled(masses, size, rng):
    """Bootstrap deviations of the mean of the rows, with the variance of the mean of independent ones."""
    number = len(masses)
    means = masses[rng.integers(number, size=(size, number))].mean(axis=1)
    return (means - masses.mean(axis=0)) * np.sqrt(number / (number - 1))


def _centred(masses):
    return (masses - masses.mean(axis=0)) * np.sqrt(len(masses) / (len(masses) - 1))


def _compared(gap, chance):
    """Distance, its standard error, and z, from every combination of the deviations of both networks."""
    # Drawn again, the pair would lie at gap + chance: its spread is the standard error. Were the two alike but
    # for chance, the gap would be zero and the distance that of chance alone: the null distribution behind z.
    distance, around, null = (np.abs(x).sum(axis=-1) / 2 for x in (gap, gap + chance, chance))
    if null.std() == 0:
        raise ValueError("edges: every network, drawn again, falls between them in the same way; "
                         "expected edges within the spectra, and seeds that differ")
    return float(distance), float(around.std()), float((distance - null.mean()) / null.std())
