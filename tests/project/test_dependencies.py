"""The lists of dependencies agree with one another, and with what the house says of them."""

import re
import tomllib

import yaml
from packaging.requirements import Requirement


def requirements(root):
    project = tomllib.loads((root / "pyproject.toml").read_text())
    groups = {"chapters": project["project"]["optional-dependencies"]["chapters"]} | project["dependency-groups"]
    return [Requirement(line) for line in sum(groups.values(), project["project"]["dependencies"])]


def test_environment_yml_agrees_with_pyproject(root):
    conda_names = {"pytorch": "torch"}
    listed = yaml.safe_load((root / "environment.yml").read_text())["dependencies"]
    lines = [line for line in listed if isinstance(line, str) and line != "pip"] + listed[-1]["pip"]
    found = {Requirement(line).name: Requirement(line).specifier for line in lines if line != "-e ."}
    found = {conda_names.get(name, name): bounds for name, bounds in found.items()}
    project = tomllib.loads((root / "pyproject.toml").read_text())
    tests = {Requirement(line).name for line in project["dependency-groups"]["test"]}
    expected = {one.name: one.specifier for one in requirements(root) if one.name not in tests}
    python = found.pop("python")
    assert found == expected
    assert all(python.contains(version) for version in ("3.11", "3.12", "3.13")) and not python.contains("3.14")


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
