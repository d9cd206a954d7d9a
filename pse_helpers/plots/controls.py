"""Figures of the chapters on controls and on architecture search."""

import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns

from pse_helpers.plots.style import TRAINED, UNTRAINED, finished, legend_above, panels, styled

MARKERS = "osD^vP"


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

    Notes
    -----
    Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.plots import networks_over_depth
    >>> len(networks_over_depth({"a": ([8, 8], [-1, -2])}, {"a": ([8, 14], [-1.5, -2], [0.2, 0.1])}, "cPSE").axes)
    1
    """
    figure, axes = panels(len(families), row_height=2.1, margin=0.6)
    for axis, (title, (depths, values)) in zip(axes.flat, families.items()):
        where, means, deviations = map(np.asarray, bands[title])
        axis.fill_between(where, means - 2 * deviations, means + 2 * deviations, color=UNTRAINED, alpha=0.35, linewidth=0,
                          label="untrained, mean ± 2 s.d.")
        axis.plot(depths, values, color=TRAINED, marker="o", markersize=4, linestyle="none", label="trained")
        axis.set(title=title)
    figure.supxlabel("depth (layers)")
    figure.supylabel(label)
    legend_above(axes[0, 0], 2)
    return finished(figure)


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

    Notes
    -----
    Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.plots import measures_against_error
    >>> len(measures_against_error({"a": [1, 2], "b": [2, 1]}, [5.0, 6.0], [0, 1], "test error (%)").axes)
    2
    """
    rows = -(-len(measures) // 2)
    figure, axes = plt.subplots(rows, 2, sharey=True, squeeze=False, figsize=(5.6, 0.7 + 2.3 * rows))
    kinds = np.unique(groups)
    colours = sns.color_palette("viridis", len(kinds))
    for axis, (name, values) in zip(axes.flat, measures.items()):
        for kind, colour, marker in zip(kinds, colours, MARKERS * 2):
            of_kind = np.asarray(groups) == kind
            axis.plot(np.asarray(values)[of_kind], np.asarray(errors)[of_kind], color=colour, marker=marker, markersize=5,
                      linestyle="none", label=f"{kind:g}")
        axis.set(xlabel=name)
    figure.supylabel(error_label)
    legend_above(axes[0, 0], len(kinds), title="share of random labels")
    return finished(figure)


@styled
def changes_beside_band(values, band, label):
    """What happens to a measure under changes of one network, beside the band of its untrained twins.

    Parameters
    ----------
    values : mapping of str to array
        The measure after each kind of change, one value a repetition.
    band : (float, float)
        Mean and standard deviation over untrained networks; drawn two deviations to each side.
    label : str

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: Controls.

    Examples
    --------
    >>> from pse_helpers.plots import changes_beside_band
    >>> changes_beside_band({"as trained": [-1.0]}, (-1.2, 0.1), "cPSE").axes[0].get_xlabel()
    'cPSE'
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.4 + 0.45 * len(values)))
    mean, deviation = band
    axis.axvspan(mean - 2 * deviation, mean + 2 * deviation, color=UNTRAINED, alpha=0.35, linewidth=0,
                 label="untrained, mean ± 2 s.d.")
    for row, (name, of_one) in enumerate(values.items()):
        axis.plot(of_one, np.full(len(of_one), row), color=TRAINED, marker="o", linestyle="none", alpha=0.7)
    axis.set_yticks(range(len(values)), values)
    axis.invert_yaxis()
    axis.set(xlabel=label)
    legend_above(axis, 1)
    return finished(figure)


@styled
def grids(tables):
    """Numbers over depth and width, one panel a table, printed into coloured cells: the largest with three digits.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Depths down, widths across; the key is the panel's title.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: Architecture search.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.plots import grids
    >>> len(grids({"error": pd.DataFrame([[1.0, 2.0]], index=[8], columns=[4, 8])}).axes)
    1
    """
    rows = -(-len(tables) // 2)
    figure, axes = plt.subplots(rows, 2 if len(tables) > 1 else 1, squeeze=False, figsize=(5.6, 2.6 * rows))
    for axis, (title, table) in zip(axes.flat, tables.items()):
        whole_digits = 1 + int(np.log10(max(1, np.abs(table.to_numpy()).max())))
        sns.heatmap(table, annot=True, fmt=f".{max(0, 3 - whole_digits)}f", cmap="cividis", cbar=False, ax=axis,
                    annot_kws={"size": 10})
        axis.set(title=title, xlabel="width (channels)", ylabel="depth (layers)")
        axis.tick_params(axis="y", rotation=0)
    return finished(figure)


@styled
def regret_against_cost(points, random_search, best):
    """How much is lost by following a signal, against what it costs to get it.

    Parameters
    ----------
    points : mapping of str to (costs, regrets)
        One kind of signal each: costs in epochs of training spent on the choice, regrets in percentage points.
    random_search : (costs, regrets)
        Expected regret of training so many epochs' worth of candidates drawn at random.
    best : float
        The smallest error of all candidates, in per cent; named on the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Chapter: Architecture search.

    Examples
    --------
    >>> from pse_helpers.plots import regret_against_cost
    >>> len(regret_against_cost({"a": ([0, 60], [0.5, 0.2])}, ([20, 40], [0.6, 0.3]), 1.2).axes)
    1
    """
    figure, axis = plt.subplots()
    axis.plot(*random_search, color="0.4", linewidth=1.2, marker=".", label="random search")
    for (name, (costs, regrets)), colour, marker in zip(points.items(), sns.color_palette("colorblind"), MARKERS):
        axis.plot(costs, regrets, color=colour, marker=marker, markersize=8, linestyle="none", label=name)
    axis.set(xlabel="epochs of training spent on the choice",
             ylabel=f"test error above the best ({best:.2f} %),\npercentage points")
    axis.set_ylim(bottom=-0.05)
    axis.legend(fontsize=9)
    return finished(figure)
