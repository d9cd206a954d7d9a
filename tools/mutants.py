"""Plant the faults of `tests/faults`, one at a time, in a copy of the project: do the tests see them?

    .venv/bin/python tools/mutants.py FOLDER [--some 12] [--only TEXT] [--limit SECONDS] [--minutes MINUTES]

A fault is a line as it stands, another in its place, and what is wrong with that. For each the tests of the module
run, then those of its room, until one fails. FOLDER keeps the results; a fault runs again when it, its file or its
tests changed. `--some 12` takes a dozen, others every day. It fails when a fault survives, or fits its file no more.
"""

import argparse
import datetime
import hashlib
import json
import os
import queue
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import tomllib
from collections import Counter
from compileall import compile_dir
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path
from py_compile import PycInvalidationMode

import dev

ROOT = Path(__file__).resolve().parent.parent
NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "_build", "build", "dist", "*.egg-info")
FAILURES = ("SURVIVED", "STALE", "BROKEN")
AGAIN = ("hung", "BROKEN")  # a longer limit or a quieter machine may tell more
NO_TESTS = 5  # pytest's exit status where nothing was collected


# -- faults ----------------------------------------------------------------------

@dataclass(frozen=True)
class Fault:
    """`line`, which stands once in `file`, gives way to `fault`; an empty `line` plants nothing."""
    file: str
    line: str
    fault: str
    note: str
    tests: tuple = ()       # where others than those of the module and its room should see it
    equivalent: str = ""    # why no test can see it

    def fits(self, root):
        """Whether the line stands once in its file, and the fault makes another program of that; and has tests."""
        path = root / self.file
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        return (text.count(self.line) == 1 and self.line != self.fault and bool(self.stages(root)[-1])
                and is_python(text.replace(self.line, self.fault)))

    def stages(self, root):
        """Lists of tests, to be run one after the other: quick ones first."""
        if self.tests:
            return [list(self.tests)]
        stages = [[path] for path in tests_of_the_module(self.file) if (root / path).is_file()]
        room = [path for path in tests_of_the_room(self.file) if (root / path).exists()]
        return stages if [room] == stages else [*stages, room]

    def key(self, root):
        """A digest of the fault, its file, and the tests that should see it."""
        total = hashlib.sha256(repr(self).encode())
        paths = [root / self.file, *(root / path for stage in self.stages(root) for path in stage)]
        for path in dict.fromkeys(file for path in paths for file in python_files(path)):
            total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
        return total.hexdigest()


def is_python(text):
    """A program that cannot be read would be caught by any test that imports it."""
    try:
        return bool(compile(text, "fault", "exec"))
    except SyntaxError:
        return False


def python_files(path):
    return [path] if path.is_file() else sorted(path.rglob("*.py"))


def tests_of_the_module(file):
    """`tests/<room>/test_<module>.py` of a module of the package or of a tool."""
    path = Path(file)
    folder = Path("tests", *path.parent.parts[1:]) if path.parts[0] == "pse_helpers" else Path("tests") / path.parent
    return [(folder / f"test_{path.stem}.py").as_posix()]


def tests_of_the_room(file):
    """The tests of a room, or of a chapter, and its docstrings; of a tool, or of a module without a room, its own."""
    parts = Path(file).parts
    depth = 3 if parts[:2] == ("pse_helpers", "chapters") else 2
    if parts[0] != "pse_helpers" or len(parts) <= depth:
        return [*tests_of_the_module(file), *([file] if parts[0] == "pse_helpers" else [])]
    room = Path(*parts[1:depth])
    own = (Path("tests") / room.with_name(f"test_{room.name}.py")).as_posix()  # of a room that is one module
    return [f"tests/{room.as_posix()}", own, f"pse_helpers/{room.as_posix()}"]


def read_faults(folder):
    """All faults of a folder: tables [[fault]] in the files of the rooms."""
    return [Fault(**{**entry, "tests": tuple(entry.get("tests", ()))}) for path in sorted(folder.glob("*.toml"))
            for entry in tomllib.loads(path.read_text(encoding="utf-8"))["fault"]]


def some_of(faults, count, date):
    """A dozen, say: others every day, the same all day."""
    return random.Random(date.isoformat()).sample(faults, min(count, len(faults)))


def nothing_planted(faults, root):
    """For the tests of every room once: a fault that plants nothing. Tests that fail without a fault tell nothing."""
    stages = {tuple(fault.stages(root)[-1]): fault.file for fault in faults}  # the last has the tests of the others
    return [Fault(file, "", "", "nothing planted", stage) for stage, file in stages.items()]


# -- running -----------------------------------------------------------------------

def verdict(fault, copy, limit):
    """What the tests say of a fault that is planted in a copy of the project."""
    path = copy / fault.file
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace(fault.line, fault.fault) if fault.line else text, encoding="utf-8")
    try:
        return judged(fault, status(fault.stages(copy), copy, limit))
    finally:
        path.write_text(text, encoding="utf-8")


def judged(fault, code):
    """A verdict by the exit status of the tests, None where they took too long."""
    if code is None:
        return "hung"
    if not fault.line:
        return "sound" if code == 0 else "BROKEN"
    if code == NO_TESTS:
        return "STALE"
    return "caught" if code else "equivalent" if fault.equivalent else "SURVIVED"


def status(stages, copy, limit):
    """The exit status of the first stage that does not pass, or 0; None after `limit` seconds."""
    end = time.monotonic() + limit
    for stage in stages:
        code = pytest_status(stage, copy, end - time.monotonic())
        if code != 0:
            return code
    return 0


