"""The traveller's test fails where a notebook fails, does not ask for the wheel, or changes other packages."""

import subprocess
import sys
from types import SimpleNamespace

import pytest
import travel


@pytest.fixture
def journey(tmp_path, monkeypatch):
    """A journey whose notebook ends as told: its status, what it uploads, what is installed before and after."""
    told = SimpleNamespace(status=0, uploads=True, packages=iter([["numpy==2.1"], ["numpy==2.1"]]), seen={})

    def run(command, cwd, env, **options):
        told.seen = env
        if told.uploads:
            (cwd / "small.whl").touch()
        return SimpleNamespace(returncode=told.status, stderr="the reason")

    monkeypatch.setattr(travel.subprocess, "run", run)
    monkeypatch.setattr(travel, "installed", lambda python: next(told.packages))
    monkeypatch.setenv("PYTHONPATH", "elsewhere")
    told.go = lambda: travel.travelled("python", "01.ipynb", tmp_path, tmp_path / "at hand" / "small.whl")
    return told


def test_a_good_journey(journey):
    assert journey.go() == ""
    assert journey.seen["TRAVEL_WHEEL"].endswith("small.whl") and "PYTHONPATH" not in journey.seen


@pytest.mark.parametrize("change, reason", [
    ({"status": 1}, "the reason"), ({"uploads": False}, "did not ask for the wheel"),
    ({"packages": iter([["numpy==2.1"], ["numpy==2.4"]])}, "changed other packages: numpy==2.1, numpy==2.4")])
def test_what_goes_wrong_is_told(journey, change, reason):
    vars(journey).update(change)
    assert reason in journey.go()


def test_a_failed_journey_ends_the_task(tmp_path, monkeypatch):
    monkeypatch.setattr(travel, "travelled", lambda *arguments: "it failed")
    with pytest.raises(SystemExit, match="01_small does NOT run in the environment colab: it failed"):
        travel._run("python", tmp_path / "01_small.ipynb", tmp_path / "empty", tmp_path / "small.whl", "colab")


def test_without_a_site_there_is_nothing_to_travel_with(tmp_path, monkeypatch):
    monkeypatch.setattr(travel, "SITE", tmp_path)
    with pytest.raises(SystemExit, match="run `make book` first"):
        travel.main([])


def test_the_requirements_are_those_of_the_package_and_the_chapters(write_tree, tmp_path):
    text = ('[project]\ndependencies = ["one>=1"]\n[project.optional-dependencies]\nchapters = ["two>=2"]\n'
            'other = ["three"]\n')
    assert travel.requirements(write_tree(tmp_path, {"pyproject.toml": text})) == ["one>=1", "two>=2"]


def test_the_stand_in_hands_over_the_wheel_and_can_be_closed(tmp_path, monkeypatch):
    travel.write_colab(tmp_path)
    (tmp_path / "at hand").mkdir()
    (tmp_path / "at hand" / "small.whl").write_bytes(b"wheel")
    code = "from google.colab import files; print(files.upload())"
    for path, shown in ((tmp_path / "at hand" / "small.whl", "{'small.whl': b'wheel'}"), ("", "{}")):
        monkeypatch.setenv("TRAVEL_WHEEL", str(path))
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True)
        assert done.stdout.strip() == shown
    assert (tmp_path / "small.whl").read_bytes() == b"wheel"
