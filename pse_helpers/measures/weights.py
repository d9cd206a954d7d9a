"""Measures of a network's weights, by their spectra alone: norms, stable rank, distance to law, tail."""

import numpy as np

from pse_helpers.conjugate import spectral_masses
from pse_helpers.layers import layer_spectra, stable_rank
from pse_helpers.marchenko_pastur import kolmogorov_distance


def log_frobenius_norm(source):
    r"""Mean over layers of :math:`\log_{10} \|W\|_F`.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes.

    Returns
    -------
    float
        In decades of the weights' unit.

    Raises
    ------
    ValueError
        Among others for a layer of zeros.

    Notes
    -----
    Source: Martin, Peng and Mahoney (2021), Nat. Commun. 12, 4122, up to the factor 2
    of the squared norm.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import log_frobenius_norm
    >>> log_frobenius_norm([np.full((5, 5), 2.0), np.full((5, 5), 200.0)])
    2.0
    """
    return float(np.mean([0.5 * np.log10(values.sum()) for values in _not_zero(source)]))


def log_spectral_norm(source):
    r"""Mean over layers of :math:`\log_{10} \|W\|_2`, the largest singular value.

    Parameters, returns and errors: as :func:`log_frobenius_norm`.

    Notes
    -----
    Source: Martin, Peng and Mahoney (2021), Nat. Commun. 12, 4122.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import log_spectral_norm
    >>> log_spectral_norm([np.diag([10.0, 1.0]), np.diag([1.0, 1.0])])
    0.5
    """
    return float(np.mean([0.5 * np.log10(values[0]) for values in _not_zero(source)]))


def mean_stable_rank(source):
    r"""Mean over layers of :math:`\|W\|_F^2 / \|W\|_2^2`, which lies between one and the rank.

    Parameters and errors: as :func:`log_frobenius_norm`.

    Returns
    -------
    float
        A pure number.

    Notes
    -----
    Source: Rudelson and Vershynin (2007), J. ACM 54, 21.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import mean_stable_rank
    >>> mean_stable_rank([np.eye(4), np.diag([1.0, 0.0])])
    2.5
    """
    return float(np.mean([stable_rank(values) for values in _not_zero(source)]))


def _not_zero(source):
    """The values of every layer, none of them all zero."""
    spectra = layer_spectra(source)
    for name, values in zip(spectra.names, spectra.values):
        if values[0] == 0:
            raise ValueError(f"source: {name} is zero everywhere; its norm has no logarithm and no stable rank")
    return spectra.values


def law_distance(source):
    """Mean over layers of the Kolmogorov distance to the Marchenko-Pastur law.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes. Layers with one row or
        column do not take part.

    Returns
    -------
    float
        Between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import law_distance
    >>> law_distance([np.random.default_rng(0).standard_normal((200, 300))]) < 0.02
    True
    """
    spectra = layer_spectra(source).matrices()
    return float(np.mean([kolmogorov_distance(values, shape[0] / shape[1])
                          for values, shape in zip(spectra.values, spectra.shapes)]))


def tail_beyond_2(spectra):
    """The share of a network's eigenvalues beyond twice their layer's mean, every layer counting alike.

    >>> import numpy as np
    >>> from pse_helpers.measures import tail_beyond_2
    >>> tail_beyond_2([np.diag([1.0, 1.0, 1.0, 3.0])])                 # squares 1, 1, 1, 9, of mean 3
    0.25
    """
    return float(spectral_masses(spectra, [0, 1, 2, 4])[-1])
