"""No test hangs for ever: one that takes longer than its limit fails, says where it hung, and the others go on."""

import subprocess
import sys

import pytest

HANGING = '''
import subprocess, sys, threading, time, pytest

@pytest.fixture
def endless():
    threading.Event().wait()

def test_that_waits_for_another_thread():
    threading.Event().wait()

def test_that_waits_for_another_process():
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(900)"]) as run:
        try:
            run.wait()
        finally:
            run.kill()

def test_with_a_fixture_that_waits(endless):
    pass

@pytest.mark.timeout(900)
def test_with_a_limit_of_its_own():
    time.sleep(0.7)

def test_that_ends():
    pass
'''


def test_the_project_sets_a_limit(pytestconfig):
    assert 0 < float(pytestconfig.getini("timeout")) <= 600


@pytest.mark.skipif(sys.platform == "win32", reason="without SIGALRM a test that hangs ends all of them")
def test_what_hangs_fails_at_its_limit_and_the_others_go_on(root, tmp_path):
    """With the project's own options; only the limit is shorter."""
    (tmp_path / "test_hanging.py").write_text(HANGING)
    command = [sys.executable, "-m", "pytest", "-c", root / "pyproject.toml", "--rootdir", tmp_path,
               "-o", "timeout=0.4", "-p", "no:cacheprovider", tmp_path / "test_hanging.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=240)
    assert done.returncode == 1 and "2 failed, 2 passed, 1 error in" in done.stdout
    assert done.stdout.count("Failed: Timeout (>0.4s)") >= 3
