"""Every network stands at its own error, every score in its own row, and every choice at what it moves."""

from dataclasses import fields

import numpy as np
import pandas as pd

from pse_helpers.cascade import REFERENCE, STANDARD, Convention, ablation
from pse_helpers.chapters.published_cpse.figures import (
    CHOICES,
    families_against_error,
    middles_of_layers,
    one_choice_at_a_time,
    scores_by_convention,
)
from pse_helpers.layers import layer_spectra
from pse_helpers.plots.style import TRAINED, UNTRAINED

TABLE = pd.DataFrame({
    "network": ["net7", "net13", "net20_bn"], "family": ["A", "A", "B"], "top1_error": [30.0, 25.0, 20.0],
    "top5_error": [11.0, 8.0, 6.0], "cpse": [0.1, 0.0, -0.7], "layers": [7, 13, 20]})


def test_networks_stand_at_their_top_1_error():
    first, second = families_against_error(TABLE, {"cpse": "published", "layers": "depth"}).axes
    drawn = {line.get_label(): line.get_xydata().tolist() for line in first.lines}
    assert drawn == {"A": [[30, 0.1], [25, 0]], "B": [[20, -0.7]]}
    assert [line.get_xydata().tolist() for line in second.lines] == [[[30, 7], [25, 13]], [[20, 20]]]
    assert [axis.get_title() for axis in (first, second)] == ["published", "depth"]


def test_the_depth_of_a_name_stands_at_its_point_and_deeper_ones_lower():
    first, second = families_against_error(TABLE, {"cpse": "published", "layers": "depth"}).axes
    for axis, column in ((first, "cpse"), (second, "layers")):
        told = {text.get_text(): tuple(map(float, text.xy)) for text in axis.texts}
        assert told == {number: (error, value) for number, error, value in
                        zip(["7", "13", "20"], TABLE.top1_error, TABLE[column])}
    assert second.yaxis_inverted() and second.get_yscale() == "log" and not first.yaxis_inverted()


def test_a_score_stands_in_the_row_of_its_convention():
    scores = pd.DataFrame({"one": {"X": 5.0, "Y": -2.0}, "other": {"X": 1.0, "Y": 3.0}})
    axis, = scores_by_convention(scores).axes
    rows = {label.get_text(): place for label, place in zip(axis.get_yticklabels(), axis.get_yticks())}
    assert axis.yaxis_inverted()
    for line in axis.lines[1:]:
        drawn = {round(height): value for value, height in line.get_xydata()}
        assert drawn == {rows[name]: value for name, value in scores[line.get_label()].items()}


def test_the_band_in_which_nothing_was_seen_runs_from_minus_two_to_two():
    scores = pd.DataFrame({"one": {"X": 5.0, "Y": -2.0}})
    choices = pd.DataFrame({"network": ["one"], "start": ["STANDARD"], "changed": ["edges"], "z": [4.0]})
    for figure in (scores_by_convention(scores), one_choice_at_a_time(choices)):
        band, = figure.axes[0].patches
        assert (band.get_x(), band.get_x() + band.get_width()) == (-2, 2)


def test_a_choice_stands_at_what_it_moves_from_either_convention():
    rng = np.random.default_rng(1)
    networks = {name: [rng.standard_normal((8, 12)) for _ in range(5)] for name in ("first", "second")}
    twins = [[rng.standard_normal((8, 12)) for _ in range(5)] for _ in range(3)]
    ends = {"STANDARD": (STANDARD, REFERENCE), "REFERENCE": (REFERENCE, STANDARD)}
    table = pd.concat([ablation(layers, *pair, twins).reset_index().assign(network=name, start=start)
                       for name, layers in networks.items() for start, pair in ends.items()])
    axes = one_choice_at_a_time(table).axes
    ticks = {label.get_text(): place for label, place in zip(axes[0].get_yticklabels(), axes[0].get_yticks())}
    assert axes[0].yaxis_inverted() and list(ticks) == [CHOICES.get(one, one) for one in table.changed.unique()]
    for axis, name in zip(axes, networks, strict=True):
        assert axis.get_title() == name and axis.get_ylim() == axes[0].get_ylim()
        for start in ends:
            rows = table[(table.network == name) & (table.start == start)]
            drawn, = (line for line in axis.lines if line.get_label() == f"from {start}")
            np.testing.assert_array_equal(drawn.get_xdata(), rows.z)
            assert list(np.round(drawn.get_ydata())) == [ticks[CHOICES.get(one, one)] for one in rows.changed]


def test_every_choice_has_words_of_its_own():
    differ = [field.name for field in fields(Convention)
              if getattr(STANDARD, field.name) != getattr(REFERENCE, field.name)]
    assert set(CHOICES) == {*differ, "everything"} and len(set(CHOICES.values())) == len(CHOICES)


def test_a_bar_holds_the_middle_half_of_its_layer():
    rng = np.random.default_rng(2)
    first, second, third, fourth = (layer_spectra([rng.standard_normal((8, 12)) for _ in range(3)]) for _ in range(4))
    axes = middles_of_layers({"divided": (first, second), "undivided": [third, fourth]}).axes
    assert [axis.get_title() for axis in axes] == [
        "trained, divided", "twin, divided", "trained, undivided", "twin, undivided"]
    for axis, network, colour in zip(axes, (first, second, third, fourth), (TRAINED, UNTRAINED) * 2, strict=True):
        bars, = axis.collections
        expected = [[[layer, np.quantile(values, 0.25)], [layer, np.quantile(values, 0.75)]]
                    for layer, values in enumerate(network.values, 1)]
        np.testing.assert_allclose(bars.get_segments(), expected)
        np.testing.assert_allclose(bars.get_color()[0][:3], colour)
        assert axis.get_yscale() == "log"
    assert axes[0].get_ylim() == axes[1].get_ylim() != axes[2].get_ylim() == axes[3].get_ylim()
