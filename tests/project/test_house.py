"""The floor plan: which room may import which, what a name promises, what an import costs."""

import ast
import importlib
import inspect
import re
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import api_pages
import pytest

import pse_helpers

PACKAGE = Path(pse_helpers.__file__).parent

# The order in which the data flows: a room may import those before it, never those after.
ROOMS = ["checks", "whole_files", "blas", "parallel", "data", "statistics", "circular", "levels", "ergodicity",
         "layers", "marchenko_pastur", "cascade", "conjugate", "algebra", "features", "training", "networks",
         "measures", "plots", "command", "chapters"]

# No page of the API shows these; they may change at any time.
SERVING = {"checks", "whole_files", "blas", "data"}

# What readers' own notebooks and outside checks rely on.
CONTRACT = {
    "circular": "ENSEMBLES sample_matrix eigenphases eigenphase_counts",
    "levels": "gap_ratio number_variance_law form_factor_law",
    "ergodicity": "phase_edges thirumalai_mountain thirumalai_mountain_law symmetric_kl",
    "layers": "layer_spectra gaussian_twins",
    "cascade": "Convention STANDARD REFERENCE cpse null_band",
    "conjugate": "conjugate_ensemble spectral_difference equivalence",
    "algebra": "layer_algebra",
    "features": "entropic_complexity effective_dimension",
    "networks": "available load spectra",
}


def name_of(path):
    """The dotted name of a module, a package by its folder."""
    return ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")


MODULES = {name_of(path): path for path in sorted(PACKAGE.rglob("*.py")) if path.name != "__main__.py"}


def imports_of(name):
    """The modules of the package that a module imports anywhere in it."""
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "pse_helpers":
            inner = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (one if one in MODULES else node.module for one in inner)


def room_of(name):
    return name.split(".")[1] if "." in name else None


def test_the_top_level_is_the_plan():
    found = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert found == {*ROOMS, "__init__", "__main__"}


def test_rooms_import_upwards_only():
    for name in MODULES:
        for used in imports_of(name):
            if room_of(name) and room_of(used):
                assert ROOMS.index(room_of(used)) <= ROOMS.index(room_of(name)), f"{name} imports {used}"


def test_the_library_imports_nothing_of_the_chapters():
    for name in MODULES:
        if room_of(name) != "chapters":
            assert [used for used in imports_of(name) if room_of(used) == "chapters"] == [], name


def test_no_chapter_imports_another():
    folder = {name: name.split(".")[2] for name in MODULES if name.count(".") == 3 and room_of(name) == "chapters"}
    for name, own in folder.items():
        assert {folder[used] for used in imports_of(name) if used in folder} <= {own}, name


def test_inside_a_room_arrows_run_one_way():
    graph = {name: set(imports_of(name)) - {name} for name in MODULES if name != "pse_helpers"}
    list(TopologicalSorter(graph).static_order())  # raises a CycleError that names the circle


def test_a_circle_would_be_found():
    with pytest.raises(ValueError, match="cycle"):
        list(TopologicalSorter({"a": {"b"}, "b": {"a"}}).static_order())


def test_no_two_modules_have_one_name():
    """But for those that hold the same idea at two places, a chapter's own, and figures, named for what they draw."""
    same = {"__init__", "checks", "laws", "untrained", "training", "figures", "exercises", "claims",
            "reproductions"}
    stems = [path.stem for name, path in MODULES.items() if path.stem not in same and room_of(name) != "plots"]
    assert sorted(stems) == sorted(set(stems))


def test_no_module_of_the_package_looks_like_a_test():
    assert [name for name, path in MODULES.items() if re.match("test_|.*_test$", path.stem)] == []


@pytest.mark.parametrize("room", CONTRACT)
def test_public_names_stay(room):
    module = importlib.import_module(f"pse_helpers.{room}")
    assert [name for name in CONTRACT[room].split() if not hasattr(module, name)] == []


# -- what an import costs ------------------------------------------------------

NUMERICAL = "torch matplotlib pandas sklearn"


@pytest.mark.parametrize("modules, absent", [
    ("", f"{NUMERICAL} numpy scipy"), (".command", f"{NUMERICAL} numpy scipy"), (".plots", "torch"),
    (".layers .cascade .circular .levels .ergodicity", f"{NUMERICAL} scipy"),
    (".marchenko_pastur .conjugate .algebra .features .chapters.claims", NUMERICAL),
    (".networks.digits .networks.changes .measures .chapters.exercises", "torch matplotlib")])
def test_what_an_import_leaves_out(modules, absent):
    """Of several in one process: what none of them brings, each leaves out."""
    code = (f"import sys, importlib\nfor module in {modules.split() or ['']}:\n"
            f"    importlib.import_module('pse_helpers' + module)\n"
            f"    found = set('{absent}'.split()) & set(sys.modules)\n"
            f"    assert not found, f'pse_helpers{{module}} imports {{found}}'")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_names_of_a_first_session_are_at_hand():
    for name, room in pse_helpers.FIRST_SESSION.items():
        assert getattr(pse_helpers, name) is getattr(importlib.import_module(f"pse_helpers.{room}"), name)
    assert set(dir(pse_helpers)) == {*pse_helpers.FIRST_SESSION, *ROOMS}
    with pytest.raises(AttributeError, match="module 'pse_helpers' has no attribute 'cspe'"):
        pse_helpers.cspe


def test_a_room_is_at_hand_after_a_bare_import():
    code = "import pse_helpers; print(pse_helpers.levels.GAP_RATIO[2])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) > 0.5


# -- docstrings ------------------------------------------------------------------

def exported():
    """(dotted name, function or class) of all that the pages of the API show."""
    for room in api_pages.rooms(PACKAGE.parent):
        yield from ((f"{room.module}.{name}", one) for name, one in room.names.items()
                    if inspect.isfunction(one) or inspect.isclass(one))


def test_public_functions_have_an_example():
    assert [name for name, one in exported() if ">>>" not in (one.__doc__ or "")] == []


def test_every_room_has_one_page_but_those_that_serve_the_others():
    shown = [room.module for room in api_pages.rooms(PACKAGE.parent)]
    assert len(set(shown)) == len(shown)
    assert {room_of(name) for name in shown} == set(ROOMS) - SERVING


def test_references_in_docstrings_lead_somewhere():
    """Within a room a bare name will do; from elsewhere it is given in full."""
    for name in MODULES:
        importlib.import_module(name)  # of a package only what was imported is an attribute
    for name, path in MODULES.items():
        for target in re.findall(r":(?:func|class|meth):`([\w.]+)`", path.read_text(encoding="utf-8")):
            own = [importlib.import_module(one) for one in (name, ".".join(name.split(".")[:2]), "pse_helpers")]
            found = [leads(module, target.removeprefix("pse_helpers.")) for module in own]
            assert any(found), f"{name} refers to {target}"


def leads(module, target):
    for part in target.split("."):
        module = getattr(module, part, None)
    return module is not None
