"""Spectra of the trained ResNet-56 after its weights were altered."""

from types import MappingProxyType

from pse_helpers.networks.shipped import networks_in


def altered_spectra():
    """The spectra of the trained ResNet-56 when a part of what its weights hold is taken away.

    Returns
    -------
    mapping of str to LayerSpectra
        equal rows : every row of a layer divided by its norm; norms alone : Gaussian rows with the
        norms of the trained ones; random signs : every entry keeps its size and its place;
        shuffled : every entry is kept, in a random place of its layer. Each with `.provenance`:
        the weight file and its SHA-256, date, versions, tool and seed.

    Notes
    -----
    Computed by tools/make_altered_spectra.py, and stored in single precision.

    Examples
    --------
    >>> from pse_helpers.chapters.layer_spectra.altered import altered_spectra
    >>> altered = altered_spectra()
    >>> list(altered)
    ['equal rows', 'norms alone', 'random signs', 'shuffled']
    >>> float(round(altered["equal rows"].values[0].sum(), 5))         # 16 rows of norm one
    16.0
    """
    return MappingProxyType({change: one for (_, change), one in networks_in("altered_spectra.npz").items()})
