"""Arms are told apart by their words, and each stands with its starting point."""

import pandas as pd

from pse_helpers.chapters.trained_networks.experiment import ARMS, begun_from
from pse_helpers.chapters.trained_networks.experiment.arm_names import in_words


def table():
    return pd.DataFrame({"difference": range(len(ARMS))}, index=list(ARMS))


def test_arms_of_one_figure_are_told_apart():
    for starts in (("plain",), ("normalised", "residual")):
        [rows] = begun_from({"score": table()}, *starts).values()
        assert rows.index.is_unique
        assert {list(ARMS)[place].partition(",")[0] for place in rows.difference} == set(starts)


def test_a_longer_name_goes_before_a_shorter_one():
    assert in_words("plain, fashion, images 60000") == "60 000 clothes"
    assert in_words("plain, fashion") == "clothes"
    assert in_words("normalised, label noise 1, decay 0") == "random labels, decay 0"


def test_a_panel_is_called_by_its_quantity():
    assert list(begun_from({"score": table(), "distance to law": table()}, "plain")) == [
        "difference\nin score", "difference\nin distance"]
