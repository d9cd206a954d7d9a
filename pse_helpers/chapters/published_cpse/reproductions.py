"""The published cPSE of thirteen networks and its three correlations, beside ours."""

from math import nan

from pse_helpers.chapters.reproductions import reproduces

QUOTED = {"ResNet": 0.94, "VGG": 0.44, "VGG with batch norm": 0.93}


@reproduces("suzen2019", "values of cPSE with ImageNet weights", accuracy=0.005)
def values_of_thirteen_networks(table, TRAINED):
    """Only where the reader lets the page download the trained weights."""
    for row in table.itertuples():
        yield row.network, row.cpse, row.ours if TRAINED else nan, nan, nan


@reproduces("suzen2019", "correlation of cPSE with the top-1 error", accuracy=0.01)
def correlations_of_three_families(of_paper):
    for family, quoted in QUOTED.items():
        row = of_paper.loc[family]
        yield family, quoted, row.correlation, nan, (row.high - row.low) / 4  # four standard errors from end to end
