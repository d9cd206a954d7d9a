#!/usr/bin/env python3
"""The project's one task script: `python3 tools/dev.py TASK`, one of those below.

book executes every chapter and writes the website; test runs all tests but the slow
ones, or those of a part (`test tests/circular`); pages looks at every page of the site
in a browser, alone runs every chapter by itself in a fresh environment with nothing but
the package, travel runs the notebooks that the site offers as a traveller would, with the
wheel at hand and nothing else, lowest runs the tests of the package's rooms, or those of
a part, with every dependency at the lower bound that pyproject.toml declares: all four are
slow. newest and ahead are lowest and alone with the newest version of everything, whatever
the lock says. mutants plants the faults of tests/faults one at a time in a copy and runs
the tests that should see them, for an hour. seeds runs the tests that draw with forty other
seeds, for hours: do they fail as seldom as they say? claims asks the same of the chapters'
claims, in an hour. sphinx builds the site once without Jupyter Book, by the newest Sphinx,
with nothing executed. address gives the book a public address (`address URL`) and writes
what follows from it. lock resolves the requirements anew.

It needs Python 3.11-3.13 with its module venv, nothing else: it makes its own environment
in .venv from requirements.lock, by way of uv, which it fetches if it is absent.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.8"
SUPPORTED = ((3, 11), (3, 13))
BIN = "Scripts" if os.name == "nt" else "bin"


# -- environment ---------------------------------------------------------------

def digest(root, *paths):
    """One SHA-256 over the names within `root` and the contents of files, and the Python version."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def uv():
    """The path of a uv: the reader's own, or one installed in .uv."""
    found = shutil.which("uv") or shutil.which("uv", path=ROOT / ".uv" / BIN)
    if found:
        return found
    check_venv()
    say("fetching uv, the installer")
    subprocess.run([sys.executable, "-m", "venv", ROOT / ".uv"], check=True)
    subprocess.run([ROOT / ".uv" / BIN / "python", "-m", "pip", "install", "-q", f"uv=={UV_VERSION}"], check=True)
    return str(ROOT / ".uv" / BIN / "uv")


def check_venv():
    """Debian and Ubuntu keep parts of Python's own module in a package of its own."""
    if missing := [name for name in ("venv", "ensurepip") if find_spec(name) is None]:
        sys.exit(f"this Python has no {' and no '.join(missing)}, with which an environment is made: install it (on "
                 "Debian and Ubuntu `apt install python3-venv`), or put uv on the path, and call again")


def environment():
    """Make .venv agree with the lock; do nothing when it already does."""
    lock = ROOT / "requirements.lock"
    stamp, key = ROOT / ".venv" / "agrees-with", digest(ROOT, lock, ROOT / "pyproject.toml")
    if stamp.is_file() and stamp.read_text() == key:
        return
    installer = uv()
    say("making the environment in .venv (about 6 GB on Linux, most of it PyTorch)")
    pip = [installer, "pip"]
    into = ["--python", str(ROOT / ".venv")]
    subprocess.run([installer, "venv", "-q", "--clear", "--python", sys.executable, ROOT / ".venv"], check=True)
    subprocess.run([*pip, "sync", *into, "--require-hashes", "--build-constraints", lock, lock], check=True)
    subprocess.run([*pip, "install", "-q", *into, "--no-deps", "--no-build-isolation", "-e", ROOT], check=True)
    stamp.write_text(key)


# -- book ----------------------------------------------------------------------

def outputs_key(root):
    """What the outputs of chapters depend on besides their cells and claims: the package, the lock and Python."""
    package = [path for path in (root / "pse_helpers").rglob("*") if path.suffix in {".py", ".npz"}
               and not path.match("chapters/*/claims.py")]  # their digest stands in a cell of their chapter
    return digest(root, root / "requirements.lock", *package)


def drop_stale_outputs(root):
    """Forget every executed chapter when that changed.

    The execution cache looks at a chapter's cells only; it would serve old
    outputs after an edit of the package that the cells call.
    """
    stamp, key = root / "_build" / "outputs-made-with", outputs_key(root)
    if not (stamp.is_file() and stamp.read_text() == key):
        shutil.rmtree(root / "_build" / ".jupyter_cache", ignore_errors=True)
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(key)


