"""Networks over depth, measures at fixed depth, one network changed, and a change that it does not notice."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from pse_helpers.plots.inputs import each, numbers, rows, takes
from pse_helpers.plots.style import MARKERS, TRAINED, UNTRAINED, finished, legend_above, panels, styled


@takes(families=each(rows(2)), bands=each(rows(3), like="families"))
@styled
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
    figure, axes = panels(len(families), row_height=2.2, margin=0.6, sharex=False)
    for axis, (title, (depths, values)) in zip(axes, families.items()):
        where, means, spreads = map(np.asarray, bands[title])
        axis.fill_between(where, means - 2 * spreads, means + 2 * spreads, color=UNTRAINED, alpha=0.35, linewidth=0,
                          label="untrained, mean ± 2 s.d.")
        axis.plot(depths, values, color=TRAINED, marker="o", markersize=4, linestyle="none", label="trained")
        axis.set(title=title, xticks=np.unique(depths))
    figure.supxlabel("depth (layers)")
    figure.supylabel(label)
    legend_above(axes[0], 2)
    return finished(figure)


@takes(errors=numbers(), measures=each(numbers(like="errors")), groups=numbers(like="errors"))
@styled
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


@takes(before=numbers(), after=numbers())
@styled
def one_channel_rescaled(before, after):
    """A channel multiplied by c after one layer and divided by it before the next, and a layer's eigenvalues then.

    Parameters
    ----------
    before, after : array
        The eigenvalues of one layer, in units of their mean, of a network as it was and with rescaled channels.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.controls.figures import one_channel_rescaled
    >>> len(one_channel_rescaled([0.5, 1.5], [0.2, 1.8]).axes)
    2
    """
    figure, (drawing, spectra) = plt.subplots(1, 2, figsize=(5.6, 2.7))
    _three_layers_of_channels(drawing)
    for place, (name, values) in enumerate({"before": before, "after": after}.items()):
        spectra.plot(values, np.full(len(values), place), color=TRAINED, marker="|", markersize=16, linestyle="none",
                     label=name)
    spectra.set(title="the spectrum does not", xlabel="eigenvalue / mean", xscale="log", ylim=(1.6, -0.6),
                yticks=[0, 1], yticklabels=["before", "after"])
    return finished(figure)


def _three_layers_of_channels(axis):
    """Two, three and two channels, each joined to each; what is multiplied by c thick, what is divided by it thin."""
    places = [[(column, row - (rows - 1) / 2) for row in range(rows)] for column, rows in enumerate((2, 3, 2))]
    middle = places[1][2]
    for column, width in ((0, 4), (1, 0.7)):
        for start in places[column]:
            for end in places[column + 1]:
                ours = middle in (start, end)
                colour, thickness = (TRAINED, width) if ours else ("0.75", 1.8)
                axis.plot(*zip(start, end), color=colour, linewidth=thickness, zorder=1)
    axis.scatter(*np.concatenate(places).T, s=170, color="white", edgecolor="0.3", zorder=2)
    axis.scatter(*middle, s=170, color=UNTRAINED, edgecolor="0.3", zorder=3)
    for place, text in ((0.4, r"$\times\, c$"), (1.6, r"$\div\, c$")):
        axis.text(place, 1.05, text, ha="center", va="center")
    axis.set(title="the outputs stay", xlim=(-0.25, 2.25), ylim=(-1.3, 1.35))
    axis.axis("off")


@takes(values=each(numbers()), band=numbers(size=2))
@styled
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
