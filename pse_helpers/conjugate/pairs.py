"""How far apart networks are, in units of the variability of a network drawn at random."""

from itertools import combinations

import numpy as np

from pse_helpers.checks import check_generator, check_number, check_rising, check_whole
from pse_helpers.circular import beta_or_zero
from pse_helpers.conjugate.chance import Estimate, drawn_again, permutation_p_value, resampled
from pse_helpers.conjugate.circle_maps import CircleMap
from pse_helpers.conjugate.difference import spectral_masses
from pse_helpers.conjugate.draws import conjugate_masses
from pse_helpers.conjugate.maps_by_name import map_of
from pse_helpers.conjugate.untrained import null_masses
from pse_helpers.layers import LayerSpectra, spectra_by_name
from pse_helpers.parallel import ordered


def equivalence(sources, ensemble, rng, size=200, mapping="reflection", edges=None, confidence=0.95, executor=None):
    r"""The distances between the spectral differences of all pairs of networks, and what chance does to them.

    .. math:: D_{ab} = \frac12 \sum_k |d^a_k - d^b_k|

    and, with the mean and standard deviation of D between networks whose
    differences agree but for chance,

    .. math:: z_{ab} = \frac{D_{ab} - \mathrm{E}_0 D}{\mathrm{sd}_0 D}, \qquad
              D^+_{ab} = D_{ab} + t_{1 - \alpha, f} \operatorname{se} D_{ab}

    Two networks are *told apart* where z is large or p small. They are *equivalent
    within a margin* where the upper bound :math:`D^+` is at most that margin; not to be told apart
    is no evidence of it, for whatever is noisy enough is told apart from nothing.

    Parameters
    ----------
    sources : dict
        Names and networks, at least two. A network is whatever
        :func:`pse_helpers.layers.layer_spectra` takes, or a list of LayerSpectra:
        several seeds of one architecture, of which the mean difference is taken.
    ensemble : {"COE", "CUE", "CSE"} or float
        Of no consequence for a map of the circle, whose mean mass in a bin is the same for all and known.
    rng : numpy.random.Generator
    size : int
        Number of draws, of the blocks of a truncation and of the Gaussian networks beside a
        single one; at least 2.
    mapping, edges
        As :func:`spectral_difference`.
    confidence : float
        Of the upper bound, one-sided, between 0 and 1.
    executor : concurrent.futures.Executor, optional
        Works on the spectra of sources that are not spectra yet side by side. The draws come from
        one stream, and one after another.

    Returns
    -------
    pandas.DataFrame
        A row a pair: first, second; distance, from 0 to 1 for networks of equal
        orders, in units of mass; standard_error of the distance; z, about zero for
        two seeds of one untrained architecture, negative for a network against itself;
        upper_bound of the distance; p_value of the hypothesis that both are one.

    Raises
    ------
    ValueError
        Also where every network, drawn again, falls between the edges in the same way: z has no unit.

    Notes
    -----
    What decides whether two seeds agree is how much a network
    varies when it is drawn again. So the noise of a single network is that of
    `size` Gaussian networks of its shapes (parametric bootstrap), about their
    mean; that of several seeds is a bootstrap over the seeds. Between networks of
    different shapes that of the blocks of a truncation is added. Two seeds of one
    untrained architecture exceed z = 1.645 in about 5 and z = 3 in about 1 of 100
    pairs: the null distribution of a distance is skewed. For single trained networks
    all columns are about the *untrained* variability, and training may add to it: to
    compare trained architectures, give several seeds of each. Two networks drawn
    from one seed of the generator are one draw and not two. The seeds of two
    architectures are resampled independently; where both start from the same
    weights, seed by seed, z is too small and p too large.

    Where both have several seeds, p is that of a permutation test: the share of all ways to
    deal the seeds to two groups that are at least as far apart, exact for up to
    10 000 ways (five seeds beside five: 252, so p is at least 0.008), else from as many at
    random. Else it is the share of the null distribution behind z, at least 1 / (size + 1), or, where
    one of them has fewer seeds than that, 1 / (seeds + 1).
    The upper bound has f degrees of freedom, those of the smaller group (seeds or draws, less one).
    A distance is never negative and so comes out too large, the more so the smaller it is: of
    true distances more than the stated confidence lie below their bound.
    Source: differences compared within an accuracy are the idea of Süzen (2020),
    arXiv:2006.13687, abstract; distance and noise are this book's. Equivalence within a
    margin: Schuirmann (1987), J. Pharmacokinet. Biopharm. 15, 657.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import equivalence
    >>> a, b = np.random.default_rng(1).standard_normal((2, 3, 40, 60))
    >>> equivalence({"a": list(a), "b": list(b)}, "CUE", np.random.default_rng(2)).round(1)
      first second  distance  standard_error    z  upper_bound  p_value
    0     a      b       0.1             0.0  0.7          0.1      0.3
    """
    import pandas as pd
    size = check_whole(size, "size", least=2)
    check_generator(rng)
    check_number(confidence, "confidence", "a number between 0 and 1", lambda confidence: 0 < confidence < 1)
    if not isinstance(sources, dict):
        raise TypeError(f"sources must be a dict of names and networks; got a {type(sources).__name__}")
    if len(sources) < 2:
        raise ValueError(f"sources must hold at least two networks; got {len(sources)}")
    mapping = map_of(mapping)
    edges = check_rising(mapping.edges if edges is None else edges, "edges", 3)
    single = spectra_by_name({name: one for name, one in sources.items() if not _are_several(one)}, executor)
    networks = {name: _seeds([single[name]] if name in single else source) for name, source in sources.items()}
    differences = _differences(networks, ensemble, mapping, edges, size, rng)
    rows = [(first, second, *_compared(differences[first], differences[second], confidence, rng))
            for first, second in combinations(differences, 2)]
    return pd.DataFrame(rows, columns=["first", "second", "distance", "standard_error", "z", "upper_bound", "p_value"])


