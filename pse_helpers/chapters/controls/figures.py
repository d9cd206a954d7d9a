"""Networks over depth, measures at fixed depth, one network changed."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from pse_helpers.plots.inputs import each, numbers, rows, takes
from pse_helpers.plots.style import MARKERS, TRAINED, UNTRAINED, finished, legend_above, panels, styled


@styled
@takes(families=each(rows(2)), bands=each(rows(3), like="families"))
def networks_over_depth(families, bands, label):
    """A measure of many networks against their depth, each family over the band of its untrained twins.

    Parameters
    ----------
    families : mapping of str to (depths, values)
        The key is the panel's title; one point a network.
    bands : mapping of str to (depths, means, standard deviations)
        Under the same keys; drawn two standard deviations to each side.
    label : str
        The measure's name, with its unit if it has one.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.controls.figures import networks_over_depth
    >>> len(networks_over_depth({"a": ([8, 8], [-1, -2])}, {"a": ([8, 14], [-1.5, -2], [0.2, 0.1])}, "cPSE").axes)
    1
    """
    figure, axes = panels(len(families), row_height=2.1, margin=0.6)
    for axis, (title, (depths, values)) in zip(axes, families.items()):
        where, means, spreads = map(np.asarray, bands[title])
        axis.fill_between(where, means - 2 * spreads, means + 2 * spreads, color=UNTRAINED, alpha=0.35, linewidth=0,
                          label="untrained, mean ± 2 s.d.")
        axis.plot(depths, values, color=TRAINED, marker="o", markersize=4, linestyle="none", label="trained")
        axis.set(title=title)
    figure.supxlabel("depth (layers)")
    figure.supylabel(label)
    legend_above(axes[0], 2)
    return finished(figure)


@styled
@takes(errors=numbers(), measures=each(numbers(like="errors")), groups=numbers(like="errors"))
def measures_against_error(measures, errors, groups, error_label):
    """Test error, or another one, against several measures of the same networks, one panel a measure.

    Parameters
    ----------
    measures : mapping of str to array
        One value a network; the key is the axis label.
    errors : array
        In per cent.
    groups : array
        A number for each network (for instance its label noise), shown by colour and marker.
    error_label : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.controls.figures import measures_against_error
    >>> len(measures_against_error({"a": [1, 2], "b": [2, 1]}, [5.0, 6.0], [0, 1], "test error (%)").axes)
    2
    """
    figure, axes = panels(len(measures), row_height=2.3, margin=0.7, sharex=False)
    kinds = np.unique(groups)
    colours = sns.color_palette("viridis", len(kinds))
    for axis, (name, values) in zip(axes, measures.items()):
        for kind, colour, marker in zip(kinds, colours, MARKERS * 2):
            of_kind = np.asarray(groups) == kind
            axis.plot(np.asarray(values)[of_kind], np.asarray(errors)[of_kind], color=colour, marker=marker,
                      markersize=5, linestyle="none", label=f"{kind:g}")
        axis.set(xlabel=name)
    figure.supylabel(error_label)
    legend_above(axes[0], len(kinds), title="share of random labels")
    return finished(figure)


@styled
@takes(values=each(numbers()), band=numbers(size=2))
def changes_beside_band(values, band, label):
    """What happens to a measure under changes of one network, beside the band of its untrained twins.

    Parameters
    ----------
    values : mapping of str to array
        The measure after each kind of change, one value a repetition.
    band : (float, float)
        Mean and standard deviation over untrained networks; drawn two standard deviations to each side.
    label : str

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.controls.figures import changes_beside_band
    >>> changes_beside_band({"as trained": [-1.0]}, (-1.2, 0.1), "cPSE").axes[0].get_xlabel()
    'cPSE'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.4 + 0.45 * len(values)))
    mean, spread = band
    axis.axvspan(mean - 2 * spread, mean + 2 * spread, color=UNTRAINED, alpha=0.35, linewidth=0,
                 label="untrained, mean ± 2 s.d.")
    for row, (name, of_one) in enumerate(values.items()):
        axis.plot(of_one, np.full(len(of_one), row), color=TRAINED, marker="o", linestyle="none", alpha=0.7)
    axis.set_yticks(range(len(values)), values)
    axis.invert_yaxis()
    axis.set(xlabel=label)
    legend_above(axis, 1)
    return finished(figure)
