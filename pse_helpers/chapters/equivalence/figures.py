"""Figures of the chapter on equivalence: clouds of seeds, pairs in classes, marks and margins, and compression."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.networks import title
from pse_helpers.plots.inputs import each, frame, number, numbers, parts, several, takes, text
from pse_helpers.plots.style import COLOURS, MARKERS, finished, legend_above, panels, styled


@takes(clouds=each(parts(numbers(2, least=2), numbers(2, least=2))), bounds=each(number(), like="clouds"),
       margin=number(above=0))
@styled
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


@takes(table=frame("distance", "from_shapes", words=["first", "second"]),
       classes=several(several(text, least=1), least=1), margin=number(above=0))
@styled
def measured_against_computed(table, classes, margin):
    """Distances as measured against those computed from shapes, a point a pair, filled where both are in one class.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns first, second, distance (measured) and from_shapes (computed), a row a pair.
    classes : list of tuple of str
        The names of the networks, class by class.
    margin : float
        Within which networks are equivalent: a line across.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import measured_against_computed
    >>> table = pd.DataFrame({"first": ["a"], "second": ["b"], "distance": [0.04], "from_shapes": [0.05]})
    >>> measured_against_computed(table, [("a", "b")], 0.1).axes[0].get_ylabel()
    'distance, measured'
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.4))
    together = _together(table, classes)
    axis.axline((0, 0), slope=1, color="0.6", linewidth=1, label="as computed")
    axis.axhline(margin, color="0.3", linestyle="--", linewidth=1, label=f"margin {margin:g}")
    for rows, face, label in ((table[together], COLOURS[0], "in one class"), (table[~together], "white", "in two")):
        axis.plot(rows["from_shapes"], rows["distance"], "o", color=COLOURS[0], markerfacecolor=face, label=label)
    axis.set(xlabel="distance, computed from shapes", ylabel="distance, measured", xlim=(0, None), ylim=(0, None))
    legend_above(axis, 2)
    return finished(figure)


def _together(table, classes):
    """Whether the two networks of a row are in one class."""
    return np.array([any({*pair} <= {*one} for one in classes) for pair in zip(table["first"], table["second"])])


@takes(table=frame("mark", "distance", "floor", "bound"), classes=several(several(text, least=1), least=1),
       margin=number(above=0))
@styled
def marks_beside_margin(table, classes, margin):
    """How far training took networks, beside what their seeds can show: a row a network and a colour a class.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns mark, distance (from many Gaussian twins), floor and bound (of the distance from a few), and an
        index of names.
    classes : list of tuple of str
        Those names, class by class, from the top.
    margin : float
        Within which networks are equivalent: a vertical line.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import marks_beside_margin
    >>> table = pd.DataFrame({"mark": [0.01, 0.04], "distance": 0.05, "floor": 0.05, "bound": 0.08}, index=["a", "b"])
    >>> marks_beside_margin(table, [("a",), ("b",)], 0.1).axes[0].get_xlabel()
    'share of the spectrum'
    """
    order = _in_order(classes, table.index, "classes")
    figure, axis = plt.subplots(figsize=(5.6, 1.8 + 0.28 * len(order)))
    axis.barh(range(len(order)), table.floor[order], height=0.6, color="0.82", label="up to the floor")
    for number_of, (names, colour, marker) in enumerate(zip(classes, COLOURS, MARKERS), start=1):
        axis.plot(table.mark[list(names)], [order.index(name) for name in names], marker, color=colour, markersize=7,
                  label=f"mark of training, class {number_of}")
    axis.hlines(range(len(order)), table.mark[order], table.distance[order], color="black", linewidth=1,
                label="up to the distance measured")
    axis.plot(table.bound[order], range(len(order)), "|", color="black", markersize=11, markeredgewidth=1.6,
              label="bound beside its twins")
    axis.axvline(margin, color="0.3", linestyle="--", linewidth=1.2, label=f"margin {margin:g}")
    axis.set_yticks(range(len(order)), order)
    axis.set(xlabel="share of the spectrum", xlim=(-0.02 * margin, None))
    axis.locator_params(axis="x", nbins=6)
    axis.invert_yaxis()
    axis.grid(axis="y", visible=False)
    legend_above(axis, 2)
    return finished(figure)


@takes(table=frame("z", "p_value", "upper_bound", words=["first", "second"]),
       classes=several(several(text, least=1), least=1), threshold=number(), margin=number(above=0))
