"""One kernel, arranged as matrices."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, numbers, takes
from pse_helpers.plots.style import finished, styled


@styled
@takes(matrices=each(numbers(2)))
def arrangements(matrices):
    """Matrices made of the same entries, side by side on one scale of colours; zeros stay blank.

    Parameters
    ----------
    matrices : mapping of str to array_like, shape (rows, columns)
        The key is the panel's title, a word a line above the matrix's shape.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import numpy as np
    >>> from pse_helpers.chapters.layer_spectra.figures import arrangements
    >>> arrangements({"rows": np.arange(6).reshape(2, 3)}).axes[0].get_title()
    'rows\\n2 × 3'
    """
    sizes = [matrix.shape[1] + 4 for matrix in matrices.values()]
    figure, axes = plt.subplots(1, len(matrices), figsize=(5.6, 2.6), squeeze=False, width_ratios=sizes)
    largest = max(np.abs(matrix).max() for matrix in matrices.values())
    for axis, (title, matrix) in zip(axes[0], matrices.items()):
        axis.pcolormesh(np.ma.masked_equal(matrix, 0), cmap="viridis", vmin=0, vmax=largest, edgecolor="white",
                        linewidth=0.3)
        axis.set(aspect="equal", xticks=[], yticks=[])
        axis.set_title("\n".join([*str(title).split(), f"{matrix.shape[0]} × {matrix.shape[1]}"]), fontsize=10)
        axis.invert_yaxis()
        axis.grid(False)
    return finished(figure)
