"""A course holds what happened: seeds do not see each other, marks are measured where they say."""

from dataclasses import replace

import numpy as np
import pytest

from pse_helpers.chapters.trained_networks.experiment import ARMS, Setting, starts, trained
from pse_helpers.chapters.trained_networks.experiment.data_sets import data
from pse_helpers.chapters.trained_networks.experiment.design import ERRORS, LAYER, SPECTRUM
from pse_helpers.chapters.trained_networks.experiment.training import _chosen
from pse_helpers.measures import SPECTRAL

SHORT = Setting(steps=28)


@pytest.fixture(scope="module")
def course():
    return trained(SHORT, [0, 1])


def test_seeds_do_not_see_each_other(course):
    alone, matrices = trained(SHORT, [1])
    assert np.allclose(alone.spectrum[0], course[0].spectrum[1], atol=1e-3)
    assert all(np.allclose(a, b, atol=1e-4) for a, b in zip(matrices[0], course[1][1]))
    assert not np.allclose(course[0].spectrum[0, -1], course[0].spectrum[1, -1], atol=1e-3)


def test_the_first_mark_is_the_start(course):
    start = starts(SHORT, [0, 1])[1]
    for name, value in zip(SPECTRUM, course[0].spectrum[1, 0]):
        assert value == pytest.approx(SPECTRAL[name](start), rel=1e-6)
    assert course[0].layers[1, 0, :, LAYER.index("part of the start")] == pytest.approx(1)
    assert course[0].layers[1, 0, :, LAYER.index("median")] == pytest.approx(0)


def test_the_last_mark_is_the_network_that_is_returned(course):
    last = course[1][0]
    assert course[0].spectrum[0, -1, 2] == pytest.approx(SPECTRAL["distance to law"](last), rel=1e-6)
    start = starts(SHORT, [0])[0]
    kept = [(w * w0).sum() / (w0**2).sum() for w, w0 in zip(last, start)]
    size = [np.log(np.linalg.norm(w) / np.linalg.norm(w0)) for w, w0 in zip(last, start)]
    assert course[0].layers[0, -1, :, 1] == pytest.approx(kept, rel=1e-5)
    assert course[0].layers[0, -1, :, 2] == pytest.approx(size, rel=1e-4)


def test_training_lowers_errors(course):
    first, last = course[0].errors[:, 0], course[0].errors[:, -1]
    assert ERRORS[0] == "training error" and (last < first).all() and (last[:, 0] < 60).all()


def test_images_are_drawn_without_replacement():
    assert _chosen(898, 898, 5).tolist() == list(range(898))
    some = _chosen(898, 100, 5)
    assert len(set(some)) == 100 and some.max() < 898
    assert not np.array_equal(some, _chosen(898, 100, 6))


def test_random_labels_are_learned_by_heart():
    """With label noise 1 the training error falls and the test error stays that of guessing, 90 per cent."""
    setting = replace(ARMS["normalised, label noise 1"], images=100, steps=280)
    errors = trained(setting, [0])[0].errors[0, -1]
    assert errors[0] < 20 and errors[2] > 70


def test_a_residual_network_trains_by_the_same_rules():
    course, matrices = trained(replace(ARMS["residual"], steps=10), [0])
    assert course.spectrum.shape == (1, 4, 6) and course.layers.shape == (1, 4, 8, 4)
    assert [matrix.shape for matrix in matrices[0]][0] == (8, 9)
    assert course.errors[0, -1, 1] < course.errors[0, 0, 1]


def test_fashion_has_no_noisy_labels():
    with pytest.raises(ValueError, match="label_noise must be 0 with fashion"):
        data("fashion", 0.5, 0)
