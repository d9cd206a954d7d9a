"""The exponent of a heavy tail, fitted to a layer's spectrum."""

import contextlib
import io
from typing import NamedTuple

import numpy as np

from pse_helpers.checks import check_torch_module, real_array
from pse_helpers.layers import layer_spectra
from pse_helpers.layers.spectra import resolved

BLOCK = 2**14  # numbers that are held for the tails fitted at once


class PowerLaw(NamedTuple):
    """What `power_law` returns: the exponent, where the tail begins, its number of values, its distance to the law.

    >>> from pse_helpers.measures import PowerLaw
    >>> PowerLaw(2.5, 1.0, 40, 0.08).alpha
    2.5
    """

    alpha: float
    start: float
    tail: int
    distance: float


def power_law(values):
    r"""Fit a power law to the tail of a spectrum.

    .. math:: p(\lambda) \propto \lambda^{-\alpha}, \quad \lambda \ge \lambda_{\min}, \qquad
              \hat\alpha = 1 + n \Big/ \sum_{i=1}^{n} \ln\frac{\lambda_i}{\lambda_{\min}}

    by maximum likelihood, with :math:`\lambda_{\min}` the one of the values for which
    the Kolmogorov distance between the n values from it on and the law is smallest.

    Parameters
    ----------
    values : array_like
        Of one spectrum, finite and not negative, at least two different ones above the resolution of
        double precision, which is :math:`2^{-52}` times their number times the largest; those below do not
        take part. An array does not tell of weights stored less precisely: `LayerSpectra.resolved_values` does.

    Returns
    -------
    PowerLaw
        alpha, a pure number above one; start, in the unit of the values; tail, a
        number of values; distance, between 0 and 1.

    Notes
    -----
    That a law can be fitted does not say that it holds: the values of an untrained
    layer end at an edge and have an exponent all the same.
    Source: Clauset, Shalizi and Newman (2009), SIAM Rev. 51, 661, equations 3.1 and 3.9.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import power_law
    >>> quantiles = (1 - (np.arange(1000) + 0.5) / 1000) ** (-1 / 1.5)     # of a law with alpha = 2.5
    >>> round(power_law(quantiles).alpha, 2)
    2.5
    """
    values = real_array(values, "values", finite=False).ravel()
    if not (np.isfinite(values).all() and (values >= 0).all()):
        raise ValueError(f"values must be finite and not negative; got {values.min():g} to {values.max():g}")
    values = np.sort(resolved(values))
    if len(np.unique(values)) < 2:
        raise ValueError("values must hold at least two different numbers that double precision tells from zero; "
                         f"got {len(np.unique(values))}")
    starts = _starts(values)
    blocks = np.array_split(starts, 1 + len(starts) * len(values) // BLOCK)
    alpha, distance = np.concatenate([_fits(values, block) for block in blocks], axis=1)
    best = distance.argmin()
    start = int(starts[best])
    return PowerLaw(float(alpha[best]), float(values[start]), len(values) - start, float(distance[best]))


def _starts(values):
    """Where a tail may begin: at the first of equal values, and before the largest."""
    first = np.flatnonzero(np.diff(values, prepend=-1) > 0)
    return first[values[first] < values[-1]]


def _fits(values, starts):
    """The exponents and distances of the tails from each of starts on: a row a tail, with logarithm zero before it."""
    place = np.arange(len(values)) - starts[:, None]
    size = len(values) - starts[:, None]
    logarithms = np.log((values / values[starts, None]).clip(1))
    alpha = 1 + hill_exponent(size, logarithms.sum(axis=1, keepdims=True))
    law = -np.expm1((1 - alpha) * logarithms)
    distance = np.maximum(law - place.clip(0) / size, (place + 1) / size - law).max(axis=1)
    return alpha[:, 0], distance


def hill_exponent(number, logarithms):
    """The maximum-likelihood exponent b of a tail probability :math:`x^{-b}`, whose density falls with b + 1.

    A number of values over the sum of their logarithms, counted from where the tail begins:
    Hill (1975), Ann. Stat. 3, 1163.
    """
    return number / logarithms


def mean_alpha(source):
    """Mean over layers of the exponent of :func:`power_law`.

    Parameters
    ----------
    source
        Whatever :func:`pse_helpers.layers.layer_spectra` takes. Layers with one row or
        column do not take part, nor do values below their layer's resolution
        (`LayerSpectra.resolved_values`).

    Returns
    -------
    float

    Raises
    ------
    ValueError
        Among others for a layer with fewer than two different values above its resolution, by its name.

    Notes
    -----
    Source: the mean of such exponents is a measure of Martin, Peng and Mahoney (2021),
    Nat. Commun. 12, 4122. Their package takes a convolution's kernel positions apart,
    which this book's layer matrices do not.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.measures import mean_alpha
    >>> round(mean_alpha([np.diag([1.0, 2.0]), np.diag([3.0, 6.0])]), 3)
    2.443
    """
    spectra = layer_spectra(source).matrices()
    return float(np.mean([_alpha(*layer) for layer in zip(spectra.names, spectra.resolved_values)]))


def _alpha(name, values):
    try:
        return power_law(values).alpha
    except ValueError as error:
        raise ValueError(f"source: {name} has no exponent: {error}") from error


def weightwatcher_alpha(model):
    """The mean exponent that the package weightwatcher finds in a network.

    Parameters
    ----------
    model : torch.nn.Module

    Returns
    -------
    float

    Raises
    ------
    ImportError
        Without weightwatcher, an optional extra of this package.

    Notes
    -----
    Source: Martin, Peng and Mahoney (2021), Nat. Commun. 12, 4122, by their own
    package; :func:`mean_alpha` needs only spectra. The package
    measures the distance of a tail to its law on one side of each step only, and so may
    let a short tail begin elsewhere. It computes its own singular values, and knows
    nothing of the resolution that :func:`mean_alpha` cuts at.

    Examples
    --------
    >>> import numpy as np, torch
    >>> from pse_helpers.measures import weightwatcher_alpha
    >>> net = torch.nn.Linear(300, 200)
    >>> net.weight.data = torch.from_numpy(np.random.default_rng(1).standard_normal((200, 300)))
    >>> round(weightwatcher_alpha(net), 2)                   # doctest: +SKIP
    13.16
    """
    check_torch_module(model)
    with contextlib.redirect_stdout(io.StringIO()):  # it reports on the machine when imported, and on layers later
        try:
            import weightwatcher
        except ImportError as error:
            raise ImportError("weightwatcher is not installed; pip install 'pse-helpers[weightwatcher]' "
                              "adds it") from error
        watcher = weightwatcher.WeightWatcher(model=model)
        return float(watcher.get_summary(watcher.analyze())["alpha"])