def progress(line):
    """What the reader should see of one line of the build's output, or None."""
    found = re.search(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)", line)
    if found:
        verb = "reading and executing" if found[1] == "reading sources" else "writing"
        return f"{verb} {found[3]} ({found[2]} %)"
    return line.strip() if re.search(r": (WARNING|ERROR|CRITICAL): ", line) else None


def build(root, python):
    """Execute the chapters of the book at `root` and write its website; return the exit status."""
    drop_stale_outputs(root)
    shutil.rmtree(root / "_build" / "html", ignore_errors=True)  # pages of chapters that have another name now
    command = [Path(python).parent / "jupyter-book", "build", root, "--all", "-W", "--keep-going"]
    log = root / "_build" / "build.log"
    with log.open("w") as record:
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              encoding="utf-8", errors="replace", cwd=root, env=settings()) as process:
            for line in process.stdout:
                record.write(line)
                if (message := progress(strip_colour(line))):
                    say(message)
    return process.returncode


def settings():
    """The reader's environment variables; Python writes UTF-8 at once, keeps compiled modules, and shows no bars."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONUNBUFFERED": "1", "PYTHONUTF8": "1", "TQDM_DISABLE": "1"}


def strip_colour(line):
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def summary(root):
    """Tell how long each chapter took to execute and where the site is."""
    for chapter in json.loads((root / "_build" / "chapters.json").read_text()):
        say(f"{chapter['name']}: {chapter['seconds']:.1f} s, {chapter['claims']} claims checked")
    say(f"open {(root / '_build' / 'html' / 'index.html').as_uri()}")


def book():
    environment()
    status = build(ROOT, ROOT / ".venv" / BIN / "python")
    if status:
        sys.exit("\n".join(["", *(ROOT / "_build" / "build.log").read_text().splitlines()[-40:],
                            "", "the book was NOT built: see above, or the whole log in _build/build.log"]))
    summary(ROOT)


# -- tests -----------------------------------------------------------------------

ONE_THREAD = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
MADE_HERE = ".uv,.lowest,.newest"  # .gitignore says so too, which the linter does not read where there is no git
WHOLE = ["-n", "auto", "--dist", "loadfile", "-m", "not pages"]  # both processors, one thread each


def test(arguments):
    """The linter, then all tests but the slow ones; with arguments, what they name."""
    environment()
    run(["ruff", "check", "--quiet", "--extend-exclude", MADE_HERE])
    run(["pytest", *(arguments or WHOLE)], {**ONE_THREAD, "TQDM_DISABLE": ""})


def pages(arguments):
    """What takes a site, an environment or whole runs of its own, or looks at every page in a browser."""
    environment()
    run(["pytest", "-m", "pages", "tests/book", "tests/project", "tests/tools", *arguments])


def run(command, extra=None, folder=ROOT / ".venv"):
    """One module of an environment as a command; what fails there ends the task."""
    python = folder / BIN / "python"
    done = subprocess.run([python, "-m", *command], cwd=ROOT, env={**settings(), **(extra or {})})
    if done.returncode:
        sys.exit(done.returncode)


def run_tool(name, arguments):
    """A tool that stands beside this script; such tools import each other."""
    run([name, *arguments], {"PYTHONPATH": str(ROOT / "tools")})


# -- chapters alone --------------------------------------------------------------

EXECUTE = """
import sys, nbformat
from nbclient import NotebookClient
path, folder = sys.argv[1:]
chapter = nbformat.read(path, as_version=4)
NotebookClient(chapter, timeout=300, resources={"metadata": {"path": folder}}).execute()
"""


# They need no PyTorch, and run with the extra `ensembles`.
LIGHT = ("01_circular_ensembles", "03_reproduction", "10_conjugate_ensembles")


def alone(arguments):
    """Every chapter as a single file in an empty folder, in an environment that has the wheel and what it asks for."""
    environment()
    chapters = named(arguments)
    execute_alone(chapters, "chapters", locked)
    execute_alone([chapter for chapter in chapters if chapter.stem in LIGHT], "ensembles", locked)


def ahead(arguments):
    """The same with the newest version of everything: what a reader gets who installs the package today."""
    execute_alone(named(arguments), "chapters", lambda folder: ["--upgrade"])


def named(arguments):
    """The chapters that are named, or all."""
    return [Path(name).resolve() for name in arguments] or sorted((ROOT / "book").glob("[0-9]*.ipynb"))


def execute_alone(chapters, extra, versions):
    """With one extra. A chapter that fails keeps no other from its turn; in the end it fails the task."""
    if not chapters:
        return
    with tempfile.TemporaryDirectory() as folder:
        python = fresh_environment(Path(folder), extra, versions(Path(folder)))
        failed = [chapter.stem for chapter in chapters if not runs_alone(python, chapter, Path(folder) / chapter.stem)]
    if failed:
        sys.exit(f"does NOT run alone: {', '.join(failed)}")


def runs_alone(python, chapter, empty):
    """Whether a chapter runs in an empty folder; the end of what it says where it does not."""
    empty.mkdir()
    done = subprocess.run([python, "-c", EXECUTE, chapter, empty], cwd=empty, env=without_this_project(), timeout=600,
                          capture_output=True, text=True)
    if done.returncode:
        print(done.stderr[-3000:], file=sys.stderr)
    say(f"{chapter.stem}: {'does NOT run' if done.returncode else 'runs'} alone")
    return not done.returncode


def fresh_environment(folder, extra, versions):
    """A Python with the package as a wheel, one of its extras and a notebook kernel, in these versions."""
    source, python = folder / "source", folder / "environment" / BIN / "python"
    shutil.copytree(ROOT, source, ignore=shutil.ignore_patterns(".*", "_build", "build", "dist", "*.egg-info"))
    subprocess.run([uv(), "venv", "-q", "--python", sys.executable, folder / "environment"], check=True)
    subprocess.run([uv(), "pip", "install", "-q", "--python", python, *versions, f"{source}[{extra}]", "ipykernel",
                    "nbclient"], check=True)
    return python


def locked(folder):
    """The versions of the lock, as constraints."""
    path = folder / "pins.txt"
    lines = (ROOT / "requirements.lock").read_text().splitlines()
    path.write_text("\n".join(line.rstrip(" \\") for line in lines if re.match(r"[a-z0-9]", line)))
    return ["--constraint", path]


def without_this_project():
    return {name: value for name, value in settings().items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


# -- the notebooks that the site offers --------------------------------------------

def travel(arguments):
    """Every notebook of the built site, or those named, in fresh environments like Colab's and with the newest."""
    environment()
    run_tool("travel", arguments)


