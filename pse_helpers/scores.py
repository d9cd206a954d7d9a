"""Every weight-only measure of the book for many networks at once, as one table."""

import numpy as np
import pandas as pd

from pse_helpers import marchenko_pastur, norms
from pse_helpers.cascade import STANDARD, cpse, null_bands
from pse_helpers.layers import layer_spectra


def scores(sources, size, rng, convention=STANDARD, executor=None):
    r"""cPSE, its depth-corrected score, and plain measures beside it, one row a network.

    With m and s the mean and standard deviation of the null band, the score is
    :math:`z = (C_{PSE} - m) / s`.

    Parameters
    ----------
    sources : mapping of name to source
        A source is whatever :func:`pse_helpers.layers.layer_spectra` takes.
    size : int
        Draws for each null band, at least 2; 20 give s to about 16 per cent.
    rng : numpy.random.Generator
    convention : Convention
    executor : concurrent.futures.Executor, optional
        Works on the null bands side by side.

    Returns
    -------
    pandas.DataFrame
        Index: the names. Columns cpse; untrained and deviation, the null band's m
        and s; score, z; law_distance, the mean over layers of the Kolmogorov
        distance to the Marchenko-Pastur law; log_frobenius_norm and
        log_spectral_norm, means over layers in decades; stable_rank, mean over layers.

    Raises
    ------
    TypeError, ValueError
        As :func:`pse_helpers.cascade.cpse` and :func:`pse_helpers.cascade.null_band`.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.scores import scores
    >>> layers = [np.random.default_rng(i).standard_normal((16, 24)) for i in range(6)]
    >>> abs(scores({"untrained": layers}, 20, np.random.default_rng(9)).score.item()) < 4
    True
    """
    spectra = {name: layer_spectra(source) for name, source in sources.items()}
    bands = null_bands(spectra, size, rng, convention, executor)
    return pd.DataFrame({name: _row(one, bands[name], convention) for name, one in spectra.items()}).T


def _row(spectra, band, convention):
    value = cpse(spectra, convention).value
    return {"cpse": value, "untrained": band.mean, "deviation": band.standard_deviation,
            "score": (value - band.mean) / band.standard_deviation, "law_distance": law_distance(spectra),
            "log_frobenius_norm": norms.log_frobenius_norm(spectra),
            "log_spectral_norm": norms.log_spectral_norm(spectra), "stable_rank": norms.mean_stable_rank(spectra)}


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

    Raises
    ------
    TypeError, ValueError
        As `layer_spectra`; when every layer has one row or column.

    Notes
    -----
    Source: this book. Chapter: Controls.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.scores import law_distance
    >>> law_distance([np.random.default_rng(0).standard_normal((200, 300))]) < 0.02
    True
    """
    spectra = layer_spectra(source).matrices()
    if not len(spectra):
        raise ValueError("source must have a layer with more than one row and column; every layer is a vector")
    return float(np.mean([marchenko_pastur.kolmogorov_distance(values, shape[0] / shape[1])
                          for values, shape in zip(spectra.values, spectra.shapes)]))
