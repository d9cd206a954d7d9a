#!/usr/bin/env python3
"""The project's one task script: `python3 tools/dev.py book|test|lock`.

It needs Python 3.11-3.13 and git, nothing else: it makes its own environment
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
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV_VERSION = "0.13.8"
SUPPORTED = ((3, 11), (3, 13))
BIN = "Scripts" if os.name == "nt" else "bin"


# -- environment ---------------------------------------------------------------

def digest(*paths):
    """One SHA-256 over the names and contents of files, and the Python version."""
    total = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        total.update(path.as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def uv():
    """The path of a uv: the reader's own, or one installed in .uv."""
    found = shutil.which("uv") or shutil.which("uv", path=ROOT / ".uv" / BIN)
    if found:
        return found
    say("fetching uv, the installer")
    subprocess.run([sys.executable, "-m", "venv", ROOT / ".uv"], check=True)
    subprocess.run([ROOT / ".uv" / BIN / "python", "-m", "pip", "install", "-q", f"uv=={UV_VERSION}"], check=True)
    return str(ROOT / ".uv" / BIN / "uv")


def environment():
    """Make .venv agree with the lock; do nothing when it already does."""
    lock = ROOT / "requirements.lock"
    stamp, key = ROOT / ".venv" / "agrees-with", digest(lock, ROOT / "pyproject.toml")
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

def drop_stale_outputs(root):
    """Forget every executed chapter when the package, the lock or Python changed.

    The execution cache looks at a chapter's cells only; it would serve old
    outputs after an edit of the package that the cells call.
    """
    package = [path for path in (root / "pse_helpers").rglob("*") if path.suffix in {".py", ".npz"}]
    stamp, key = root / "_build" / "outputs-made-with", digest(root / "requirements.lock", *package)
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
    """The reader's environment variables; Python writes UTF-8 at once and keeps compiled modules, bars stay off pages."""
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


# -- tests and lock ------------------------------------------------------------

def test(arguments):
    environment()
    command = [ROOT / ".venv" / BIN / "python", "-m", "pytest", *arguments]
    sys.exit(subprocess.run(command, cwd=ROOT, env={**settings(), "TQDM_DISABLE": ""}).returncode)


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
    parser.add_argument("task", choices=["book", "test", "lock"])
    options, rest = parser.parse_known_args()
    if not SUPPORTED[0] <= sys.version_info[:2] <= SUPPORTED[1]:
        sys.exit(f"this is Python {sys.version.split()[0]}; the book needs Python 3.11, 3.12 or 3.13")
    if options.task == "book" and rest:
        parser.error(f"book takes no further arguments, got {' '.join(rest)}")
    {"book": book, "test": lambda: test(rest), "lock": lambda: lock(rest)}[options.task]()


if __name__ == "__main__":
    main()
