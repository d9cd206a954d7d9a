"""Shifted seeds: which tests draw, what they draw, which fail oftener than they say. On a project of a few tests."""

import json
import re

import numpy as np
import pytest
import seeds

pytestmark = pytest.mark.timeout(1200)  # some start pytest several times
whole_runs = pytest.mark.pages  # each starts pytest, in processes of its own

CONFTEST = '''import numpy as np
import pytest


def pytest_configure(config):
    config.addinivalue_line("markers", "false_alarm(rate, detects): states its rate")
    config.addinivalue_line("markers", "fixed_seed(reason): has a seed of its own")


@pytest.fixture(scope="module")
def shared():
    return np.random.default_rng(2).random()
'''
TESTS = '''import numpy as np
import pytest

from pse_helpers.room import drawn


def said(name, number):
    with open("said", "a") as file:
        file.write(f"{name} {number!r}\\n")


def test_without_a_draw():
    assert True


def test_of_a_sample():
    said("sample", float(np.random.default_rng(1).random()))


def test_of_a_sequence():
    said("sequence", float(np.random.default_rng([1, 2]).random()))


def test_of_what_others_draw(shared):
    said("shared", shared)


def test_of_the_package():
    said("package", drawn())


@pytest.mark.fixed_seed("the number is printed")
def test_of_one_seed():
    assert np.random.default_rng(1).random() == 0.5118216247002567


@pytest.mark.false_alarm(0.001, detects="one half")
def test_that_keeps_its_rate():
    assert np.random.default_rng(4).random() < 0.9999999


@pytest.mark.false_alarm(0.001, detects="one half")
@pytest.mark.parametrize("case", [1, 2])
def test_that_does_not(case):
    assert np.random.default_rng(case).standard_normal() > 0


def test_of_its_own_seed_alone():
    assert 0.51 < np.random.default_rng(1).random() < 0.52
'''
TORCH = '''import torch


def test_of_a_generator():
    print("number", torch.rand(1, generator=torch.Generator().manual_seed(1)).item())


def test_at_large():
    torch.manual_seed(3)
    print("number", torch.rand(1).item())
'''


ROOM = "import numpy as np\n\n\ndef drawn():\n    return float(np.random.default_rng(1).random())\n"


@pytest.fixture
def with_tests(tmp_path, write_tree):
    """The project, with these tests."""
    return lambda tests: write_tree(tmp_path / "project", {
        "pse_helpers/__init__.py": "", "pse_helpers/room.py": ROOM, "tests/conftest.py": CONFTEST,
        "tests/test_room.py": tests})


@pytest.fixture
def project(with_tests):
    return with_tests(TESTS)


def run(project, *options):
    """The exit status and the folder of results."""
    folder = project.parent / "results"
    return seeds.main([str(folder), "--shifts", "3", "--workers", "1", *options], project), folder


def records(folder):
    return {path.name: path.read_text() for path in folder.glob("*.jsonl")}


@whole_runs
def test_what_tests_draw_is_shifted_and_failures_are_counted(project, capsys):
    status, _ = run(project)
    said = [line.split() for line in (project / "said").read_text().splitlines()]
    drawn = {name: [number for other, number in said if other == name] for name, _ in said}
    assert all(len(set(drawn[name])) == 4 for name in ("sample", "sequence", "shared"))
    assert float(drawn["sample"][0]) == np.random.default_rng(1).random()
    assert len(drawn["package"]) == 1  # that test draws nothing of its own, and is not run again
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "9 tests, 7 of them draw"
    kept, not_kept, unsaid = (next(line for line in out if line.endswith(name)) for name in
                              ("test_that_keeps_its_rate", "test_that_does_not", "test_of_its_own_seed_alone"))
    assert status == 1 and kept.startswith("  0 of    3 at 1.0e-03: as stated:")
    assert "of    6 at 1.0e-03: OFTENER THAN STATED:" in not_kept and "at 0.0e+00: OFTENER" in unsaid


