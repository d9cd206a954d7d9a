"""The figure of the chapter on cPSE: every network at its own error."""

import pandas as pd

from pse_helpers.chapters.cpse.figures import families_against_error


def test_networks_stand_at_their_top_1_error():
    table = pd.DataFrame({"family": ["A", "B"], "top1_error": [30.0, 20.0], "top5_error": [11.0, 6.0],
                          "cpse": [0.1, -0.7], "own": [1.0, 2.0]})
    first, second = families_against_error(table, {"cpse": "published", "own": "rebuilt"}).axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in first.lines}
    assert drawn == {"A": [[30, 0.1]], "B": [[20, -0.7]]}
    assert [line.get_xydata().tolist() for line in second.lines] == [[[30, 1]], [[20, 2]]]
    assert [axis.get_title() for axis in (first, second)] == ["published", "rebuilt"]
