"""A network whose weights have lost their arrangement."""

from dataclasses import replace

from pse_helpers.checks import check_generator
from pse_helpers.layers import LayerSpectra
from pse_helpers.layers.decomposition import spectra_of
from pse_helpers.layers.sources import Weight, read


def shuffled(source, rng):
    """The spectra of a network whose weights are shuffled within every layer.

    Keeps each layer's shape, norm and distribution of single weights; the
    arrangement, and with it whatever correlations training made, is lost.

    Parameters
    ----------
    source : torch module, state dict, path or list of arrays
        Not a LayerSpectra, which has no weights any more.
    rng : numpy.random.Generator

    Returns
    -------
    LayerSpectra

    Notes
    -----
    Source: Martin and Mahoney (2021), J. Mach. Learn. Res. 22, 165, use the same control.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.networks.changes import shuffled
    >>> ordered = np.outer(np.arange(1.0, 5), np.arange(1.0, 5))     # rank one
    >>> bool((shuffled([ordered], np.random.default_rng(0)).values[0] > 0.1).sum() > 1)
    True
    """
    check_generator(rng)
    if isinstance(source, LayerSpectra):
        raise TypeError("source must have weights to shuffle; a LayerSpectra holds their spectra only")
    reading = read(source)
    return spectra_of(replace(reading, items=(_shuffled(item, rng) for item in reading.items)))


def _shuffled(item, rng):
    if not isinstance(item, Weight):
        return item
    return item._replace(array=rng.permutation(item.array.ravel()).reshape(item.array.shape))