# -- the lowest versions -----------------------------------------------------------

LOWEST = ROOT / ".lowest"
NOT_ROOMS = ("tests/book", "tests/chapters", "tests/project", "tests/tools", "pse_helpers/chapters")
ROOMS = ["tests", "pse_helpers", *(f"--ignore={folder}" for folder in NOT_ROOMS)]
# An old release calls what newer ones of its own dependencies deprecate, and nobody will mend it: such warnings are
# shown. All others stay errors, as they are in pyproject.toml.
OLD_NEWS = ["-W", "default::DeprecationWarning", "-W", "default::FutureWarning"]


def lowest(arguments):
    """The tests of the package's rooms, or what the arguments name, with the lowest versions that are declared."""
    lowest_environment()
    run(["pytest", *OLD_NEWS, *(arguments or [*WHOLE, *ROOMS])], {**ONE_THREAD, "TQDM_DISABLE": ""}, LOWEST)


def lowest_environment():
    """Make .lowest, of the lowest Python and exactly the lower bounds; do nothing when it already agrees with them."""
    stamp, key = LOWEST / "agrees-with", digest(ROOT, ROOT / "pyproject.toml")
    if stamp.is_file() and stamp.read_text() == key:
        return
    say("making the environment in .lowest (about 6 GB on Linux, most of it PyTorch)")
    python = ".".join(map(str, SUPPORTED[0]))
    subprocess.run([uv(), "venv", "-q", "--clear", "--python", python, LOWEST], check=True)
    subprocess.run([uv(), "pip", "install", "--python", LOWEST, "--build-constraints", ROOT / "requirements.lock",
                    *floors(ROOT), "-e", ROOT], check=True)
    stamp.write_text(key)


