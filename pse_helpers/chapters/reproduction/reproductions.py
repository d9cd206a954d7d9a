"""The bars of 2017 beside ours."""

from pse_helpers.chapters.reproductions import reproduces


@reproduces("suzen2017", "logarithm of the distance between the metrics of two sizes", accuracy=0.01)
def bars_of_2017(table, true_heights, independent, from_pairs, scatter):
    """Read off to 0.01. The authors' COE has nearly independent angles, their CSE independent pairs, cut in two."""
    as_published = {"COE": independent, "CUE": true_heights["CUE"], "CSE": from_pairs}
    for ensemble, bars in table.iterrows():
        for index, (pair, bar) in enumerate(bars.items()):
            yield (f"{ensemble}, {pair}", bar, as_published[ensemble][index], true_heights[ensemble][index],
                   scatter[index])
