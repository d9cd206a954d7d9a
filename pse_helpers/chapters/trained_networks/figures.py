"""Real networks beside untrained ones, a trained layer beside its start, and the courses of the experiment."""

import matplotlib.pyplot as plt
import numpy as np

from pse_helpers.chapters.trained_networks.experiment.design import base_of
from pse_helpers.plots.inputs import (
    columns_of,
    each,
    frame,
    key_of,
    kinds,
    matrix,
    number,
    numbers,
    of_known_kinds,
    optional,
    rows,
    several,
    takes,
)
from pse_helpers.plots.style import (
    COLOURS,
    TRAINED,
    UNTRAINED,
    finished,
    legend_above,
    panels,
    styled,
)

# One colour and marker a kind of network, or a task; orange is for untrained ones, throughout the book.
KINDS = {kind: (COLOURS[index], marker) for kind, index, marker in (
    ("VGG", 0, "o"), ("ResNet", 2, "s"), ("EfficientNet", 3, "^"), ("convolutional", 4, "D"), ("recurrent", 9, "v"),
    ("attention", 7, "P"), ("graph", 5, "X"), ("plain", 0, "o"), ("normalised", 4, "D"), ("residual", 2, "s"),
    ("digits", 0, "o"), ("clothes", 5, "^"))}
KINDS["random labels"] = ("0.4", "X")
SYMLOG_TICKS = {-50: "−50", -10: "−10", -2: "−2", 0: "0", 2: "2", 10: "10"}


@takes(table=kinds(KINDS, frame("score", "distance to law", "untrained", words=["kind"])))
@styled
def score_against_distance(table):
    """The score of cPSE against the distance to the law; the outermost networks and those in the band have names.

    Parameters
    ----------
    table : pandas.DataFrame
        Index: the networks' names. Columns kind; score; distance to law; untrained, the mean of that distance over
        untrained twins.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.figures import score_against_distance
    >>> rows = {"kind": ["VGG"], "score": [3.0], "distance to law": [0.5], "untrained": [0.1]}
    >>> score_against_distance(pd.DataFrame(rows, index=["VGG-16"])).axes[0].get_ylabel()
    'score of cPSE'
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.5))
    axis.plot(table.untrained, np.zeros(len(table)), color=UNTRAINED, marker="|", markersize=9, markeredgewidth=2.5,
              linestyle="none", label="untrained")
    _by_kind(axis, table["distance to law"], table.score, table.kind)
    _score_upwards(axis, 2)
    score, distance = table.score, table["distance to law"]
    heights = {score.idxmin(): 0, distance.idxmin(): 0, distance.idxmax(): -9, score.idxmax(): 5,  # one name a place
               **dict.fromkeys(score.index[score.abs() < 2], 0)}
    for name, height in heights.items():
        far = distance[name] > distance.mean()
        axis.annotate(name, (distance[name], score[name]), (-7 if far else 7, height), textcoords="offset points",
                      size=9, ha="right" if far else "left", va="center")
    axis.margins(y=0.12)
    axis.set(xlabel="distance to the law", ylabel="score of cPSE", xlim=(0, None))
    legend_above(axis, 3)
    return finished(figure)


@takes(curves=of_known_kinds(KINDS, each(matrix)), columns=columns_of("curves"), dashed=several(key_of("curves")))
@styled
def courses(curves, columns, dashed=()):
    """Quantities over the steps of training, one panel each, a line an arm.

    Parameters
    ----------
    curves : mapping of str to pandas.DataFrame
        By arm, whose name begins with one of `KINDS`: index the number of steps, from 1; columns, the means of
        the quantities.
    columns : mapping of str to str
        Which columns, and what the panels' axes are called.
    dashed : sequence of str
        Arms that are drawn with broken lines.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.figures import courses
    >>> curve = pd.DataFrame({"score": [0.0, 1.0]}, index=[1, 10])
    >>> len(courses({"plain": curve}, {"score": "score"}).axes)
    1
    """
    figure, axes = panels(len(columns), row_height=2.3, margin=0.9, sharey=False)
    for axis, (column, label) in zip(axes, columns.items()):
        for arm, curve in curves.items():
            colour, marker = KINDS[base_of(arm)]
            axis.plot(curve.index, curve[column], color=colour, marker=marker, markersize=4, linewidth=1.3,
                      markerfacecolor="white" if arm in dashed else colour,
                      linestyle="--" if arm in dashed else "-", label=arm)
        axis.set(xscale="log", ylabel=label)
    figure.supxlabel("steps of training")
    legend_above(axes[0], 2)
    return finished(figure)


@takes(points=of_known_kinds(KINDS, each(rows(2))))
@styled
def beside_the_clock(points):
    """The median singular value, over that of the start, against the clock, one mark an arm, beside its law.

    Parameters
    ----------
    points : mapping of str to (clocks, logarithms)
        By kind of arm, one of `KINDS`; one point an arm and mark.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.figures import beside_the_clock
    >>> len(beside_the_clock({"digits": ([0.5, 1.0], [-0.5, -1.0])}).axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.4))
    last = max(max(clocks) for clocks, _ in points.values())
    line = last * np.geomspace(5e-3, 1, 200)
    axis.plot(line, np.exp(-line), color="black", linewidth=1.5, label=r"$e^{-\tau}$")
    for kind in filter(points.__contains__, KINDS):
        (clocks, logarithms), (colour, marker) = points[kind], KINDS[kind]
        axis.plot(clocks, np.exp(logarithms), color=colour, marker=marker, markersize=5, alpha=0.8, linestyle="none",
                  label=kind)
    axis.set(xlabel=r"clock $\tau$ (rate × decay × steps / (1 − momentum))", xscale="log",
             yscale="log", ylabel="median singular value\n(over that of the start)")
    legend_above(axis, 2)
    return finished(figure)


