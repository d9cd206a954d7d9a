"""The project as a whole: its lists of dependencies agree, its modules keep their order, its wheel is complete."""

import ast
import importlib.metadata
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib

import dev
import landing_figure
import pytest
import yaml
from packaging.requirements import Requirement
from PIL import Image

from pse_helpers.networks.runs import family

# The order in which the data flows: a module may import those before it, never those after.
ORDER = ["checks", "data_files", "parallel", "association", "circular", "levels", "ergodicity", "sources", "layers", "reshapings",
         "cascade", "conjugate", "algebra", "features", "marchenko_pastur", "norms", "heavy_tails", "scores", "controls", "compression", "baselines", "trends", "training", "training_together", "networks", "side_by_side", "search", "published", "plots", "claims", "exercises"]


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


def imports_of(path):
    """The modules of the package that a file imports, by their first name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "pse_helpers":
            parts = node.module.split(".")[1:]
            yield from [parts[0]] if parts else [alias.name for alias in node.names]


def test_modules_import_upwards_only(root):
    modules = {path.relative_to(root / "pse_helpers").parts[0].removesuffix(".py"): []
               for path in (root / "pse_helpers").rglob("*.py") if path.name != "__init__.py" or path.parent.name != "pse_helpers"}
    assert set(modules) == set(ORDER)
    for path in (root / "pse_helpers").rglob("*.py"):
        own = path.relative_to(root / "pse_helpers").parts[0].removesuffix(".py")
        for used in imports_of(path):
            assert own == "__init__" or ORDER.index(used) <= ORDER.index(own), f"{own} imports {used}"


@pytest.mark.parametrize("module, absent", [
    ("layers", "torch matplotlib pandas"), ("cascade", "torch matplotlib pandas"), ("marchenko_pastur", "torch matplotlib pandas"), ("conjugate", "torch matplotlib pandas"), ("algebra", "torch matplotlib pandas"), ("features", "torch matplotlib pandas sklearn"), ("reshapings", "torch matplotlib pandas"), ("norms", "torch matplotlib pandas"), ("controls", "torch matplotlib pandas"), ("compression", "torch matplotlib pandas"), ("baselines", "torch matplotlib pandas"), ("heavy_tails", "torch matplotlib pandas"), ("search", "torch matplotlib pandas"), ("ergodicity", "torch matplotlib"), ("circular", "torch matplotlib pandas"),
    ("networks", "torch matplotlib"), ("plots", "torch"), ("claims", "torch matplotlib pandas")])
def test_what_a_module_does_not_import(module, absent):
    code = f"import sys, pse_helpers.{module}; sys.exit(' '.join(set('{absent}'.split()) & set(sys.modules)) or 0)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, f"{module} imports {done.stderr}"


def with_dependencies(names):
    """The names of packages and of all that they need on this machine."""
    found, waiting = set(), list(names)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found:
            found.add(name)
            needed = map(Requirement, importlib.metadata.requires(name) or [])
            waiting += [one.name for one in needed if one.marker is None or one.marker.evaluate({"extra": ""})]
    return found


def test_a_wheel_in_an_empty_environment_loads_every_shipped_spectrum(root, tmp_path):
    """Built from tracked files, installed with its own dependencies only, from what `make book` has fetched."""
    source, empty = tmp_path / "source", tmp_path / "empty"
    for name in subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout.split():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, source / name)
    build = f"import setuptools.build_meta as b; b.build_wheel({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
    wheel, = tmp_path.glob("*.whl")
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    needed = with_dependencies(Requirement(line).name for line in project["dependencies"])
    blocks = re.split(r"\n(?=[a-z0-9])", (root / "requirements.lock").read_text())
    pins = tmp_path / "pins.txt"
    pins.write_text("\n".join(block for block in blocks if block.partition("==")[0] in needed))
    python = empty / dev.BIN / "python"
    install = [dev.uv(), "pip", "install", "-q", "--offline", "--no-deps", "--python", python]
    subprocess.run([dev.uv(), "venv", "-q", "--python", sys.executable, empty], check=True)
    subprocess.run([*install, "--require-hashes", "-r", pins], check=True)
    subprocess.run([*install, wheel], check=True)
    code = ("import sys; from pse_helpers import networks; rows = networks.available().query('shipped');"
            "print(sum(len(networks.spectra(r.name, r.weights)) for r in rows.itertuples()));"
            "assert 'torch' not in sys.modules; import pse_helpers; print(pse_helpers.__file__)")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run([python, "-c", code], cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    layers, where = done.stdout.split()
    cifar, vgg, resnet, digits = 20 + 32 + 44 + 56, 2 * (11 + 13 + 16 + 19), 21 + 37 + 54 + 105 + 156, sum(run.depth for run in family())
    assert int(layers) == cifar + vgg + resnet + digits and str(empty) in where


def test_the_landing_figure_shows_todays_numbers(root):
    with Image.open(landing_figure.OUTPUT) as image:
        drawn = json.loads(image.info["Description"])
    _, shown = landing_figure.figure()
    assert drawn.keys() == shown.keys()
    for name in shown:
        assert drawn[name] == pytest.approx(shown[name], abs=1e-6)


def test_the_readme_example_runs(root):
    code, = re.findall(r"```python\n(.+?)```", (root / "README.md").read_text(encoding="utf-8"), flags=re.S)
    done = subprocess.run([sys.executable, "-c", code.replace(", 20, ", ", 2, ")], capture_output=True, text=True, check=True)
    assert re.match(r"Cascade: cPSE -?\d.* from 19 distances\nNullBand: cPSE ", done.stdout)
