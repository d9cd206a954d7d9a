"""Figures of the chapter on equivalence: clouds of seeds, pairs in their classes, and what compression does."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.networks import title
from pse_helpers.plots.inputs import column_of, each, frame, number, numbers, parts, several, takes, text
from pse_helpers.plots.style import COLOURS, MARKERS, finished, legend_above, panels, styled


@styled
@takes(clouds=each(parts(numbers(2, least=2), numbers(2, least=2))), bounds=each(number(), like="clouds"),
       margin=number(above=0))
def clouds_of_seeds(clouds, bounds, margin):
    r"""Two clouds of seeds, one panel a pair, on an axis along which their means are as far apart as they are.

    Parameters
    ----------
    clouds : mapping of str to (array_like, array_like), each of shape (seeds, bins)
        Binned spectra of two networks, a row a seed. The key is the panel's title.
    bounds : mapping of str to float
        Upper bounds of the distances, under the same keys.
    margin : float
        Within which networks are equivalent: a vertical line.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    Across: :math:`\frac12 \sum_k \sigma_k m_k`, with the sign :math:`\sigma_k` of the difference of the means
    in every bin, from the mean of the first network on. Up: the main direction of what is left.

    Examples
    --------
    >>> from pse_helpers.chapters.equivalence.figures import clouds_of_seeds
    >>> clouds = {"a pair": ([[0.5, 0.5], [0.4, 0.6]], [[0.2, 0.8], [0.3, 0.7]])}
    >>> clouds_of_seeds(clouds, {"a pair": 0.3}, 0.1).axes[0].get_title()
    'a pair'
    """
    figure, axes = panels(len(clouds), row_height=1.35, margin=1.1, columns=1, sharey=False)
    for axis, (name, (first, second)) in zip(axes, clouds.items()):
        across, up = _plane(first, second)
        for label, rows, colour, marker in (("first", slice(len(first)), COLOURS[0], "o"),
                                            ("second", slice(len(first), None), COLOURS[1], "s")):
            axis.plot(across[rows], up[rows], marker, color=colour, alpha=0.7, markersize=6, label=f"seeds, {label}")
        distance = np.abs(first.mean(axis=0) - second.mean(axis=0)).sum() / 2
        low = min(up) - 0.35 * np.ptp(up)
        axis.plot([0, distance], [low, low], color="black", linewidth=3, solid_capstyle="butt", label="distance $D$")
        axis.plot([distance, bounds[name]], [low, low], color="black", linewidth=1, marker="|", markevery=[1],
                  label="up to its bound $D^{{+}}$")
        axis.axvline(margin, color="0.3", linestyle="--", linewidth=1, label=f"margin {margin:g}")
        axis.set(title=name, yticks=[])
        axis.margins(y=0.2)
    figure.supxlabel("share of the spectrum, from the mean of the first on")
    legend_above(axes[0], 3)
    return finished(figure)


def _plane(first, second):
    """Coordinates of all seeds: across such that the means are their distance apart, and up along what else differs."""
    rows = np.concatenate([first, second]) - first.mean(axis=0)
    signs = np.sign(second.mean(axis=0) - first.mean(axis=0)) / 2
    across = rows @ signs
    rest = rows - np.outer(across, signs) / max(signs @ signs, 1e-300)
    rest = rest - rest.mean(axis=0)
    return across, rest @ np.linalg.svd(rest)[2][0]


@styled
@takes(tables=each(frame(words=["first", "second"])),
       classes=each(several(several(text, least=1), least=1), like="tables"),
       below=parts(column_of("tables"), number(), text), above=parts(column_of("tables"), number(), text))
def pairs_in_classes(tables, classes, below, above):
    """All pairs of networks as a square, classes outlined, with one number below the diagonal and another above it.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Columns first and second and those named below, a row a pair; the key is the panel's title.
    classes : mapping of str to list of tuple of str
        Under the same keys, the names of the networks class by class, which is their order.
    below, above : (str, float, str)
        A column; a limit up to which its cells are coloured; and what that means.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import pairs_in_classes
    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "p": [0.3, 0.01, 0.02]})
    >>> table["bound"] = [0.05, 0.2, 0.3]
    >>> figure = pairs_in_classes({"three networks": table}, {"three networks": [("a", "b"), ("c",)]},
    ...                           ("p", 0.05, "told apart"), ("bound", 0.1, "equivalent"))
    >>> figure.axes[0].get_title()
    'three networks'
    """
    side = max(sum(map(len, one)) for one in classes.values())
    figure, axes = panels(len(tables), row_height=0.6 + 0.33 * side, margin=0.7, columns=1, sharex=False, sharey=False)
    for axis, (name, table) in zip(axes, tables.items()):
        order = _in_order(classes[name], table, name)
        for (column, limit, label), colour, is_below in ((below, COLOURS[1], True), (above, COLOURS[0], False)):
            _triangle(axis, _square(table, column, order, is_below), limit, colour)
            axis.fill([], [], color=colour, alpha=0.45, linewidth=0, label=label)
        _outlined(axis, [len(one) for one in classes[name]])
        titles = [title(network) for network in order]
        axis.set_xticks(range(len(order)), titles, rotation=90)
        axis.set_yticks(range(len(order)), titles)
        axis.set(title=name, xlim=(-0.5, len(order) - 0.5), ylim=(len(order) - 0.5, -0.5))
        axis.grid(False)
    legend_above(axes[0], 1)
    return finished(figure)


def _in_order(classes, table, name):
    order = [network for one in classes for network in one]
    if sorted(order) != sorted({*table["first"], *table["second"]}):
        raise ValueError(f"classes[{name!r}] must hold each network of its table once; got {', '.join(order)}")
    return order


def _square(table, column, order, is_below):
    """The numbers of one triangle, and gaps elsewhere."""
    place = {network: k for k, network in enumerate(order)}
    square = np.full((len(order), len(order)), np.nan)
    for first, second, value in zip(table["first"], table["second"], table[column]):
        early, late = sorted((place[first], place[second]))
        square[(late, early) if is_below else (early, late)] = value
    return square


def _triangle(axis, square, limit, colour):
    """Every number in its cell, coloured up to the limit."""
    for (row, column), value in np.ndenumerate(square):
        if np.isfinite(value):
            if value <= limit:
                axis.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, color=colour, alpha=0.45, linewidth=0))
            axis.text(column, row, f"{value:.2f}".removeprefix("0"), size=8.5, ha="center", va="center", color="0.1")


def _outlined(axis, sizes):
    """A frame around each class, on the diagonal, whose own cells are grey."""
    for end, size in zip(np.cumsum(sizes), sizes):
        axis.add_patch(plt.Rectangle((end - size - 0.5, end - size - 0.5), size, size, fill=False, edgecolor="black",
                                     linewidth=2.2, zorder=3, clip_on=False))
    for k in range(sum(sizes)):
        axis.add_patch(plt.Rectangle((k - 0.5, k - 0.5), 1, 1, color="0.9", linewidth=0, zorder=0))


@styled
@takes(tables=each(frame("test_error", "z")), accuracy=number(above=0))
def error_and_class(tables, accuracy, label):
    """Test error of compressed networks, and how far they are from their class, against the share that is kept.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Index: the share kept; columns test_error (per cent) and z. The key names the way of compression.
    accuracy : float
        The z up to which a network belongs to the class.
    label : str
        What is kept, for the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    z is linear up to the accuracy and logarithmic beyond.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import error_and_class
    >>> table = pd.DataFrame({"test_error": [2.0, 3.0], "z": [0.5, 9.0]}, index=[1.0, 0.5])
    >>> len(error_and_class({"pruned": table}, 3, "share kept").axes)
    2
    """
    figure, (above, below) = plt.subplots(2, sharex=True, figsize=(5.6, 5.4))
    low = min(0.0, *(table.z.min() for table in tables.values()))
    below.axhspan(low - 1, accuracy, color="0.85", linewidth=0, label="within its class")
    for (name, table), colour, marker in zip(tables.items(), COLOURS, MARKERS):
        for axis, column in ((above, "test_error"), (below, "z")):
            axis.plot(table.index, table[column], color=colour, marker=marker, label=name)
    below.set_yscale("symlog", linthresh=accuracy)
    below.set(xlabel=label, ylabel="$z$ beside its class", ylim=(low - 1, None))
    ticks = [tick for tick in (-3, 0, 3, 10, 30, 100) if low - 1 <= tick]
    below.set_yticks(ticks, map(str, ticks))
    above.set(ylabel="test error (%)", ylim=(-3, 100), xticks=np.arange(0.2, 1.1, 0.2))
    above.invert_xaxis()
    legend_above(below, 1 + len(tables))
    return finished(figure)
