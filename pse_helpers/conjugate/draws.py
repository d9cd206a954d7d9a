"""The circular ensemble conjugate to a network: the same orders, one matrix a layer."""

from collections import Counter

from pse_helpers.checks import check_generator, check_rising, check_whole, matrix_shapes
from pse_helpers.circular import eigenphases
from pse_helpers.conjugate.maps_by_name import map_of
from pse_helpers.conjugate.mixed import checked_orders


def conjugate_ensemble(orders, ensemble, size, rng):
    """Eigenphases of the circular ensemble with the orders of a mixed ensemble.

    Parameters
    ----------
    orders : list of int
        One for every layer: the number of its eigenvalues.
    ensemble : {"COE", "CUE", "CSE"} or float
        A name, or any beta >= 0 (0: independent phases).
    size : int
        Number of draws of the whole ensemble.
    rng : numpy.random.Generator

    Returns
    -------
    list of ndarray, each of shape (size, order)
        One for every order, in the order given; radians in [-pi, pi), rows sorted.

    Notes
    -----
    All draws come from one stream, and one after another. To work on them side by side draw in
    groups, each from a generator of its own: :func:`pse_helpers.parallel.ordered_draws`.
    Source: a circular ensemble of matching orders is the idea of Süzen (2020),
    arXiv:2006.13687, abstract; one matrix a layer is this book's reading.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import conjugate_ensemble
    >>> [one.shape for one in conjugate_ensemble([4, 2], "CUE", 3, np.random.default_rng(1))]
    [(3, 4), (3, 2)]
    """
    orders, size = checked_orders(orders), check_whole(size, "size")
    check_generator(rng)
    return [eigenphases(ensemble, order, size, rng) for order in orders]


def conjugate_masses(shapes, ensemble, mapping, edges, size, rng):
    """Binned spectra of the conjugate ensemble, by exact counts, every layer counting alike.

    Parameters
    ----------
    shapes : sequence of (int, int)
        Of the layer matrices, in any order; those with one row or column do not take part, as in
        :func:`spectral_masses`.
    ensemble : {"COE", "CUE", "CSE"} or float
    mapping : CircleMap or Truncation
    edges : ndarray, shape (bins + 1,)
        What lies outside belongs to the end bins.
    size : int
        Number of draws of the whole ensemble.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (size, bins)
        Each row of mass one.

    Notes
    -----
    Layers are drawn independently, those of one order together; the draws do not
    depend on the order of the layers.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.conjugate import MAPS, conjugate_masses
    >>> conjugate_masses([(2, 5), (4, 4)], "CUE", MAPS["reflection"], np.array([0, 1, 2]), 3,
    ...                  np.random.default_rng(1)).sum(axis=1)
    array([1., 1., 1.])
    """
    check_generator(rng)
    mapping, edges, shapes = map_of(mapping), check_rising(edges, "edges", 2), shapes_with_spectra(shapes)
    return masses(map(mapping.key, shapes), lambda key, number: mapping.counts(key, ensemble, edges, number, rng),
                  check_whole(size, "size"))


def shapes_with_spectra(shapes):
    """The shapes with more than one row and column, at least one: a vector has one value, which is its own mean."""
    shapes = [shape for shape in matrix_shapes(shapes, "shapes") if min(shape) > 1]
    if not shapes:
        raise ValueError("shapes must have at least one with more than one row and column; got none")
    return shapes


def masses(keys, counts, size):
    """The mean over layers of counts in units of a layer's number of values; layers of one key are drawn together."""
    layers = sorted(Counter(keys).items())
    total = 0
    for key, repeats in layers:
        drawn = counts(key, size * repeats)
        total = total + drawn.reshape(size, repeats, -1).sum(axis=1) / drawn[0].sum()
    return total / sum(repeats for _, repeats in layers)