@styled
def pairs_in_classes(table, classes, threshold, margin):
    """All pairs of networks as a square, classes outlined: told apart below the diagonal, equivalent above it.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns first, second, z, p_value (below the diagonal, in per cent) and upper_bound (above it,
        in hundredths), a row a pair.
    classes : list of tuple of str
        The names of the networks class by class, which is their order.
    threshold : float
        The z beyond which a cell below the diagonal is coloured.
    margin : float
        Up to which upper_bound a cell above the diagonal is coloured.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import pairs_in_classes
    >>> table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "z": [1, 2, 9]})
    >>> table["p_value"], table["upper_bound"] = [0.3, 0.01, 0.01], [0.05, 0.2, 0.3]
    >>> axis = pairs_in_classes(table, [("a", "b"), ("c",)], 3, 0.1).axes[0]
    >>> [cell.get_text() for cell in axis.texts]
    ['30', '5.0', '1.0', '20', '1.0', '30']
    """
    order = _in_order(classes, {*table["first"], *table["second"]}, "classes")
    figure, axis = plt.subplots(figsize=(5.6, 2 + 0.3 * len(order)))
    cells = _cells(table, order)
    _coloured(axis, cells[table.z > threshold], COLOURS[1], f"below: told apart, $z > {threshold:g}$; number: $p$ in %")
    close = cells[table.upper_bound <= margin]
    _coloured(axis, close[:, ::-1], COLOURS[0],
              rf"above: equivalent, $D^{{+}} \leq {margin:g}$; number: $D^{{+}}$ in hundredths")
    axis.fill([], [], facecolor="white", edgecolor="0.6",
              label="white: not told apart (below), not shown close (above)")
    for (column, row), p_value, bound in zip(cells, table.p_value, table.upper_bound):
        _written(axis, column, row, 100 * p_value)
        _written(axis, row, column, 100 * bound)
    _outlined(axis, [len(one) for one in classes])
    titles = [title(network) for network in order]
    axis.set_xticks(range(len(order)), titles, rotation=90)
    axis.set_yticks(range(len(order)), titles)
    axis.set(xlim=(-0.5, len(order) - 0.5), ylim=(len(order) - 0.5, -0.5))
    axis.grid(False)
    legend_above(axis, 1)
    return finished(figure)


def _written(axis, column, row, value):
    axis.text(column, row, f"{value:.0f}" if value >= 9.95 else f"{value:.1f}", fontsize=8, ha="center", va="center")


def _in_order(classes, names, of):
    order = [network for one in classes for network in one]
    if sorted(order) != sorted(names):
        raise ValueError(f"{of} must hold each network of its table once; got {', '.join(order)}")
    return order


def _cells(table, order):
    """The cell of every pair below the diagonal, as column and row."""
    place = {network: k for k, network in enumerate(order)}
    return np.sort([(place[a], place[b]) for a, b in zip(table["first"], table["second"])], axis=1)


def _coloured(axis, cells, colour, label):
    for column, row in cells:
        axis.add_patch(plt.Rectangle((column - 0.5, row - 0.5), 1, 1, facecolor=colour, alpha=0.55, edgecolor="white"))
    axis.fill([], [], color=colour, alpha=0.55, linewidth=0, label=label)


def _outlined(axis, sizes):
    """A frame around each class, on the diagonal, whose own cells are grey."""
    for end, size in zip(np.cumsum(sizes), sizes):
        axis.add_patch(plt.Rectangle((end - size - 0.5, end - size - 0.5), size, size, fill=False, edgecolor="black",
                                     linewidth=2.2, zorder=3, clip_on=False))
    for k in range(sum(sizes)):
        axis.add_patch(plt.Rectangle((k - 0.5, k - 0.5), 1, 1, color="0.9", linewidth=0, zorder=0))


@takes(tables=each(frame("test_error", "bound")), margin=number(above=0))
@styled
def error_and_bound(tables, margin, label):
    """Test error of compressed networks, and the bound of their distance from others, against the share that is kept.

    Parameters
    ----------
    tables : mapping of str to pandas.DataFrame
        Index: the share kept; columns test_error (per cent) and bound. The key names the way of compression.
    margin : float
        The bound up to which a network is equivalent to the others.
    label : str
        What is kept, for the axis.

    Returns
    -------
    matplotlib.figure.Figure

    Notes
    -----
    The bound is on a logarithmic axis.

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.equivalence.figures import error_and_bound
    >>> table = pd.DataFrame({"test_error": [2.0, 3.0], "bound": [0.1, 0.4]}, index=[1.0, 0.5])
    >>> len(error_and_bound({"pruned": table}, 0.12, "share kept").axes)
    2
    """
    figure, (above, below) = plt.subplots(2, sharex=True, figsize=(5.6, 5.4))
    low = 0.8 * min(margin, *(table.bound.min() for table in tables.values()))
    below.axhspan(low, margin, color="0.85", linewidth=0, label=f"within the margin {margin:g}")
    for (name, table), colour, marker in zip(tables.items(), COLOURS, MARKERS):
        for axis, column in ((above, "test_error"), (below, "bound")):
            axis.plot(table.index, table[column], color=colour, marker=marker, label=name)
    below.set(xlabel=label, ylabel="bound $D^{+}$ of the distance", yscale="log", ylim=(low, None))
    ticks = [tick for tick in (0.05, 0.1, 0.2, 0.5, 1) if low <= tick]
    below.set_yticks(ticks, map(str, ticks))
    below.minorticks_off()
    above.set(ylabel="test error (%)", ylim=(-3, 100), xticks=np.arange(0.2, 1.1, 0.2))
    above.invert_xaxis()
    legend_above(below, 1 + len(tables))
    return finished(figure)