@whole_runs
def test_what_is_finished_runs_again_only_after_a_change(project, with_tests):
    faultless, *_ = TESTS.rpartition("@pytest.mark.false_alarm")
    with_tests(faultless)
    status, folder = run(project, "--shifts", "1")
    before = records(folder)
    assert status == 0 and run(project, "--shifts", "1")[0] == 0 and records(folder) == before
    with_tests(faultless + "\n")
    run(project, "--shifts", "1")
    assert all(len(text) == 2 * len(before[name]) for name, text in records(folder).items())


@whole_runs
def test_slow_tests_are_run_with_ten_shifts(project, monkeypatch):
    monkeypatch.setattr(seeds, "SLOW_SHIFTS", 1)
    assert records(run(project, "--shifts", "2", "--slow", "-1")[1]).keys() == {"shift-000.jsonl", "shift-001.jsonl"}


@whole_runs
def test_what_torch_draws_is_shifted(with_tests, monkeypatch):
    """As pytest shows it of tests that pass."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "-rP")
    _, folder = run(with_tests(TORCH), "--shifts", "1")
    shown = [re.findall("^number .*", (folder / f"shift-00{shift}.log").read_text(), re.M) for shift in (0, 1)]
    assert len(shown[0]) == len(shown[1]) == 2 and not set(shown[0]) & set(shown[1])


@whole_runs
def test_tests_that_cannot_be_read_are_no_tests_that_pass(with_tests):
    with pytest.raises(SystemExit, match="^pytest ended with status 2 and not all tests were run: see .*000.log$"):
        run(with_tests("import nothing_of_this_name\n"))


def test_a_line_cut_short_is_no_result(project):
    key = seeds.key("tests/test_room.py::test_one", project)
    one, other = (json.dumps({"test": f"tests/test_room.py::test_{name}", "key": key}) for name in ("one", "other"))
    (project / "record").write_text(f"{one}\n{other[:20]}")
    assert list(seeds.finished(project / "record", project)) == ["tests/test_room.py::test_one"]


@pytest.mark.parametrize("seed, other", [
    (3, [3, 1_000_007]), (np.int64(3), [3, 1_000_007]), ([3, 4], [3, 4, 1_000_007]), ((3,), [3, 1_000_007]),
    (None, None)])
def test_seeds_of_another_stream(seed, other):
    assert seeds.other_seed(seed, 7) == other


def row(failures, runs, rate):
    return seeds.Row("test", rate, runs, failures)


def test_the_chance_of_a_row_is_binomial():
    """One failure in forty at 1e-4 is no surprise, two are; without a rate the first is."""
    assert row(1, 40, 1e-4).chance == pytest.approx(1 - (1 - 1e-4)**40)
    assert row(2, 40, 1e-4).chance < seeds.TOO_UNLIKELY < row(1, 40, 1e-4).chance
    assert row(1, 40, 0).chance == 0 and row(0, 40, 0).chance == 1


def test_many_rare_failures_are_too_many_together(capsys):
    """Each of ten tests fails once at 1e-4 in forty: none alone is too often, all are."""
    survey = {f"test{k}": {"draws": True, "failed": False, "rate": 1e-4} for k in range(10)}
    shifts = [{test: {"failed": shift == 0} for test in survey} for shift in range(40)]
    assert seeds.report(survey, shifts) == 1
    assert "OFTENER" not in capsys.readouterr().out


def test_every_rate_is_small_and_says_what_is_seen(root):
    """As the marks stand in the files: a rate above 0 and of at most 0.001, and a fault in words."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((root / "tests").rglob("test_*.py"))
             if path.name != "test_seeds.py"]
    marks = [mark for text in texts for mark in re.findall(r'false_alarm\(([^,]+), detects=\(?\s*"([^"]+)"\)', text)]
    assert len(marks) == sum(text.count("pytest.mark.false_alarm(") for text in texts) > 70
    assert [(rate, seen) for rate, seen in marks if not 0 < float(rate) <= 0.001 or len(seen.split()) < 3] == []
