"""A file is written whole or not at all: an error, an interrupt, a full disk leave what was there."""

import os
import subprocess
import sys

import pytest

from pse_helpers.whole_files import whole_file


@pytest.fixture
def path(tmp_path):
    (tmp_path / "page.html").write_text("old")
    return tmp_path / "page.html"


def alone(path, content):
    return path.read_text() == content and list(path.parent.iterdir()) == [path]


def test_a_file_is_replaced(path):
    with whole_file(path) as file:
        file.write(b"new")
        assert path.read_text() == "old"
    assert alone(path, "new")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_an_error_in_the_middle(path, error):
    with pytest.raises(error), whole_file(path) as file:
        file.write(b"half")
        raise error
    assert alone(path, "old")


def test_an_interrupt_at_the_last_moment(path, monkeypatch):
    def cut(one, other):
        raise KeyboardInterrupt
    monkeypatch.setattr(os, "replace", cut)
    with pytest.raises(KeyboardInterrupt), whole_file(path) as file:
        file.write(b"new")
    assert alone(path, "old")


def test_the_content_is_on_the_disk_before_it_has_its_name(path, monkeypatch):
    """A power cut could else leave the name on an empty file."""
    calls, fsync, replace = [], os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda number: calls.append((os.fstat(number).st_size, fsync(number))))
    monkeypatch.setattr(os, "replace", lambda *paths: calls.append(("replaced", replace(*paths))))
    with whole_file(path) as file:
        file.write(b"new")
    assert [name for name, _ in calls] == [3, "replaced"]


def test_what_a_killed_process_left_is_overwritten(path):
    path.with_name("page.html.part").write_text("left behind, and longer than the new one")
    with whole_file(path) as file:
        file.write(b"new")
    assert alone(path, "new")


ON_A_FULL_DISK = """
import resource, signal, sys
import numpy as np
from pse_helpers.networks.packing import pack
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that a write fails as on a full disk, and does not end the process
resource.setrlimit(resource.RLIMIT_FSIZE, (700, 700))
try:
    pack(sys.argv[1], {}, values=np.random.default_rng(0).random(1000))
except OSError as error:
    print(type(error).__name__)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of files")
def test_a_full_disk_leaves_the_shipped_file(path):
    """Of some 8000 bytes 700 can be written."""
    done = subprocess.run([sys.executable, "-c", ON_A_FULL_DISK, path], capture_output=True, text=True)
    assert done.stdout.strip() == "OSError", done.stderr
    assert alone(path, "old")
