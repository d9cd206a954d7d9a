"""The task script: what fails fails the task, nothing stale is used, and which versions are the lowest."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import dev
import pytest


def written(folder, name, text):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text)
    return folder / name


def test_a_digest_depends_on_names_and_contents_and_not_on_the_folder(tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    one = dev.digest(here, written(here, "a", "text"), written(here, "b", "more"))
    assert dev.digest(there, written(there, "b", "more"), written(there, "a", "text")) == one
    assert dev.digest(there, there / "a") != one
    assert dev.digest(there, there / "a", written(there, "c", "more")) != one
    assert dev.digest(there, there / "a", written(there, "b", "other")) != one


def test_floors_pin_what_has_a_lower_bound_and_leave_what_is_pinned(tmp_path):
    written(tmp_path, "pyproject.toml", """
[project]
dependencies = ["one>=2.0"]
[project.optional-dependencies]
chapters = ["two>=0.4.5", "three>=1.0.4.post1,<2"]
other = ["four>=1"]
[dependency-groups]
test = ["five==0.2"]
site = ["six>=3"]
""")
    assert dev.floors(tmp_path) == ["one==2.0", "two==0.4.5", "three==1.0.4.post1", "five==0.2"]


def test_every_floor_of_the_project_is_one_version(root):
    assert all(re.fullmatch(r"[a-z-]+==[0-9][0-9.]*", line) for line in dev.floors(root))


def test_what_the_lowest_versions_leave_out_exists(root):
    assert all((root / folder).is_dir() for folder in dev.NOT_ROOMS)


def test_a_digest_depends_on_python(tmp_path, monkeypatch):
    one = dev.digest(tmp_path, written(tmp_path, "a", "text"))
    monkeypatch.setattr(sys, "version", f"{sys.version} or another")
    assert dev.digest(tmp_path, tmp_path / "a") != one


# -- the environment -------------------------------------------------------------

@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder for the project, and the commands that the script gives; where `fails` stands in one, it fails."""
    found = SimpleNamespace(root=tmp_path, commands=[], fails=None, status=0)

    def run(command, check=False, **options):
        found.commands.append(list(map(str, command)))
        (tmp_path / ".venv").mkdir(exist_ok=True)
        if check and found.fails in found.commands[-1]:
            raise subprocess.CalledProcessError(1, command)
        return SimpleNamespace(returncode=found.status, stderr="")

    monkeypatch.setattr(dev, "ROOT", tmp_path)
    monkeypatch.setattr(dev, "uv", lambda: "uv")
    monkeypatch.setattr(dev.subprocess, "run", run)
    for name in ("requirements.lock", "pyproject.toml"):
        written(tmp_path, name, "one")
    return found


def test_the_environment_is_made_once_with_checked_hashes(project):
    dev.environment()
    assert [command[1:3] for command in project.commands] == [["venv", "-q"], ["pip", "sync"], ["pip", "install"]]
    assert "--require-hashes" in project.commands[1]
    dev.environment()
    assert len(project.commands) == 3


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_the_environment_is_made_anew_after_a_change(project, name):
    dev.environment()
    written(project.root, name, "two")
    dev.environment()
    assert len(project.commands) == 6


def test_an_environment_that_was_not_finished_is_made_again(project):
    project.fails = "sync"
    with pytest.raises(subprocess.CalledProcessError):
        dev.environment()
    project.fails = None
    dev.environment()
    assert len(project.commands) == 2 + 3


@pytest.mark.parametrize("absent, told", [(["ensurepip"], "no ensurepip,"), (["venv", "ensurepip"],
                                                                               "no venv and no ensurepip,")])
def test_a_python_without_venv_is_told_what_to_install(tmp_path, monkeypatch, absent, told):
    monkeypatch.setenv("PATH", str(tmp_path))  # without uv
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    for name in absent:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SystemExit, match=f"{told} .*python3-venv"):
        dev.uv()


