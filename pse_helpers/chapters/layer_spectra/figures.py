"""The steps of a spectrum along its law, and one kernel arranged as matrices."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.plots.inputs import each, numbers, rows, takes
from pse_helpers.plots.style import UNTRAINED, finished, look_of, styled


@takes(values=each(numbers()), law=rows(2))
@styled
def steps_along_the_law(values, law):
    """The share of values up to each point, as a staircase for each sample, beside the distribution of the law.

    Parameters
    ----------
    values : mapping of str to array_like
        In units of their mean. A key that begins with "independent" has the look of
        independent phases, any other that of an untrained layer.
    law : (x, share)
        The distribution function.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.layer_spectra.figures import steps_along_the_law
    >>> steps_along_the_law({"a layer": [0.5, 1.5]}, ([0, 2], [0, 1])).axes[0].get_xlabel()
    'eigenvalue / mean'
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.8))
    for label, one in values.items():
        colour, _ = look_of(label, (UNTRAINED, None))
        axis.step(np.sort(one), np.arange(1, len(one) + 1) / len(one), where="post", color=colour, linewidth=1.6,
                  label=label)
    axis.plot(*law, "--", color="black", linewidth=1.4, label="law")
    axis.set(xlabel="eigenvalue / mean", ylabel="share of values up to x")
    axis.legend()
    return finished(figure)


def _matrices(values, name, given):
    """One matrix, or several of one shape."""
    array = numbers(None)(values, name, given)
    if array.ndim not in (2, 3):
        raise ValueError(f"{name} must have 2 or 3 dimensions; got shape {array.shape}")
    return array


@takes(matrices=each(_matrices))
@styled
def arrangements(matrices):
    """Matrices made of the same entries, side by side on one scale of colours; zeros stay blank.

    Parameters
    ----------
    matrices : mapping of str to array_like, shape (rows, columns) or (number, rows, columns)
        The key is the panel's title, a word a line above the matrix's shape. Several matrices
        stand one below another.

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
    sizes = [matrix.shape[-1] + 4 for matrix in matrices.values()]
    figure, axes = plt.subplots(1, len(matrices), figsize=(5.6, 2.6), squeeze=False, width_ratios=sizes)
    largest = max(np.abs(matrix).max() for matrix in matrices.values())
    for axis, (title, matrix) in zip(axes[0], matrices.items()):
        entries = np.ma.masked_equal(_one_below_another(matrix), 0)
        axis.pcolormesh(entries, cmap="viridis", vmin=0, vmax=largest, edgecolor="white", linewidth=0.3)
        axis.set(aspect="equal", xticks=[], yticks=[])
        axis.set_title("\n".join([*str(title).split(), _size(*matrix.shape)]), fontsize=10)
        axis.invert_yaxis()
        axis.grid(False)
    return finished(figure)


def _one_below_another(matrices):
    """Of several matrices one, with a row of zeros between."""
    if matrices.ndim == 2:
        return matrices
    return np.pad(matrices, [(0, 0), (0, 1), (0, 0)]).reshape(-1, matrices.shape[-1])[:-1]


def _size(*shape):
    return " of ".join([*map(str, shape[:-2]), f"{shape[-2]} × {shape[-1]}"])
