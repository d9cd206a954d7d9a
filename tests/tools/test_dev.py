"""The task script: what its digests depend on, and which versions are the lowest."""

import re

import dev


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
