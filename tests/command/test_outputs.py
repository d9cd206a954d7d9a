"""Files are written whole or not at all."""

import os

import pytest

from pse_helpers.command.outputs import printed, write_whole


def test_a_file_is_replaced(tmp_path):
    path = tmp_path / "page.html"
    path.write_text("old")
    write_whole(path, b"new")
    assert path.read_text() == "new" and list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_what_was_there_stays_when_it_is_cut_short(tmp_path, monkeypatch, error):
    path = tmp_path / "page.html"
    path.write_text("old")

    def cut(one, other):
        raise error
    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(error):
        write_whole(path, b"new")
    assert path.read_text() == "old" and list(tmp_path.iterdir()) == [path]


def test_print_says_that_it_was_read(capsys):
    assert printed("text") and capsys.readouterr().out == "text\n"
