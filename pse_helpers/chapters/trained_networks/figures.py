"""Real networks beside untrained ones, layers by kind, a drawing of the clock, and the courses of the experiment."""

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
    points_on_intervals,
    styled,
)

# One colour and marker a kind of network, or a task; orange is for untrained ones, throughout the book.
KINDS = {kind: (COLOURS[index], marker) for kind, index, marker in (
    ("VGG", 0, "o"), ("ResNet", 2, "s"), ("EfficientNet", 3, "^"), ("convolutional", 4, "D"), ("recurrent", 9, "v"),
    ("attention", 7, "P"), ("graph", 5, "X"), ("plain", 0, "o"), ("normalised", 4, "D"), ("residual", 2, "s"),
    ("digits", 0, "o"), ("clothes", 5, "^"))}
KINDS["random labels"] = ("0.4", "X")
CLOCK_MARKS = tuple(KINDS[kind] for kind in ("digits", "random labels", "normalised", "clothes"))
RECIPES = (("0.8", "-", 7), ("0.55", "-", 3.5), ("0.1", "--", 1.5))  # grey, stroke and width, one seen on another
MIDDLE = {"color": "black", "marker": "o", "markersize": 5, "linestyle": "none", "zorder": 3}
PACES = ("slower clock", "same clock", "faster clock")
SYMLOG_TICKS = {-50: "−50", -10: "−10", -2: "−2", 0: "0", 2: "2", 10: "10"}


@takes(table=kinds(KINDS, frame("score", "distance to law", "untrained", words=["kind"])))
@styled
def networks_beside_untrained(table):
    """Scores of cPSE, and distances to the law, of many networks, a row each, with colour and marker by kind.

    Parameters
    ----------
    table : pandas.DataFrame
        Index: the networks' names, from the top. Columns kind; score; distance to law; untrained, the mean of that
        distance over untrained twins.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.figures import networks_beside_untrained
    >>> rows = {"kind": ["VGG"], "score": [3.0], "distance to law": [0.5], "untrained": [0.1]}
    >>> len(networks_beside_untrained(pd.DataFrame(rows, index=["VGG-16"])).axes)
    2
    """
    figure, (left, right) = plt.subplots(1, 2, sharey=True, figsize=(5.0, 2.0 + 0.27 * len(table)))
    places = np.arange(len(table))
    left.axvspan(-2, 2, color=UNTRAINED, alpha=0.35, linewidth=0, label="untrained")
    right.plot(table.untrained, places, color=UNTRAINED, marker="|", markersize=9, markeredgewidth=2.5,
               linestyle="none")
    for kind in filter(set(table.kind).__contains__, KINDS):
        colour, marker = KINDS[kind]
        of_kind = (table.kind == kind).to_numpy()
        for axis, column in ((left, "score"), (right, "distance to law")):
            axis.plot(table[column][of_kind], places[of_kind], color=colour, marker=marker, markersize=6,
                      linestyle="none", label=kind)
    left.set_xscale("symlog", linthresh=2, linscale=0.6)
    left.set_xticks(list(SYMLOG_TICKS), SYMLOG_TICKS.values())
    left.tick_params(axis="x", labelsize=9)
    left.set_yticks(places, table.index)
    left.invert_yaxis()
    left.set(xlabel="score of cPSE\n(standard deviations)")
    right.set(xlabel="distance to the law", xlim=(0, None))
    legend_above(left, 3)
    return finished(figure)


@takes(table=kinds(KINDS, frame("score", "distance to law", "untrained", words=["kind"])))
@styled
def score_against_distance(table):
    """The score of cPSE against the distance to the law; the outermost networks and those in the band have names.

    Parameters
    ----------
    table : pandas.DataFrame
        As for :func:`networks_beside_untrained`.

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


@takes(layers=each(numbers()), chance=each(numbers(), like="layers"))
@styled
def layers_by_kind(layers, chance):
    """The distance to the law of every layer, a row a kind of layer, beside that of untrained layers.

    Parameters
    ----------
    layers : mapping of str to array
        Distances, one a layer, by kind.
    chance : mapping of str to array
        The same of untrained layers of their shapes.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.figures import layers_by_kind
    >>> len(layers_by_kind({"depthwise": [0.7]}, {"depthwise": [0.1]}).axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 1.4 + 0.5 * len(layers)))
    rng = np.random.default_rng(0)
    for row, kind in enumerate(layers):
        for values, colour, marker, place, label in ((layers[kind], TRAINED, "o", row - 0.18, "trained layers"),
                                                     (chance[kind], UNTRAINED, "s", row + 0.22, "untrained layers")):
            axis.plot(values, place + rng.uniform(-0.1, 0.1, len(values)), color=colour, marker=marker, markersize=4,
                      alpha=0.5, linestyle="none", label=label if row == 0 else None)
    axis.set_yticks(range(len(layers)), [f"{kind} ({len(values)})" for kind, values in layers.items()])
    axis.invert_yaxis()
    axis.set(xlabel="Kolmogorov distance to the law", xlim=(0, None))
    legend_above(axis, 2)
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