def pytest_status(tests, copy, limit):
    """Run some tests of a copy up to the first failure; whatever they leave running ends with them."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    with log_of(copy).open("w") as log:
        process = subprocess.Popen(command, cwd=copy, env=settings(copy), process_group=0,
                                   stdout=log, stderr=subprocess.STDOUT)
        try:
            return process.wait(limit)
        except subprocess.TimeoutExpired:
            return None
        finally:
            end_group(process)


def log_of(copy):
    return copy.with_suffix(".log")


def first_failure(copy):
    """The test that saw a fault, as pytest's summary names it; of a run that failed before its tests, the last line."""
    lines = log_of(copy).read_text(encoding="utf-8", errors="replace").splitlines()
    return next((line.split(" - ")[0] for line in lines if line.startswith(("FAILED ", "ERROR "))), lines[-1:])


def end_group(process):
    if os.name == "nt":
        process.kill()
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
    process.wait()


def settings(copy):
    """The reader's environment variables; the copy's own package goes before the installed one, and one thread does."""
    return {**dev.settings(), **dev.ONE_THREAD, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1",
            "TQDM_DISABLE": ""}  # some tests look at bars


def copied(root, folder):
    """A copy of the project. Its compiled modules are checked by content: a planted line may leave time and size."""
    shutil.copytree(root, folder, ignore=NOT_COPIED)
    compile_dir(folder / "pse_helpers", quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    return folder


# -- results -----------------------------------------------------------------------

def finished(path):
    """{key: result} of a file of results; a line cut short by an interruption is left out."""
    results = {}
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
        if line.endswith("}"):
            result = json.loads(line)
            results[result["key"]] = result
    return results


def examined(faults, root, folder, limit, minutes, workers):
    """{fault: verdict} of all that fit and were finished within `minutes`; prints each as it is known."""
    end = time.monotonic() + 60 * minutes
    path = folder / "results.jsonl"
    known = {key: result for key, result in finished(path).items() if result["verdict"] not in AGAIN}
    verdicts = {fault: known[key]["verdict"] for fault in faults if (key := fault.key(root)) in known}
    waiting = [fault for fault in faults if fault not in verdicts]
    with tempfile.TemporaryDirectory() as place, path.open("a", encoding="utf-8") as record:
        copies = queue.SimpleQueue()
        for worker in range(min(workers, len(waiting))):
            copies.put(copied(root, Path(place) / f"copy{worker}"))
        with ThreadPoolExecutor(workers) as pool:
            futures = [pool.submit(timed, fault, fault.key(root), copies, limit, end) for fault in waiting]
            try:
                for fault, result in (future.result() for future in as_completed(futures)):
                    if result:
                        verdicts[fault] = noted(fault, result, record)
            finally:
                pool.shutdown(cancel_futures=True)  # an interrupt waits for what is at work, not for all the others
    return verdicts


def noted(fault, result, record):
    """The verdict of a result, once it is written down and shown."""
    record.write(json.dumps(result) + "\n")
    record.flush()
    show(fault, f"{result['verdict']} in {result['seconds']} s")
    if result["verdict"] == "BROKEN":
        print(f"    {result['by']}", flush=True)
    return result["verdict"]


def timed(fault, key, copies, limit, end):
    """(fault, result) in the next free copy; no result where the time is over."""
    copy = copies.get()
    try:
        start = time.monotonic()
        if start >= end:
            return fault, None
        found = verdict(fault, copy, limit)
        return fault, {"key": key, "verdict": found, "seconds": round(time.monotonic() - start, 1), "file": fault.file,
                       "note": fault.note, "by": first_failure(copy) if found in ("caught", "BROKEN") else None}
    finally:
        copies.put(copy)


def show(fault, message):
    where = " ".join(fault.tests) if not fault.line else fault.file
    print(f"{message}: {where}: {fault.note}", flush=True)


def report(verdicts, stale, faults):
    """Tell what did not go well and why what survives may, then the counts; return the exit status."""
    verdicts = {**verdicts, **dict.fromkeys(stale, "STALE")}
    print()
    for fault, found in verdicts.items():
        if found in (*FAILURES, "hung", "equivalent"):
            show(fault, found)
            print("    " + (fault.equivalent if found == "equivalent" else f"{fault.line}\n -> {fault.fault}"))
    counts = Counter(verdicts[fault] for fault in faults if fault in verdicts)
    left = sum(fault not in verdicts for fault in faults)
    print(", ".join([*(f"{counts[found]} {found}" for found in sorted(counts)), f"{left} not run"]))
    return int(any(found in FAILURES for found in verdicts.values()))


def main(arguments=None, root=ROOT):
    options = parsed(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    faults = read_faults(root / "tests" / "faults")
    faults = [fault for fault in faults if options.only in f"{fault.file} {fault.note}"]
    stale = [fault for fault in faults if not fault.fits(root)]  # of all, whatever runs: that costs nothing
    fitting = [fault for fault in faults if fault not in stale]
    if options.some:
        fitting = some_of(fitting, options.some, options.date)
    verdicts = examined([*nothing_planted(fitting, root), *fitting], root, options.folder, options.limit,
                        options.minutes, options.workers)
    return report(verdicts, stale, [*stale, *fitting])


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the results are kept")
    parser.add_argument("--some", type=int, default=0, help="so many faults, chosen by the date")
    parser.add_argument("--date", type=datetime.date.fromisoformat, default=datetime.date.today(), help="another day's")
    parser.add_argument("--only", default="", help="faults with this text in their file or note")
    parser.add_argument("--limit", type=float, default=300, help="seconds for one fault")
    parser.add_argument("--minutes", type=float, default=120, help="after them no other fault is planted")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="how many at a time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in a shell's background ignores it, tests do not
    sys.exit(main())
