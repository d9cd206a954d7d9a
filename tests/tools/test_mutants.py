"""Planted faults: what becomes of each, which are run again, and which a day takes. On a project of one function."""

import datetime

import mutants
import pytest

whole_runs = pytest.mark.pages  # each starts pytest, in processes of its own

CODE = '''"""A room."""


def halved(x):
    """Half of a number.

    >>> halved(4)
    2.0
    """
    while x > 1e9:
        x = x / 2  # so large a number is not halved once
    return x / 2
'''
TESTS = '''from pse_helpers.room.halves import halved


def test_halves():
    assert halved(3) == 1.5 and halved(2e9) == 5e8
'''
FAULTS = """
[[fault]]
note = "a third"
file = "pse_helpers/room/halves.py"
line = "return x / 2"
fault = "return x / 3"

[[fault]]
note = "another limit"
file = "pse_helpers/room/halves.py"
line = "while x > 1e9:"
fault = "while x > 1.5e9:"

[[fault]]
note = "a product"
file = "pse_helpers/room/halves.py"
line = "x = x / 2"
fault = "x = x * 0.5"
equivalent = "the same number"

[[fault]]
note = "gone"
file = "pse_helpers/room/halves.py"
line = "return x // 2"
fault = "return x"

[[fault]]
note = "no program"
file = "pse_helpers/room/halves.py"
line = "return x / 2"
fault = "return x /"

[[fault]]
note = "without end"
file = "pse_helpers/room/halves.py"
line = "x = x / 2"
fault = "x = x"
"""


@pytest.fixture
def project(tmp_path, write_tree):
    return write_tree(tmp_path / "project", {
        "pse_helpers/__init__.py": "", "pse_helpers/room/__init__.py": "", "pse_helpers/room/halves.py": CODE,
        "tests/room/test_halves.py": TESTS, "tests/faults/room.toml": FAULTS})


def verdicts(project, *options):
    """The exit status, and {note: verdict} of what ran."""
    folder = project.parent / "results"
    status = mutants.main([str(folder), "--workers", "2", *options], project)
    return status, {one["note"]: one["verdict"] for one in mutants.finished(folder / "results.jsonl").values()}


@whole_runs
@pytest.mark.parametrize("only, status, verdict", [
    ("a third", 0, "caught"), ("another limit", 1, "SURVIVED"), ("a product", 0, "equivalent")])
def test_each_fault_has_its_verdict(project, capsys, only, status, verdict):
    assert verdicts(project, "--only", only) == (status, {"nothing planted": "sound", only: verdict})
    assert f"1 {verdict}, 0 not run" in capsys.readouterr().out
    assert (project / "pse_helpers/room/halves.py").read_text() == CODE  # faults stand in copies only


@pytest.mark.parametrize("only", ["gone", "no program"])
def test_a_fault_that_fits_no_more_fails_without_a_run(project, capsys, only):
    assert verdicts(project, "--only", only) == (1, {})
    assert "STALE" in capsys.readouterr().out


@whole_runs
def test_tests_without_end_are_stopped(project):
    status, found = verdicts(project, "--only", "without end", "--limit", "3")
    assert status == 0 and found["without end"] == "hung"


@whole_runs
def test_tests_that_fail_without_a_fault_tell_nothing(project):
    (project / "tests/room/test_halves.py").write_text("def test_halves():\n    assert False\n")
    assert verdicts(project, "--only", "a third") == (1, {"nothing planted": "BROKEN", "a third": "caught"})


@whole_runs
def test_what_is_finished_runs_again_only_after_a_change(project, capsys, monkeypatch):
    first = verdicts(project, "--only", "another limit")
    monkeypatch.setattr(mutants, "verdict", None)  # nothing runs: it could not be called
    assert verdicts(project, "--only", "another limit") == first
    monkeypatch.undo()
    (project / "tests/room/test_halves.py").write_text(TESTS.replace("2e9", "1.2e9").replace("5e8", "3e8"))
    assert verdicts(project, "--only", "another limit")[0] == 0
    assert "caught" in capsys.readouterr().out


def test_a_day_takes_its_own_faults(root):
    faults = mutants.read_faults(root / "tests" / "faults")
    first, second = (datetime.date(2024, 2, day) for day in (1, 2))
    chosen, others = mutants.some_of(faults, 12, first), mutants.some_of(faults, 12, second)
    assert len(set(chosen)) == 12 and chosen == mutants.some_of(faults, 12, first) != others
    assert len(mutants.some_of(faults[:3], 12, first)) == 3


@pytest.mark.parametrize("file, stages", [
    ("pse_helpers/circular/arcs.py", [["tests/circular/test_arcs.py"], ["tests/circular", "pse_helpers/circular"]]),
    ("pse_helpers/layers/sources/files.py", [["tests/layers/sources/test_files.py"],
                                             ["tests/layers", "pse_helpers/layers"]]),
    ("pse_helpers/data/__init__.py", [["tests/test_data.py", "pse_helpers/data"]]),
    ("pse_helpers/checks.py", [["tests/test_checks.py"], ["tests/test_checks.py", "pse_helpers/checks.py"]]),
    ("pse_helpers/chapters/cpse/figures.py", [["tests/chapters/cpse/test_figures.py"],
                                              ["tests/chapters/cpse", "pse_helpers/chapters/cpse"]]),
    ("tools/dev.py", [["tests/tools/test_dev.py"]])])
def test_a_fault_is_for_the_tests_of_its_module_then_of_its_room(root, file, stages):
    assert mutants.Fault(file, "a", "b", "note").stages(root) == stages


def test_a_fault_may_name_its_tests(root):
    assert mutants.Fault("tools/dev.py", "a", "b", "note", ("tests/book",)).stages(root) == [["tests/book"]]


def test_every_fault_has_a_line_that_says_what_is_wrong(root):
    faults = mutants.read_faults(root / "tests" / "faults")
    assert len(faults) >= 300 and len({(fault.file, fault.line, fault.fault) for fault in faults}) == len(faults)
    assert [fault for fault in faults if not fault.note] == []


def test_every_fault_still_finds_its_line(root):
    assert [fault for fault in mutants.read_faults(root / "tests" / "faults") if not fault.fits(root)] == []