@takes(start=numbers(), trained=numbers(like="start"), left=number())
@styled
def noise_and_rest(start, trained, left):
    """How a layer is made of shrunken noise and a learned rest: its singular values before and after training.

    Parameters
    ----------
    start, trained : array_like, shape (N,)
        Singular values, descending.
    left : float
        The share of the start that the clock leaves, drawn as a broken line.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.figures import noise_and_rest
    >>> len(noise_and_rest([2.0, 1.0], [2.5, 0.3], 0.25).axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 3.8))
    rank, start, trained = np.arange(1, len(start) + 1), np.asarray(start), np.asarray(trained)
    axis.plot(rank, start, color=UNTRAINED, marker="s", markersize=3, linewidth=1, label="start: noise")
    axis.plot(rank, left * start, color=UNTRAINED, linestyle="--", label=r"the start times $e^{-\tau}$")
    axis.plot(rank, trained, color=TRAINED, marker="o", markersize=3, linewidth=1, label="trained")
    kept = trained > 1.5 * left * start
    axis.fill_between(rank, left * start, trained, where=kept, color=TRAINED, alpha=0.15, linewidth=0,
                      label="what was learned")
    axis.set(xlabel="singular value, by rank", ylabel="size", ylim=(0, None))
    legend_above(axis, 2)
    return finished(figure)


@takes(table=kinds(KINDS, frame("x", "y", words=["kind"])), threshold=optional(number(above=0)))
@styled
def by_kind(table, xlabel, ylabel, threshold=None):
    """Two columns of a table against each other, one point a row, with colour and marker by kind.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns x, y and kind, one of `KINDS`.
    xlabel, ylabel : str
    threshold : float, optional
        To where the axis of y is linear, to both sides of zero; beyond it is logarithmic.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.figures import by_kind
    >>> len(by_kind(pd.DataFrame({"x": [0.9], "y": [0.1], "kind": ["plain"]}), "memory", "distance").axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.4))
    _by_kind(axis, table.x, table.y, table.kind)
    if threshold is not None:
        _score_upwards(axis, threshold)
        axis.axvline(0, color="black", linewidth=0.8)
    axis.set(xlabel=xlabel, ylabel=ylabel)
    legend_above(axis, 3)
    return finished(figure)


def _by_kind(axis, x, y, kind):
    for one in filter(set(kind).__contains__, KINDS):
        colour, marker = KINDS[one]
        axis.plot(x[kind == one], y[kind == one], color=colour, marker=marker, markersize=6, linestyle="none",
                  label=one)


def _score_upwards(axis, threshold):
    """The vertical axis is linear to both sides of zero, in the band of untrained networks, and logarithmic beyond."""
    axis.set_yscale("symlog", linthresh=threshold, linscale=0.6)
    axis.set_yticks(list(SYMLOG_TICKS), SYMLOG_TICKS.values())
    axis.axhspan(-threshold, threshold, color=UNTRAINED, alpha=0.35, linewidth=0)
