"""The published measure of thirteen networks against their test error."""

from pse_helpers.plots.inputs import columns_of, frame, takes
from pse_helpers.plots.style import families, finished, legend_above, panels, styled


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
    >>> from pse_helpers.chapters.cpse.figures import families_against_error
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
