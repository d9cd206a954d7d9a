"""The tool goes on where it stopped, and refuses a file of another setting."""

from dataclasses import replace

import numpy as np
import pytest
import train_experiment

from pse_helpers.chapters.trained_networks.experiment import Setting
from pse_helpers.chapters.trained_networks.experiment.results import unpack_courses

SHORT = {"plain": Setting(steps=1), "plain, decay 0": Setting(steps=1, decay=0.0)}


@pytest.fixture
def short(monkeypatch):
    """Two arms of one step; the names of those that are trained."""
    asked, course = [], train_experiment.course
    monkeypatch.setattr(train_experiment, "ARMS", SHORT)
    monkeypatch.setattr(train_experiment, "course", lambda arm: asked.append(arm) or course(arm))
    return asked


def test_it_goes_on_and_packs(short, tmp_path, monkeypatch):
    train_experiment.finish(["plain"], tmp_path)
    output = tmp_path / "packed.npz"
    monkeypatch.setattr("sys.argv", ["train_experiment.py", str(tmp_path), "--output", str(output)])
    monkeypatch.setattr(train_experiment, "process_pool", lambda workers: _Serial())
    train_experiment.main()
    assert short == ["plain", "plain, decay 0"]
    with np.load(output) as arrays:
        assert {arm: course.setting for arm, course in unpack_courses(arrays).items()} == SHORT
    assert not list(tmp_path.glob("*.part"))


def test_a_file_of_another_setting_is_refused(short, tmp_path, monkeypatch):
    train_experiment.finish(["plain"], tmp_path)
    monkeypatch.setattr(train_experiment, "ARMS", {"plain": replace(SHORT["plain"], rate=0.01)})
    with pytest.raises(ValueError, match=r"plain\.npz must hold .*rate=0\.01.*; got .*rate=0\.05"):
        train_experiment.finished("plain", tmp_path)


class _Serial:
    """In place of a pool: no executor."""

    def __enter__(self):
        return None

    def __exit__(self, *_):
        return None
