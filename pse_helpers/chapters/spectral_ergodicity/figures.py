"""Counts of eigenphases, matrix by matrix."""

import numpy as np

from pse_helpers.plots.inputs import each, numbers, takes
from pse_helpers.plots.style import finished, panels, styled, whole_numbers


@takes(counts=each(numbers(2)))
@styled
def maps_of_counts(counts):
    """Counts as maps on one scale of colours, one panel a sample: a row a matrix, a column a bin.

    Parameters
    ----------
    counts : mapping of str to array_like, shape (matrices, bins)
        The key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.spectral_ergodicity.figures import maps_of_counts
    >>> maps_of_counts({"CUE": [[2, 1], [1, 2]]}).axes[0].get_title()
    'CUE'
    """
    figure, axes = panels(len(counts), row_height=3.8)
    most = max(np.max(one) for one in counts.values())
    for axis, (title, one) in zip(axes, counts.items()):
        image = axis.imshow(one, "Blues", vmin=0, vmax=most, aspect="auto", interpolation="nearest")
        axis.set(title=title)
        axis.grid(False)
    figure.supxlabel("bin")
    figure.supylabel("matrix")
    bar = figure.colorbar(image, ax=axes, label="phases in the bin", shrink=0.8)
    whole_numbers(bar.ax.yaxis)
    return finished(figure)
