"""Spacings beside their surmises."""

import numpy as np

from pse_helpers.plots.inputs import each, function, numbers, takes
from pse_helpers.plots.style import finished, look_of, panels, styled


@styled
@takes(spacings=each(numbers(ndim=None)), surmises=each(function, like="spacings"))
def spacings_beside_surmises(spacings, surmises):
    """Histograms of spacings up to 3.5, one panel a sample, each beside its density.

    Parameters
    ----------
    spacings : mapping of str to array_like
        In units of their mean; the key is the panel's title.
    surmises : mapping of str to callable
        Under the same keys, the density as a function of the spacing.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.circular_ensembles.figures import spacings_beside_surmises
    >>> len(spacings_beside_surmises({"one": [0.5, 1.5]}, {"one": lambda s: np.exp(-s)}).axes)
    1
    """
    figure, axes = panels(len(spacings), row_height=2.2)
    s, bins = np.linspace(0, 3.5, 200), np.linspace(0, 3.5, 36)
    for axis, (title, sample) in zip(axes, spacings.items()):
        weights = np.full(np.size(sample), 1 / (np.size(sample) * bins[1]))  # of all spacings, also beyond the axis
        axis.hist(np.ravel(sample), bins, weights=weights, color=look_of(title)[0], alpha=0.5)
        axis.plot(s, surmises[title](s), color="black", linewidth=1.2)
        axis.set(title=title)
    figure.supxlabel("spacing / mean spacing")
    figure.supylabel("density")
    return finished(figure)
