"""Correlations with intervals: from low to high, in the row of their name."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers import plots


def test_every_interval_stands_beside_its_name():
    rows = pd.DataFrame({"correlation": [0.5, -0.2], "low": [0.1, -0.3], "high": [0.6, 0.3]}, index=["size", "depth"])
    axis, = plots.correlations_with_intervals({"alone": rows}, "rank correlation", 0.4).axes
    names = dict(zip([label.get_text() for label in axis.get_yticklabels()], axis.get_yticks()))
    bars, = axis.containers[0][2]
    for (name, row), segment in zip(rows.iterrows(), bars.get_segments()):
        assert segment == pytest.approx(np.array([[row.low, names[name]], [row.high, names[name]]]))
    assert names["size"] > names["depth"]  # the first row stands on top
    assert axis.patches[0].get_extents().transformed(axis.transData.inverted()).intervalx == pytest.approx([-0.4, 0.4])
