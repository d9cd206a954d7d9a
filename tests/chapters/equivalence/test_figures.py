"""The figures of the chapter on equivalence: every number of a table of pairs under its two names."""

import pandas as pd

from pse_helpers.chapters.equivalence import figures


def test_numbers_stand_under_their_names():
    table = pd.DataFrame({"first": ["a", "a", "b"], "second": ["b", "c", "c"], "z": [1.0, 2.0, 3.0]})
    axis = figures.tables_of_pairs({"three": table}, "z", "z", 1).axes[0]
    across, up = ({tick: label.get_text() for tick, label in zip(one.get_ticklocs(), one.get_ticklabels())}
                  for one in (axis.xaxis, axis.yaxis))
    found = {(across[text.get_position()[0]], up[text.get_position()[1]]): text.get_text() for text in axis.texts}
    assert found == {("a", "b"): "1.0", ("a", "c"): "2.0", ("b", "c"): "3.0"}


def test_a_line_leads_from_each_distance_to_its_bound():
    table = pd.DataFrame({"distance": [0.3, 0.1, 0.2], "upper_bound": [0.35, 0.2, 0.4], "p_value": [0.01, 0.4, 0.05]})
    axis = figures.distances_and_bounds({"three": table}, 0.25).axes[0]
    lines = {collection.get_segments()[i][0][1]: tuple(collection.get_segments()[i][:, 0])
             for collection in axis.collections for i in range(len(collection.get_segments()))}
    assert lines == {0: (0.1, 0.2), 1: (0.2, 0.4), 2: (0.3, 0.35)}
    apart, together, margin = axis.lines
    assert apart.get_xdata().tolist() == [0.2, 0.3] and together.get_xdata().tolist() == [0.1]
    assert set(margin.get_xdata()) == {0.25}


def test_the_class_reaches_up_to_its_accuracy():
    table = pd.DataFrame({"test_error": [2.0, 3.0], "z": [0.5, 9.0]}, index=[1.0, 0.5])
    above, below = figures.error_and_class({"pruned": table}, 3, "share kept").axes
    assert above.lines[0].get_ydata().tolist() == [2, 3] and below.lines[0].get_ydata().tolist() == [0.5, 9]
    band = below.patches[0]
    assert band.get_y() + band.get_height() == 3
