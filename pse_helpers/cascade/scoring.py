"""The score: cPSE beside its null band, and so without what depth and shapes give."""

from pse_helpers.cascade.conventions import STANDARD
from pse_helpers.cascade.measure import cpse
from pse_helpers.cascade.untrained import null_bands
from pse_helpers.layers import spectra_by_name


def scores(sources, size, rng, convention=STANDARD, executor=None):
    r"""cPSE beside its null band, and the depth-corrected score, one row a network.

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
        Works on the null bands side by side, and before on the spectra of sources that are not spectra yet.

    Returns
    -------
    pandas.DataFrame
        Index: the names. Columns cpse; untrained and standard_deviation, the null band's m
        and s; score, z.

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.cascade import scores
    >>> layers = [np.random.default_rng(i).standard_normal((16, 24)) for i in range(6)]
    >>> abs(scores({"untrained": layers}, 20, np.random.default_rng(9)).score.item()) < 4
    True
    """
    import pandas as pd
    spectra = spectra_by_name(sources, executor)
    bands = null_bands(spectra, size, rng, convention, executor)
    return pd.DataFrame({name: _row(one, bands[name], convention) for name, one in spectra.items()}).T


def _row(spectra, band, convention):
    value = cpse(spectra, convention).value
    return {"cpse": value, "untrained": band.mean, "standard_deviation": band.standard_deviation,
            "score": (value - band.mean) / band.standard_deviation}
