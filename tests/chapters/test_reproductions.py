"""Published numbers beside ours: each row has its verdict, and the chapters that rebuild numbers give all of them."""

from math import nan

import numpy as np
import pandas as pd
import pytest

from pse_helpers.chapters import published, reproductions


@pytest.mark.parametrize("as_published, as_defined, expected", [
    (1.3, 1.04, "reproduced"), (1.04, 1.3, "reproduced by a fault"), (1.04, nan, "recomputed from published data"),
    (0.96, 0.96, "reproduced"), (1.06, 0.94, "not reproduced"), (1.06, nan, "not reproduced"),
    (nan, 0.94, "not reproduced"),
    (nan, 1.0, "reproduced"), (nan, nan, "not run here")])
def test_verdicts(as_published, as_defined, expected):
    assert reproductions.verdict(1.0, as_published, as_defined, 0.05) == expected


def rows_of(slug, **names):
    _, metadata = reproductions.compared(slug, names)._repr_mimebundle_()
    return pd.DataFrame(metadata[reproductions.METADATA])


def test_the_bars_of_2017():
    bars = published.ergodicity_distances()
    table = bars.pivot(index="ensemble", columns="pair", values="log10_distance")
    table = table.loc[["COE", "CUE", "CSE"], bars.pair.unique()]
    true = {name: table.loc[name].to_numpy() + (0.1 if name == "CSE" else 0) for name in table.index}
    rows = rows_of("reproduction", table=table, true_heights=true, independent=table.loc["CUE"].to_numpy() + 1,
                   from_pairs=table.loc["CSE"].to_numpy() - 0.009, scatter=np.full(5, 0.003))
    assert rows["published"].tolist() == [*table.loc["COE"], *table.loc["CUE"], *table.loc["CSE"]]
    assert rows["quantity"].tolist()[::5] == ["COE, 64-128", "CUE, 64-128", "CSE, 64-128"]
    assert rows["verdict"].tolist() == ["reproduced"] * 10 + ["reproduced by a fault"] * 5
    assert np.allclose(rows["as published"][:5], table.loc["CUE"] + 1) and (rows["spread"] == 0.003).all()


@pytest.mark.parametrize("trained, verdict", [(False, "not run here"), (True, "not reproduced")])
def test_the_thirteen_values_and_the_three_correlations(trained, verdict):
    table = published.cpse_table().assign(ours=9.0)
    found = {family: {"correlation": one.top1_error.corr(one.cpse), "low": 0.2, "high": 1.0}
             for family, one in table.groupby("family")}
    rows = rows_of("published_cpse", table=table, TRAINED=trained, of_paper=pd.DataFrame(found).T)
    assert rows["verdict"].tolist() == [verdict] * 13 + ["recomputed from published data"] * 3
    assert rows["published"].tolist()[13:] == [0.94, 0.44, 0.93]
    assert rows["as published"].isna().tolist() == [not trained] * 13 + [False] * 3
    assert rows["spread"].tolist()[13:] == pytest.approx([0.2] * 3)