def test_a_uv_on_the_path_needs_no_venv(tmp_path, monkeypatch):
    written(tmp_path, "uv.exe" if dev.BIN == "Scripts" else "uv", "").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setitem(sys.modules, "ensurepip", None)
    assert Path(dev.uv()).parent == tmp_path


def test_a_command_that_fails_ends_the_task_with_one_sentence(monkeypatch):
    def lock(arguments):
        raise subprocess.CalledProcessError(2, ["uv", Path("pip")])
    monkeypatch.setattr(sys, "argv", ["dev.py", "lock"])
    monkeypatch.setattr(dev, "lock", lock)
    with pytest.raises(SystemExit, match="lock stopped: .* status 2.*\n  uv pip"):
        dev.main()


# -- the tasks -------------------------------------------------------------------

def test_what_fails_ends_the_task_with_its_status(project):
    dev.run(["pytest"])
    project.status = 3
    with pytest.raises(SystemExit) as ended:
        dev.run(["pytest"])
    assert ended.value.code == 3


@pytest.mark.parametrize("arguments, expected", [([], dev.WHOLE), (["tests/circular"], ["tests/circular"])])
def test_the_linter_runs_then_what_is_asked_for(project, arguments, expected):
    dev.test(arguments)
    linter, tests = project.commands[-2:]
    assert linter[1:] == ["-m", "ruff", "check", "--quiet", "--extend-exclude", ".uv,.lowest,.newest"]
    assert tests[1:] == ["-m", "pytest", *expected]
    assert "not pages" in dev.WHOLE


def test_a_failing_linter_fails_the_tests(project, monkeypatch):
    monkeypatch.setattr(dev, "environment", lambda: None)
    project.status = 1
    with pytest.raises(SystemExit):
        dev.test([])
    assert len(project.commands) == 1


@pytest.mark.parametrize("status", [1, 2])
def test_a_book_that_was_not_built_fails(project, monkeypatch, status):
    written(project.root / "_build", "build.log", "the end of the log")
    monkeypatch.setattr(dev, "build", lambda root, python: status)
    with pytest.raises(SystemExit, match="(?s)the end of the log.*NOT built") as ended:
        dev.book()
    assert ended.value.code  # a text, which exits with 1


def test_a_book_that_was_built_is_summed_up(project, monkeypatch, capsys):
    written(project.root / "_build", "chapters.json", '[{"name": "one", "seconds": 2, "claims": 3}]')
    monkeypatch.setattr(dev, "build", lambda root, python: 0)
    dev.book()
    assert "one: 2.0 s, 3 claims checked" in capsys.readouterr().out


@pytest.mark.parametrize("status", [0, 3])
def test_a_build_tells_how_it_ended_and_warnings_fail_it(tmp_path, monkeypatch, capsys, status):
    builder = written(tmp_path, "jupyter-book", "import sys; print('one.md: WARNING: odd', sys.argv[1:]); "
                                                f"sys.exit({status})")
    popen = subprocess.Popen
    monkeypatch.setattr(dev.subprocess, "Popen", lambda command, **options: popen(
        [sys.executable, *map(str, command)], **options))
    written(tmp_path, "requirements.lock", "one")
    (tmp_path / "_build" / "html").mkdir(parents=True)
    assert dev.build(tmp_path, builder.with_name("python")) == status
    assert not (tmp_path / "_build" / "html").exists()  # this builder makes none
    assert "WARNING: odd" in capsys.readouterr().out
    assert "'-W'" in (tmp_path / "_build" / "build.log").read_text()


@pytest.mark.parametrize("task", ["alone", "ahead"])
def test_a_chapter_that_fails_alone_fails_after_all_had_their_turn(project, monkeypatch, task, capsys):
    monkeypatch.setattr(dev, "environment", lambda: None)
    monkeypatch.setattr(dev, "fresh_environment", lambda folder, extra, versions: Path(sys.executable))
    written(project.root, "requirements.lock", "one==1")
    getattr(dev, task)(["one.ipynb"])
    project.status = 1
    with pytest.raises(SystemExit, match="does NOT run alone: one, two"):
        getattr(dev, task)(["one.ipynb", "two.ipynb"])
    with pytest.raises(SystemExit, match="does NOT run alone: one$"):
        getattr(dev, task)(["one.ipynb"])
    assert "one: runs alone" in capsys.readouterr().out


