"""The time left, and a bar only where somebody sees it."""

import io

import pytest

from pse_helpers.command import progress as module
from pse_helpers.command.costs import decomposition, draws
from pse_helpers.command.progress import Progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_time_left_is_there_before_any_work_is_done_and_follows_the_pace(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(module.time, "monotonic", lambda: now[0])
    progress = Progress()
    progress.plan(10, "spectra")
    assert progress.left() == 10
    now[0] += 9  # three times slower than estimated
    progress.advance(3)
    assert progress.left() == 7 * 10 / 4
    progress.plan(2, "twins")
    assert progress.left() == 2 * 10 / 4


def test_a_bar_on_a_terminal_only():
    for stream, shown in ((Terminal(), True), (io.StringIO(), False)):
        with Progress(stream) as progress:
            progress.plan(100, "spectra")
            progress.advance(100)
        assert ("spectra, 01:40 left" in stream.getvalue()) == shown
        assert shown or stream.getvalue() == ""


def test_work_that_nobody_waits_for_ends_at_its_next_step():
    with Progress() as progress:
        progress.advance(1)
    with pytest.raises(RuntimeError, match="nobody waits"):
        progress.advance(1)


def test_costs_grow_with_what_they_are_of():
    assert decomposition((64, 64, 3, 3)) == decomposition((576, 64))
    assert draws([(9, 9)] * 3, 20, 0) < draws([(9, 9)] * 3, 40, 0) < draws([(9, 9)] * 3, 40, 39)
