"""What ships is every arm of the design, whole, and its table is its arrays."""

import io

import numpy as np
import pytest

from pse_helpers.cascade import null_band
from pse_helpers.chapters.trained_networks.experiment import ARMS, Setting, shipped, starts, table, trained, with_scores
from pse_helpers.chapters.trained_networks.experiment.design import RESIDUAL_SHAPES
from pse_helpers.chapters.trained_networks.experiment.results import pack_courses, unpack_courses
from pse_helpers.layers import layer_spectra
from pse_helpers.networks.digits import architecture


def test_every_arm_ships_with_its_setting():
    assert {arm: course.setting for arm, course in shipped().items()} == ARMS
    for arm, course in shipped().items():
        seeds, marks = len(ARMS[arm].seeds), len(ARMS[arm].marks)
        assert course.spectrum.shape == (seeds, marks, 6) and course.errors.shape == (seeds, marks, 3)
        assert course.layers.shape[:2] == (seeds, marks) and course.layers.shape[3] == 4
        assert np.isfinite(course.errors).all() and np.isfinite(course.layers).all()


def test_packed_and_unpacked():
    course, _ = trained(Setting(steps=3), [0])
    held = io.BytesIO()
    pack_courses(held, {"short": course}, {"date": "2000-01-01"})
    held.seek(0)
    again = unpack_courses(np.load(held))["short"]
    assert again.setting == course.setting
    assert np.allclose(again.spectrum, course.spectrum, rtol=1e-6)
    assert np.allclose(again.layers, course.layers, rtol=1e-6, atol=1e-7)


def test_the_table_is_the_arrays():
    rows = table()
    course = shipped()["normalised"]
    one = rows[(rows.arm == "normalised") & (rows.seed == 102) & (rows.step == 560)].iloc[0]
    seed, mark = course.setting.seeds.index(102), course.setting.marks.index(560)
    assert one["distance to law"] == course.spectrum[seed, mark, 2]
    assert one["test error"] == course.errors[seed, mark, 2]
    assert one["median"] == pytest.approx(course.layers[seed, mark, 1:-1, 3].mean())
    cosines = course.layers[seed, mark, 1:-1, 1] / np.exp(course.layers[seed, mark, 1:-1, 2])
    assert one["memory"] == pytest.approx(cosines.mean()) and (cosines < 1).all()
    assert one["clock"] == pytest.approx(0.14)


def test_every_arm_has_its_starting_point_its_task_and_its_pace():
    arms = table().drop_duplicates("arm").set_index("arm")
    assert arms.base["residual, decay 0"] == "residual" and (arms.base[arms.base] == arms.base.array).all()
    assert {arm: arms.task[arm] for arm in ("plain, width 24", "plain, label noise 0.5", "normalised, label noise 1",
                                            "plain, fashion, images 60000, decay 0")} == {
        "plain, width 24": "digits", "plain, label noise 0.5": "random labels",
        "normalised, label noise 1": "random labels", "plain, fashion, images 60000, decay 0": "clothes"}
    paces = arms.pace[["plain, momentum 0", "plain, same clock, AdamW", "normalised, rate 0.15", "residual"]]
    assert paces.to_list() == ["slower clock", "same clock", "faster clock", "same clock"]


def test_networks_begin_as_they_do_today():
    """The shipped first mark is that of the weights that a seed gives today."""
    rows = table().query("arm == 'plain' and step == 0").set_index("seed")
    for seed, start in zip((100, 103), starts(Setting(), (100, 103))):
        spectra = layer_spectra(start)
        norms = np.mean([0.5 * np.log10(values[0]) for values in spectra.values])
        assert rows["spectral norm"][seed] == pytest.approx(norms, rel=1e-5)


def test_residual_shapes_are_those_of_the_network():
    assert layer_spectra(architecture("resnet8", 8)).shapes == RESIDUAL_SHAPES


def test_scores_stand_beside_the_bands_of_their_shapes():
    rows = table().query("step == 0")
    scored = with_scores(rows, 40, np.random.default_rng(0))
    narrow = scored[scored.arm == "plain, width 24"].iloc[0]
    band = null_band(starts(ARMS["plain, width 24"], [0])[0], 200, np.random.default_rng(1))
    assert narrow.score == pytest.approx((narrow.cPSE - band.mean) / band.standard_deviation, abs=1)