@takes(courses=each(numbers(least=2), most=len(RECIPES)), clocks=each(number(above=0), like="courses"), start=numbers())
@styled
def the_clock(courses, clocks, start):
    """How weight decay forgets a start: in one step, in many, by the clock, and in the singular values of a layer.

    Parameters
    ----------
    courses : mapping of str to array_like
        By recipe, three at most: a weight that no gradient moves, beginning at 1, after every step.
    clocks : mapping of str to float
        What the clock shows at the last step of each.
    start : array_like
        Singular values of a layer at the start.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.figures import the_clock
    >>> len(the_clock({"recipe": [1.0, 0.6, 0.4]}, {"recipe": 1.0}, [2.0, 1.0, 0.5]).axes)
    4
    """
    figure, ((one_step, steps), (clock, spectrum)) = plt.subplots(2, 2, figsize=(5.6, 5.8))
    _first_steps(one_step)
    for (name, course), (colour, style, width) in zip(courses.items(), RECIPES):
        step = np.arange(len(course))
        for axis, unit in ((steps, 1000), (clock, step[-1] / clocks[name])):
            axis.plot(step / unit, course, color=colour, linestyle=style, linewidth=width, label=name)
    steps.set(title="2  many steps", xlabel="thousand steps", ylabel="weight left", ylim=(0, 1.05))
    clock.set(title="3  by the clock", xlabel=r"clock $\tau$", ylabel="weight left", ylim=(0, 1.05))
    clock.text(0.95, 0.9, r"$e^{-\tau}$", transform=clock.transAxes, ha="right", va="top", size=11)
    _shrinking(spectrum, np.sort(start)[::-1])
    legend_above(steps, 3, columnspacing=1.2)
    return finished(figure)


def _first_steps(axis, share=0.25):
    """A weight over its first steps: what each takes is the same share of what was there, here a large one."""
    left = (1 - share)**np.arange(6)
    axis.bar(range(6), left, color="0.75", width=0.7)
    axis.bar(range(1, 6), left[:-1] * share, bottom=left[1:], color="white", edgecolor="0.4", hatch="////", width=0.7)
    axis.set(title="1  a step takes a share", xlabel="steps", ylabel="weight left", xticks=range(6), ylim=(0, 1.05))
    axis.grid(False)


def _shrinking(axis, start):
    """Singular values by rank at three times of the clock, all of which shrink alike, and the median of each."""
    for tau, faded in zip(range(3), (1, 0.7, 0.4)):
        left, middle = np.exp(-tau) * start, np.exp(-tau) * np.median(start)
        axis.plot(np.arange(1, len(start) + 1), left, color=UNTRAINED, alpha=faded, linewidth=2)
        axis.plot((len(start) + 1) / 2, middle, **MIDDLE)
        quarter = len(start) // 4  # where the curves leave room between them
        axis.annotate(rf"$\tau = {tau}$", (quarter + 1, left[quarter]), (2, 2), textcoords="offset points", size=10)
    axis.set(title="4  a layer and its median", xlabel="singular value, by rank", ylabel="size", ylim=(0, None))


@takes(points=each(rows(2), most=len(CLOCK_MARKS)))
@styled
def beside_the_clock(points):
    """The median singular value, over that of the start, against the clock, one mark an arm, beside its law.

    Parameters
    ----------
    points : mapping of str to (clocks, logarithms)
        By kind of arm, four at most: digits, random labels, normalised, clothes; one point an arm and mark.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.trained_networks.figures import beside_the_clock
    >>> len(beside_the_clock({"plain": ([0.5, 1.0], [-0.5, -1.0])}).axes)
    1
    """
    figure, axis = plt.subplots(figsize=(5.6, 4.4))
    last = max(max(clocks) for clocks, _ in points.values())
    line = last * np.geomspace(1e-3, 1, 200)
    axis.plot(line, np.exp(-line), color="black", linewidth=1.5, label=r"$e^{-\tau}$")
    for (kind, (clocks, logarithms)), (colour, marker) in zip(points.items(), CLOCK_MARKS):
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


@takes(rows=each(kinds(PACES, frame("difference", "low", "high", words=["counts", "group"]), "group")))
@styled
def contrasts(rows):
    """Arms against their starting points, a panel a quantity and a row an arm, put together by their clocks.

    Parameters
    ----------
    rows : mapping of str to pandas.DataFrame
        By quantity, the same arms in each: index, the arms; columns difference, low, high; counts, whether the
        difference is beyond what the best of all contrasts reaches by chance; and group: slower clock, same clock or
        faster clock.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.trained_networks.figures import contrasts
    >>> row = {"difference": 1.0, "low": 0.5, "high": 1.5, "counts": True, "group": "slower clock"}
    >>> one = pd.DataFrame([row], index=["decay 0"])
    >>> len(contrasts({"score": one, "distance": one}).axes)
    2
    """
    rows = {name: table.sort_values("group", key=lambda group: group.map(PACES.index), kind="stable")
            for name, table in rows.items()}
    first = next(iter(rows.values()))
    begins = (first.group != first.group.shift()).to_numpy()
    places = np.arange(len(first)) + begins.cumsum()  # a row is left free above each group, for its heading
    figure, (axes,) = plt.subplots(1, len(rows), sharey=True, squeeze=False, figsize=(5.2, 1.4 + 0.24 * places[-1]))
    for axis, (quantity, table) in zip(axes, rows.items()):
        for counts, colour, marker, label in ((True, TRAINED, "o", "beyond luck"), (False, "0.6", "s", "within luck")):
            shown = (table.counts == counts).to_numpy()
            points_on_intervals(axis, table[shown], "difference", places[shown], color=colour, marker=marker,
                                label=label)
        axis.axvline(0, color="black", linewidth=1)
        axis.set(xlabel=quantity)
    _headed_rows(axes[0], {**dict(zip(places[begins] - 1, first.group[begins])), **dict(zip(places, first.index))},
                 places[begins] - 1)
    legend_above(axes[0], 2)
    return finished(figure)


def _headed_rows(axis, names, headings):
    """Rows from the top, named by {place: name}, those at the places of headings in bold."""
    axis.set_yticks(list(names), names.values())
    for place, label in zip(names, axis.get_yticklabels()):
        label.set_weight("bold" if place in headings else "normal")
    axis.set_ylim(max(names) + 0.7, min(names) - 0.7)


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
