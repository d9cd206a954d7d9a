"""The published measure of thirteen networks against their test error, and a convention changed choice by choice."""

from pse_helpers.plots.inputs import columns_of, frame, takes
from pse_helpers.plots.style import COLOURS, families, finished, legend_above, panels, styled

FROM = {"STANDARD": {"color": COLOURS[0], "marker": "o"}, "REFERENCE": {"color": COLOURS[1], "marker": "s"}}


@styled
@takes(table=frame("top1_error", words=["family"]), titles=columns_of("table"))
def families_against_error(table, titles):
    """Measures of networks against their top-1 error, one panel a measure, one marker a family.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns family, top1_error (per cent), and those that `titles` names; one row a network.
    titles : mapping of str to str
        {column: title of its panel}.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> from pse_helpers.chapters.published_cpse.figures import families_against_error
    >>> from pse_helpers.chapters.published import cpse_table
    >>> families_against_error(cpse_table(), {"cpse": "published"}).axes[0].get_title()
    'published'
    """
    figure, axes = panels(len(titles), row_height=2.9, margin=0.9)
    for axis, (column, title) in zip(axes, titles.items()):
        families(axis, table, "top1_error", column, 7)
        axis.set_title(title)
    figure.supxlabel("top-1 error of the trained network (%)")
    figure.supylabel("cPSE")
    legend_above(axes[0], 2)
    return finished(figure)


@styled
@takes(table=frame("change", "z", words=["network", "start", "changed"]))
def one_choice_at_a_time(table):
    """What each choice of a convention moves: a row of panels a network, a marker for each convention to start from.

    Parameters
    ----------
    table : pandas.DataFrame
        Columns network, start (STANDARD or REFERENCE), and changed, change and z of
        :func:`pse_helpers.cascade.ablation`.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import pandas as pd
    >>> from pse_helpers.chapters.published_cpse.figures import one_choice_at_a_time
    >>> row = {"network": "own", "start": "STANDARD", "changed": "edges", "change": 0.3, "z": 5.0}
    >>> len(one_choice_at_a_time(pd.DataFrame([row])).axes)
    2
    """
    names, changed = (list(dict.fromkeys(table[column])) for column in ("network", "changed"))
    figure, axes = panels(2 * len(names), row_height=3.0, sharex="col")
    for pair, name in zip(axes.reshape(-1, 2), names):
        for axis, column in zip(pair, ("change", "z")):
            _dots(axis, table[table.network == name], column, changed)
            axis.set(yticks=range(len(changed)), yticklabels=changed)
        pair[0].set_ylabel(name)
    axes[-2].set_xlabel("change in cPSE")
    axes[-1].set_xlabel("score $z$ among twins")
    axes[0].invert_yaxis()
    legend_above(axes[0], 2)
    return finished(figure)


def _dots(axis, rows, column, changed):
    """The dots of the two conventions a little above and below the line of their choice, so that none hides another."""
    axis.axvline(0, color="0.5", linewidth=1)
    for (start, style), aside in zip(FROM.items(), (-0.15, 0.15)):
        found = rows[rows.start == start]
        axis.plot(found[column], found.changed.map(changed.index) + aside, linestyle="none", label=f"from {start}",
                  **style)
    axis.grid(axis="y", color="0.9")