def _are_several(source):
    """Whether a source is several seeds of one architecture."""
    return isinstance(source, (list, tuple)) and len(source) > 0 and all(isinstance(s, LayerSpectra) for s in source)


def _seeds(spectra):
    """The layer matrices of the seeds of one architecture, often a single one."""
    seeds = [seed.matrices() for seed in spectra]
    if any(sorted(map(sorted, seed.shapes)) != sorted(map(sorted, seeds[0].shapes)) for seed in seeds):
        raise ValueError("source: the seeds of one architecture must have layer matrices of the same shapes")
    return seeds


def _differences(networks, ensemble, mapping, edges, size, rng):
    """{name: the spectral difference, an Estimate}; networks of equal keys share their reference, which cancels."""
    keys = {name: tuple(sorted(map(mapping.key, seeds[0].shapes))) for name, seeds in networks.items()}
    shapes = {keys[name]: seeds[0].shapes for name, seeds in networks.items()}
    references = {key: _reference(shapes[key], ensemble, mapping, edges, size, rng) for key in sorted(shapes)}
    estimates = ordered(lambda seeds: _binned(seeds, edges, size, rng), networks.values(), description="networks")
    return {name: estimate.less(references[keys[name]]) for name, estimate in zip(networks, estimates)}


def _reference(shapes, ensemble, mapping, edges, size, rng):
    """The mass beside which networks of these shapes are set: exact for a map of the circle, else a mean of draws."""
    if isinstance(mapping, CircleMap):
        beta_or_zero(ensemble)  # refuses what is no ensemble; all have the same mass
        return Estimate.exact(mapping.law(edges))
    return resampled(conjugate_masses(shapes, ensemble, mapping, edges, size, rng), rng)


def _binned(seeds, edges, size, rng):
    """A network's mass: chance is over its seeds where there are several, else over Gaussian ones of its shapes."""
    masses = np.array([spectral_masses(seed, edges) for seed in seeds])
    if len(seeds) > 1:
        return resampled(masses, rng)
    return drawn_again(masses, null_masses(seeds[0].shapes, edges, size, rng), rng)


def _compared(one, two, confidence, rng):
    """Distance, its standard error, z, upper bound and p-value of two estimated spectral differences."""
    from scipy.special import stdtrit
    # Drawn again, the pair would lie at gap + chance: its spread is the standard error. Were the two alike but
    # for chance, the gap would be zero and the distance that of chance alone: the null distribution behind z.
    gap, chance = one.value - two.value, one.deviations - two.deviations
    distance, around, null = (np.abs(x).sum(axis=-1) / 2 for x in (gap, gap + chance, chance))
    if null.std() == 0:
        raise ValueError("edges: every network, drawn again, falls between them in the same way; "
                         "expected edges within the spectra, and seeds that differ")
    number = min(one.number, two.number)
    upper = distance + stdtrit(number - 1, confidence) * around.std()
    p_value = (permutation_p_value(one.rows, two.rows, rng) if min(len(one.rows), len(two.rows)) > 1
               else (1 + number * (null >= distance).mean()) / (1 + number))
    return distance, around.std(), (distance - null.mean()) / null.std(), upper, p_value