def floors(root):
    """The requirements of the package, its extra `chapters` and its tests, each pinned to its lower bound.

    Pinned, for then the installer refuses bounds that do not fit together; it
    would else take the lowest versions that do, and nobody would know.
    """
    import tomllib  # not at the top: an older Python has none, and is told so in `main`
    project = tomllib.loads((root / "pyproject.toml").read_text())
    lines = [*project["project"]["dependencies"], *project["project"]["optional-dependencies"]["chapters"],
             *project["dependency-groups"]["test"]]
    return [line.partition(",")[0].replace(">=", "==") for line in lines]


# -- the newest versions -----------------------------------------------------------

NEWEST = ROOT / ".newest"


def newest(arguments):
    """The tests of the package's rooms, or what the arguments name, with the newest version of everything."""
    say("making the environment in .newest (about 6 GB on Linux, most of it PyTorch)")
    subprocess.run([uv(), "venv", "-q", "--clear", "--python", sys.executable, NEWEST], check=True)
    subprocess.run([uv(), "pip", "install", "-q", "--upgrade", "--python", NEWEST, "--group", "test", "-e",
                    f"{ROOT}[chapters]"], cwd=ROOT, check=True)
    run(["pytest", *(arguments or [*WHOLE, *ROOMS])], {**ONE_THREAD, "TQDM_DISABLE": ""}, NEWEST)


# -- planted faults ----------------------------------------------------------------

def mutants(arguments):
    """Faults planted one at a time in a copy: do the tests see them? The first argument keeps the results."""
    environment()
    run_tool("mutants", arguments)


# -- other seeds -------------------------------------------------------------------

def seeds(arguments):
    """The tests that draw, with other seeds: do they fail as seldom as they say? The first argument keeps results."""
    environment()
    run_tool("seeds", arguments)


def claims(arguments):
    """The chapters with other seeds: do their claims fail as seldom as they say? The first argument keeps results."""
    environment()
    run_tool("shifted_claims", arguments)


def sphinx(arguments):
    """The site by plain Sphinx of today, without Jupyter Book: the way out should that end."""
    environment()
    run_tool("plain_sphinx", arguments)


# -- the address -----------------------------------------------------------------

def address(arguments):
    """Write what follows from the public address; without one, from that which stands in tools/address.py."""
    from address import main as write  # it needs no environment
    write(arguments)


# -- the lock --------------------------------------------------------------------

def lock(arguments):
    """Resolve pyproject.toml anew into requirements.lock: hashes, no addresses, every platform."""
    options = ["--extra", "chapters", "--group", "site", "--group", "test", "--universal", "--python-version", "3.11",
               "--generate-hashes", "--no-header", "--quiet", "-o", "requirements.lock"]
    subprocess.run([uv(), "pip", "compile", "pyproject.toml", *options, *arguments], cwd=ROOT, check=True)


# -- command line --------------------------------------------------------------

START = time.monotonic()


def say(message):
    """One line of progress, with the seconds since the start."""
    print(f"[{time.monotonic() - START:6.1f} s] {message}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    tasks = {"book": lambda rest: book(), "test": test, "pages": pages, "alone": alone, "travel": travel,
             "lowest": lowest, "newest": newest, "ahead": ahead, "mutants": mutants, "seeds": seeds,
             "claims": claims, "sphinx": sphinx, "address": address, "lock": lock}
    parser.add_argument("task", choices=list(tasks))
    options, rest = parser.parse_known_args()
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        sys.exit(f"this is Python {sys.version.split()[0]}; the book needs Python 3.11, 3.12 or 3.13")
    if options.task == "book" and rest:
        parser.error(f"book takes no further arguments, got {' '.join(rest)}")
    try:
        tasks[options.task](rest)
    except subprocess.CalledProcessError as error:
        command = " ".join(map(str, error.cmd if isinstance(error.cmd, list) else [error.cmd]))
        sys.exit(f"{options.task} stopped: a command failed with status {error.returncode}, its own words stand above\n"
                 f"  {command}")


if __name__ == "__main__":
    main()
