"""Ways to lay out feature maps, (images, channels, positions ...), as samples and neurons.

Each takes the output of a layer for one batch, with channels on the second axis,
and returns (samples, neurons). Outputs without positions are the same in all of them.
"""

import numpy as np

from pse_helpers.checks import check_generator, check_whole, real_numbers


def flatten(values):
    """Every channel at every position is a neuron, every image a sample.

    Parameters
    ----------
    values : ndarray, shape (images, channels, ...)

    Returns
    -------
    ndarray, shape (images, channels x positions)

    Notes
    -----
    The definition taken literally: each position has its own switch.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import flatten
    >>> flatten(np.zeros((5, 3, 4, 4))).shape
    (5, 48)
    """
    values = _maps(values)
    return values.reshape(len(values), -1)


def positions(values):
    """Every channel is a neuron, every position of every image a sample.

    Parameters
    ----------
    values : ndarray, shape (images, channels, ...)

    Returns
    -------
    ndarray, shape (images x positions, channels)

    Notes
    -----
    Layers of any image size become comparable; positions of one image are not
    independent, so standard errors come out too small.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import positions
    >>> positions(np.zeros((5, 3, 4, 4))).shape
    (80, 3)
    """
    values = _maps(values)
    return np.moveaxis(values, 1, -1).reshape(-1, values.shape[1])


def pooled(values):
    """Every channel is a neuron, its mean over positions the value, every image a sample.

    Parameters
    ----------
    values : ndarray, shape (images, channels, ...)

    Returns
    -------
    ndarray, shape (images, channels)

    Notes
    -----
    Right for the effective dimension. As a switch it is on when the mean is positive,
    which after a ReLU is wherever any position is on.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import pooled
    >>> pooled(np.arange(8.0).reshape(1, 2, 2, 2))
    array([[1.5, 5.5]])
    """
    values = _maps(values)
    return values.reshape(*values.shape[:2], -1).mean(axis=2)


def _maps(values):
    """The output of a layer: images and channels, at the least."""
    values = real_numbers(values, "values", booleans=True)
    if values.ndim < 2 or 0 in values.shape:
        raise ValueError(f"values must have two or more dimensions, images and channels first, none of length 0; "
                         f"got shape {values.shape}")
    return values


FEATURE_MAPS = {"flatten": flatten, "positions": positions, "pooled": pooled}


def sampled_positions(count, rng):
    """A layout like `positions` that keeps `count` of each image's positions, drawn for each image anew.

    Parameters
    ----------
    count : int
        At least 1. A layer with fewer positions keeps all of them.
    rng : numpy.random.Generator

    Returns
    -------
    callable
        For `feature_maps` of :func:`pse_helpers.features.activations`.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import sampled_positions
    >>> sampled_positions(2, np.random.default_rng(0))(np.zeros((5, 3, 4, 4))).shape
    (10, 3)
    """
    check_whole(count, "count")
    check_generator(rng)

    def layout(values):
        values = _maps(values)
        maps = values.reshape(*values.shape[:2], -1)
        order = rng.random((len(maps), 1, maps.shape[2])).argsort(axis=2)
        return positions(np.take_along_axis(maps, order[..., :count], axis=2))
    return layout


def sampled_neurons(count, rng):
    """A layout like `flatten` that keeps `count` neurons, drawn once for each width of a layer.

    Parameters
    ----------
    count : int
        At least 1. A layer with fewer neurons keeps all of them.
    rng : numpy.random.Generator

    Returns
    -------
    callable
        For `feature_maps` of :func:`pse_helpers.features.activations`. Layers of one width keep
        the same places, in every batch.

    Notes
    -----
    The complexity of a part of the neurons is at most that of all.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.features import sampled_neurons
    >>> sampled_neurons(7, np.random.default_rng(0))(np.zeros((5, 3, 4, 4))).shape
    (5, 7)
    """
    check_whole(count, "count")
    check_generator(rng)
    seed = rng.integers(2**63)

    def layout(values):
        flat = flatten(values)
        chosen = np.random.default_rng([seed, flat.shape[1]]).permutation(flat.shape[1])[:count]
        return flat[:, np.sort(chosen)]
    return layout
