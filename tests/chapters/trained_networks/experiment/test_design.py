"""Arms vary what their names say, and nothing else; the clock is that of gradient descent."""

from dataclasses import asdict

import pytest
import torch

from pse_helpers.chapters.trained_networks.experiment import ARMS, MARKS, Setting, clock

BASES = {arm: setting for arm, setting in ARMS.items() if "," not in arm}
WORDS = {"noise": "label_noise", "fashion": "data", "AdamW": "optimiser", "clock": "decay"}


def varied(arm):
    base = asdict(BASES[arm.split(",")[0]])
    return {name for name, value in asdict(ARMS[arm]).items() if value != base[name]}


def test_three_starting_points():
    assert list(BASES) == ["plain", "normalised", "residual"]
    assert len(set(ARMS.values())) == len(ARMS)


@pytest.mark.parametrize("arm", [arm for arm in ARMS if "," in arm])
def test_an_arm_varies_what_its_name_says(arm):
    words = arm.split(", ", 1)[1].replace(",", "").split()
    named = {WORDS.get(word, word) for word in words} & set(asdict(Setting()))
    assert varied(arm) - ({"rate"} if "AdamW" in arm else set()) == named


def test_the_same_clock():
    arms = [arm for arm in ARMS if "same clock" in arm]
    assert len(arms) == 2
    for arm in arms:
        assert clock(ARMS[arm], 1000) == pytest.approx(clock(ARMS["plain"], 1000), rel=1e-12)


def test_marks_end_with_training():
    assert all(setting.marks == tuple(mark for mark in MARKS if mark <= setting.steps) for setting in ARMS.values())
    assert all(setting.marks[-1] == setting.steps for setting in ARMS.values())


@pytest.mark.parametrize("setting", [Setting(), Setting(momentum=0.0), Setting(optimiser="AdamW", decay=0.05)])
def test_the_clock_is_that_of_torchs_optimisers(setting):
    """A weight without gradient, a thousand steps: within the order of rate times decay that the limit leaves out."""
    from pse_helpers.chapters.trained_networks.experiment.training import _optimiser
    weight = torch.nn.Parameter(torch.ones(1, dtype=torch.float64))
    optimiser = _optimiser([weight], setting)
    for _ in range(1000):
        weight.grad = torch.zeros_like(weight)
        optimiser.step()
    assert -weight.log().item() == pytest.approx(clock(setting, 1000), rel=0.02)