def test_alone_has_the_versions_of_the_lock_and_ahead_the_newest(project, monkeypatch):
    monkeypatch.setattr(dev, "environment", lambda: None)
    asked = []
    monkeypatch.setattr(dev, "fresh_environment", lambda folder, *what: asked.append(what) or sys.executable)
    dev.alone(["one.ipynb"])
    dev.ahead(["one.ipynb"])
    (extra, versions), newest = asked
    assert extra == "chapters" and versions[0] == "--constraint" and newest == ("chapters", ["--upgrade"])


def test_chapters_of_the_light_way_run_alone_without_pytorch_too(project, monkeypatch):
    monkeypatch.setattr(dev, "environment", lambda: None)
    asked = []
    monkeypatch.setattr(dev, "fresh_environment", lambda folder, extra, _: asked.append(extra) or sys.executable)
    dev.alone([f"{dev.LIGHT[0]}.ipynb", "one.ipynb"])
    assert asked == ["chapters", "ensembles"]
    ran = [command[-1] for command in project.commands if dev.EXECUTE in command]
    assert [Path(folder).name for folder in ran] == [dev.LIGHT[0], "one", dev.LIGHT[0]]


def test_the_newest_versions_are_fetched_every_time_and_the_rooms_tested_with_them(project):
    for _ in range(2):
        dev.newest([])
        made, filled, tests = project.commands[-3:]
        assert "--clear" in made and "--upgrade" in filled and "requirements.lock" not in " ".join(filled)
        assert tests[0].startswith(str(dev.NEWEST)) and tests[-len(dev.ROOMS):] == dev.ROOMS


@pytest.mark.parametrize("version", [(3, 10, 9), (3, 14, 0)])
def test_another_python_is_refused(monkeypatch, version):
    monkeypatch.setattr(sys, "version_info", version)
    monkeypatch.setattr(sys, "argv", ["dev.py", "lock"])
    monkeypatch.setattr(dev, "lock", None)  # could not be called
    with pytest.raises(SystemExit, match="the book needs Python 3.11"):
        dev.main()


def test_compiled_modules_are_kept(monkeypatch):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("OWN", "kept")
    assert "PYTHONDONTWRITEBYTECODE" not in dev.settings() and dev.settings()["OWN"] == "kept"


# -- outputs of chapters -----------------------------------------------------------

@pytest.mark.parametrize("changed", ["pse_helpers/room/module.py", "pse_helpers/data/arrays.npz", "requirements.lock"])
def test_outputs_are_forgotten_after_a_change(tmp_path, changed):
    for name in ("pse_helpers/room/module.py", "pse_helpers/data/arrays.npz", "requirements.lock"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("one")
    dev.drop_stale_outputs(tmp_path)
    cache = tmp_path / "_build" / ".jupyter_cache"
    cache.mkdir()
    dev.drop_stale_outputs(tmp_path)
    assert cache.is_dir()
    (tmp_path / changed).write_text("two")
    dev.drop_stale_outputs(tmp_path)
    assert not cache.exists()


def test_outputs_stay_after_a_change_of_claims(tmp_path):
    """They are no part of the package's digest: the one of their own stands in a cell of their chapter."""
    package = tmp_path / "pse_helpers" / "chapters" / "slug"
    package.mkdir(parents=True)
    (tmp_path / "requirements.lock").write_text("one")
    key = dev.outputs_key(tmp_path)
    (package / "claims.py").write_text("one")
    assert dev.outputs_key(tmp_path) == key
    (package / "figures.py").write_text("one")
    assert dev.outputs_key(tmp_path) != key
