"""The lists of dependencies agree with one another, and with what the house says of them."""

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

CONDA_NAMES = {"pytorch": "torch"}
READ_BY_BINDER = re.compile(r"python\s*=+\s*([\d\.]*)")  # PYTHON_REGEX of repo2docker 2026.4.0, buildpacks/conda


def requirements(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = {"chapters": project["project"]["optional-dependencies"]["chapters"]} | project["dependency-groups"]
    return [Requirement(line) for line in sum(groups.values(), project["project"]["dependencies"])]


def test_environment_yml_agrees_with_pyproject(root):
    listed = yaml.safe_load((root / "environment.yml").read_text())["dependencies"]
    lines = [line for line in listed if isinstance(line, str) and line != "pip"] + listed[-1]["pip"]
    found = {Requirement(line).name: Requirement(line).specifier for line in lines if line != "-e ."}
    found = {CONDA_NAMES.get(name, name): bounds for name, bounds in found.items()}
    project = tomllib.loads((root / "pyproject.toml").read_text())
    tests = {Requirement(line).name for line in project["dependency-groups"]["test"]}
    expected = {one.name: one.specifier for one in requirements(root) if one.name not in tests}
    python = found.pop("python")
    assert found == expected
    assert all(python.contains(version) for version in ("3.11", "3.12", "3.13")) and not python.contains("3.14")


def test_binder_has_one_python_and_what_the_chapters_import(root):
    listed = yaml.safe_load((root / "binder" / "environment.yml").read_text())["dependencies"]
    read = [match[1] for line in listed if (match := READ_BY_BINDER.match(line))]  # the first one counts
    assert read == ["3.12"] and listed.pop(0) == "python=3.12" and listed.pop(0) == "pip"
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    expected = [Requirement(line) for line in project["dependencies"] + project["optional-dependencies"]["chapters"]]
    found = [Requirement(line) for line in listed]
    assert {CONDA_NAMES.get(one.name, one.name): one.specifier for one in found} == {
        one.name: one.specifier for one in expected}
    assert SpecifierSet(project["requires-python"]).contains("3.12")


@pytest.mark.parametrize("line, version", [("python=3.12", "3.12"), ("python>=3.11,<3.14", None), ("pip", None)])
def test_the_pattern_of_binder_knows_equality_only(line, version):
    """What made a range no version at all; the pattern stands here as repo2docker has it."""
    match = READ_BY_BINDER.match(line)
    assert (match and match[1]) == version


def test_binder_installs_the_package_after_it_was_copied(root):
    script = root / "binder" / "postBuild"
    assert script.stat().st_mode & 0o100 and "pip install" in script.read_text() and script.read_text()[:2] == "#!"


def test_the_package_itself_has_lower_bounds_only(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    for line in project["dependencies"] + project["optional-dependencies"]["chapters"]:
        assert [bound.operator for bound in Requirement(line).specifier] == [">="]


def test_the_lock_has_hashes_and_no_addresses(root):
    text = (root / "requirements.lock").read_text()
    assert "://" not in text and "index" not in text.replace("soupsieve", "")
    pinned = re.split(r"\n(?=[a-z0-9])", text.strip())
    assert all("==" in block and "--hash=sha256:" in block for block in pinned)
    versions = {}
    for block in pinned:
        name, version = re.match(r"([\w.-]+)==([^\s;]+)", block).groups()
        versions.setdefault(name, []).append(version)
    for one in requirements(root):
        assert all(one.specifier.contains(version) for version in versions[one.name])
