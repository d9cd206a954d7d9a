"""Every notebook that the site offers, as a traveller runs it: alone in an empty folder, with the wheel at hand.

There are two fresh environments, one with the versions that Colab has and one with the newest of everything. Neither
has the package, and both have a stand-in for Colab's module: its dialogue hands over the wheel. The first cell of a
notebook has to ask for it, to install it, and to leave all other packages as they are.
"""

import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import dev

SITE = dev.ROOT / "_build" / "html"

# After Colab's own list of packages in 2026; Colab itself was not asked.
COLAB = ["numpy==2.1.*", "scipy==1.16.*", "pandas==2.2.*", "matplotlib==3.10.*", "seaborn==0.13.*",
         "scikit-learn==1.6.*", "torch==2.11.*", "tqdm==4.67.*", "ipykernel==6.17.*", "ipython==7.34.*"]
TOOLS = ["ipykernel", "nbclient", "pip"]  # what runs a notebook; and what its first cell calls

UPLOAD = """
import os, shutil

def upload():
    path = os.environ.get("TRAVEL_WHEEL")
    if not path:  # the dialogue is closed
        return {}
    shutil.copy(path, ".")
    with open(path, "rb") as wheel:
        return {os.path.basename(path): wheel.read()}
"""


def requirements(root):
    """What the chapters need besides the package, as pyproject.toml says."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["chapters"]]


def fresh_environment(folder, pins):
    """A Python without the package, with what the chapters need, the versions as the pins say, and a false Colab."""
    python = folder / dev.BIN / "python"
    subprocess.run([dev.uv(), "venv", "-q", "--python", sys.executable, folder], check=True)
    subprocess.run([dev.uv(), "pip", "install", "-q", "--python", python, *requirements(dev.ROOT), *TOOLS, *pins],
                   check=True)
    add_colab(python)
    return python


def write_colab(folder):
    """A stand-in for Colab's module with its dialogue, to be imported from a folder."""
    (folder / "google" / "colab").mkdir(parents=True)
    (folder / "google" / "colab" / "__init__.py").touch()
    (folder / "google" / "colab" / "files.py").write_text(UPLOAD)


def add_colab(python):
    """The same for all code of an environment, imported before any of a notebook, as in Colab."""
    where = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = Path(subprocess.run([python, "-c", where], check=True, capture_output=True, text=True).stdout.strip())
    write_colab(packages)
    (packages / "colab.pth").write_text("import google.colab\n")


def installed(python):
    """All packages of an environment with their versions, but ours."""
    command = [dev.uv(), "pip", "freeze", "-q", "--python", python]
    lines = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()
    return [line for line in lines if not line.startswith("pse-helpers")]


def travelled(python, notebook, folder, wheel):
    """Run one notebook alone in an empty folder; return what went wrong, or nothing."""
    before = installed(python)
    done = subprocess.run([python, "-c", dev.EXECUTE, notebook, folder], cwd=folder, timeout=900, text=True,
                          env={**dev.without_this_project(), "TRAVEL_WHEEL": str(wheel)}, capture_output=True)
    if done.returncode:
        return done.stderr[-3000:]
    if not (folder / wheel.name).is_file():
        return "its first cell did not ask for the wheel"
    changed = sorted(set(before) ^ set(installed(python)))
    return f"it changed other packages: {', '.join(changed)}" if changed else ""


def main(arguments):
    notebooks = [Path(name).resolve() for name in arguments] or sorted((SITE / "book").glob("[0-9]*.ipynb"))
    wheels = list((SITE / "downloads").glob("*.whl"))
    if not notebooks or not wheels:
        sys.exit("there is nothing to travel with: run `make book` first")
    with tempfile.TemporaryDirectory() as folder:
        for name, pins in (("colab", COLAB), ("newest", [])):
            dev.say(f"making an environment: {name}")
            python = fresh_environment(Path(folder) / name, pins)
            for notebook in notebooks:
                _run(python, notebook, Path(folder) / f"{name}-{notebook.stem}", wheels[0], name)
            shutil.rmtree(Path(folder) / name)


def _run(python, notebook, folder, wheel, name):
    folder.mkdir()
    if (wrong := travelled(python, notebook, folder, wheel)):
        sys.exit(f"{notebook.stem} does NOT run in the environment {name}: {wrong}")
    dev.say(f"{notebook.stem}: runs in the environment {name}")
    subprocess.run([dev.uv(), "pip", "uninstall", "-q", "--python", python, "pse-helpers"], check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
