"""The first cell of a chapter in a fresh environment: it installs the wheel where the package is missing, no more."""

import ast
import functools
import http.server
import shutil
import subprocess
import sys
import threading

import address
import dev
import pytest
from install_cell import install_cell
from site_downloads import build_wheel
from travel import write_colab

pytestmark = pytest.mark.pages  # in an environment of its own

SHOWN = "\n\nimport pse_helpers\nprint(pse_helpers.__file__)\n"


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory):
    return build_wheel(root, tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """A Python with pip and nothing else, not even what the package needs: it is not asked for."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    return folder / dev.BIN / "python"


@pytest.fixture
def run(python, tmp_path):
    """A function that runs an install cell in an empty folder, and tells where the package is then."""
    def one(cell, **settings):
        return subprocess.run([python, "-c", cell + SHOWN], cwd=tmp_path, capture_output=True, text=True,
                              env={**dev.without_this_project(), **settings})
    yield one
    subprocess.run([python, "-m", "pip", "uninstall", "-qy", "pse-helpers"], check=True, capture_output=True)


def installed(done):
    assert done.returncode == 0, done.stderr
    return "site-packages" in done.stdout.splitlines()[-1]


def test_where_the_package_is_nothing_happens(run, tmp_path):
    (tmp_path / "pse_helpers.py").touch()
    (tmp_path / "pse_helpers-9-py3-none-any.whl").touch()  # no wheel: to install it would fail
    assert not installed(run(install_cell("")))


def test_without_a_wheel_the_cell_says_what_is_missing(run, wheel):
    done = run(install_cell(""))
    assert done.returncode != 0 and f"put {wheel.name} here" in done.stderr


def test_in_colab_its_dialogue_asks_for_the_wheel(run, wheel, tmp_path):
    write_colab(tmp_path)
    done = run("import google.colab\n" + install_cell(""), TRAVEL_WHEEL=str(wheel))
    assert installed(done) and f"Choose {wheel.name}:" in done.stdout and (tmp_path / wheel.name).is_file()


def test_in_colab_a_dialogue_that_is_closed_ends_with_what_is_missing(run, wheel, tmp_path):
    write_colab(tmp_path)
    done = run("import google.colab\n" + install_cell(""))
    assert done.returncode != 0 and f"put {wheel.name} here" in done.stderr


def test_with_an_address_the_wheel_of_the_site_is_installed(run, wheel):
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=wheel.parent)
    with http.server.ThreadingHTTPServer(("localhost", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        site = f"http://localhost:{server.server_port}"
        cell = install_cell(site).replace("/downloads/", "/")
        assert installed(run(cell))
        server.shutdown()


@pytest.mark.parametrize("site", ["", "http://localhost:9/nothing-is-there"])
def test_a_wheel_beside_the_notebook_comes_first(run, wheel, tmp_path, site):
    shutil.copy(wheel, tmp_path)
    assert installed(run(install_cell(site)))


@pytest.mark.parametrize("site", ["", "https://owner.github.io/name"])
def test_the_cell_is_short_and_never_installs_what_the_package_asks_for(site):
    cell = install_cell(site)
    ast.parse(cell)
    assert len(cell.splitlines()) <= 15
    assert '"--no-deps"' in cell and address.wheel_name() in cell
    assert (f'"{site}"' in cell) == ("files.upload" not in cell) == bool(site)
