"""Run the tests that draw with other seeds: do they fail as seldom as they say?

    .venv/bin/python tools/seeds.py FOLDER [TEST ...] [--shifts 40] [--slow SECONDS] [--minutes MINUTES]

A first run, with the seeds as they stand, finds the tests that draw and how long each takes. Then every shift gives
each generator that a test makes of an integer seed another stream, and runs those tests; slow ones are run with the
first ten shifts only. A test states its rate of false alarms by `@pytest.mark.false_alarm(rate, detects=...)`; one
without the mark says that it never fails, whatever is drawn; one that holds for its own numbers only is marked
`@pytest.mark.fixed_seed(reason)` and stays out. FOLDER keeps the results: a second call goes on, and runs again the
tests whose file changed. It fails when a test failed more often than its rate explains.
"""

import argparse
import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import dev
import numpy as np
import pytest
from scipy.stats import binom, poisson

ROOT = Path(__file__).resolve().parent.parent
# Of the site, forms, programs, shapes, drawings, bad values: what they draw is no sample to compare with a law.
WITHOUT = ("tests/algebra", "tests/book", "tests/command", "tests/plots", "tests/project", "tests/test_arguments.py",
           "tests/tools")
FAR = 1_000_000         # no test has so large a seed of its own
SLOW_SHIFTS = 10
TOO_UNLIKELY = 1e-4     # one failure in forty runs at a rate of 1e-6 would be
RAN = (0, 1, 5)         # pytest's statuses where all tests passed, some failed, or none was left


# -- within pytest: other streams ---------------------------------------------------

def other_seed(seed, shift):
    """A seed of another stream; what is no integer, nor a sequence of them, stays as it is."""
    if isinstance(seed, (int, np.integer)):
        return [seed, FAR + shift]
    return [*seed, FAR + shift] if isinstance(seed, (list, tuple)) else seed


class Shift:
    """A plugin of pytest: shifts the seeds that tests use, and writes down what became of each test."""

    def __init__(self, config):
        self.shift, self.record = config.option.seed_shift, config.option.seed_record
        self.tests, self.only = config.rootpath / "tests", config.option.seed_only
        self.item, self.fixture, self.failed = None, None, False
        self.drawing = set()    # ids of tests, names of wider fixtures and files that made a generator
        self.patch, self.torch_waits = pytest.MonkeyPatch(), True
        self.patch_numpy()

    def patch_numpy(self):
        original = np.random.default_rng

        def default_rng(seed=None):
            return original(other_seed(seed, self.shift) if self.shifts(sys._getframe(1)) else seed)

        self.patch.setattr(np.random, "default_rng", default_rng)

    def patch_torch(self):
        """Once a test's file has imported it: to do so takes longer than most tests."""
        torch, plugin, self.torch_waits = sys.modules["torch"], self, False
        original = torch.manual_seed

        def moved(seed, frame):
            return seed + FAR * plugin.shift if plugin.shifts(frame) else seed

        class Generator(torch.Generator):
            def manual_seed(self, seed):
                return super().manual_seed(moved(seed, sys._getframe(1)))

        self.patch.setattr(torch, "Generator", Generator)
        self.patch.setattr(torch, "manual_seed", lambda seed: original(moved(seed, sys._getframe(1))))

    def shifts(self, frame):
        """Whether a line of a test, not of the package, makes this generator, and its seed moves; notes who draws."""
        path = Path(frame.f_code.co_filename)
        if not path.is_relative_to(self.tests):
            return False
        self.drawing.add(self.fixture or (self.item.nodeid if self.item else path))
        return self.shift > 0

    def pytest_collection_modifyitems(self, config, items):
        wanted = set(self.only.read_text().splitlines()) if self.only else {item.nodeid for item in items}
        wanted -= set(finished(self.record, config.rootpath))
        out = [item for item in items if item.nodeid not in wanted or item.get_closest_marker("fixed_seed")]
        config.hook.pytest_deselected(items=out)
        items[:] = [item for item in items if item not in set(out)]

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef):
        before = self.fixture
        if fixturedef.scope != "function":  # its draws are those of all tests that use it
            self.fixture = fixturedef.argname
        try:
            return (yield)
        finally:
            self.fixture = before

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        if self.torch_waits and "torch" in sys.modules:
            self.patch_torch()
        self.item, self.failed, start = item, False, time.process_time()
        try:
            return (yield)
        finally:
            self.item = None
            self.write(item, round(time.process_time() - start, 2))

    def pytest_runtest_logreport(self, report):
        self.failed = self.failed or report.failed

    def write(self, item, seconds):
        sources = {item.nodeid, item.path, *getattr(item, "fixturenames", ())}
        line = {"test": item.nodeid, "failed": self.failed, "seconds": seconds, "rate": stated_rate(item),
                "draws": not sources.isdisjoint(self.drawing), "key": key(item.nodeid, item.config.rootpath)}
        with self.record.open("a", encoding="utf-8") as record:
            record.write(json.dumps(line) + "\n")

    def pytest_unconfigure(self):
        self.patch.undo()


def stated_rate(item):
    mark = item.get_closest_marker("false_alarm")
    return mark.args[0] if mark else 0


def pytest_addoption(parser):
    parser.addoption("--seed-shift", type=int, default=0, help="which of the other streams; 0: the seeds as they are")
    parser.addoption("--seed-record", type=Path, help="a file for what becomes of each test")
    parser.addoption("--seed-only", type=Path, help="a file with the ids of the tests that run")


def pytest_configure(config):
    if config.option.seed_record:
        config.pluginmanager.register(Shift(config))


# -- results --------------------------------------------------------------------------

def key(test, root):
    """A digest of a test's file and of the fixtures above it."""
    path = root / test.partition("::")[0]
    total = hashlib.sha256()
    for file in [path, *(folder / "conftest.py" for folder in path.parents if folder.is_relative_to(root))]:
        total.update(file.read_bytes() if file.is_file() else b"")
    return total.hexdigest()[:16]


def finished(record, root):
    """{test: result} of a record; of a test whose file changed since, and of a line cut short, none."""
    lines = record.read_text(encoding="utf-8").splitlines() if record.exists() else []
    results = {result["test"]: result for result in (json.loads(line) for line in lines if line.endswith("}"))}
    keys = {}  # the same for all tests of a file
    for test in results:
        keys.setdefault(test.partition("::")[0], key(test, root))
    return {test: result for test, result in results.items() if result["key"] == keys[test.partition("::")[0]]}


# -- runs -------------------------------------------------------------------------------

def run(shift, wanted, folder, root):
    """Run tests with one shift, without those that are finished; {test: result} of all that now are.

    `wanted` are ids of tests; with shift 0 they are paths, of which every test is wanted.
    """
    record = folder / f"shift-{shift:03}.jsonl"
    options = [f"--rootdir={root}", f"--seed-shift={shift}", f"--seed-record={record}"]
    if shift:
        known = finished(record, root)
        wanted = [test for test in wanted if test not in known]
        only = record.with_suffix(".tests")
        only.write_text("\n".join(wanted), encoding="utf-8")
        options.append(f"--seed-only={only}")
    if wanted:
        run_pytest([*options, *sorted({test.partition("::")[0] for test in wanted})], record.with_suffix(".log"), root)
    return finished(record, root)


def run_pytest(arguments, path, root):
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "-p", "seeds", *arguments]
    with path.open("a") as log:
        done = subprocess.run(command, cwd=root, env=settings(root), stdout=log, stderr=subprocess.STDOUT)
    if done.returncode not in RAN:
        sys.exit(f"pytest ended with status {done.returncode} and not all tests were run: see {path}")


def settings(root):
    """The reader's environment variables; this plugin and the project's own package are found, and one thread works."""
    path = os.pathsep.join([str(root), str(Path(__file__).parent)])
    return {**dev.settings(), **dev.ONE_THREAD, "PYTHONPATH": path, "TQDM_DISABLE": ""}


def default_paths(root):
    """The folders and files of tests that may look at a sample."""
    paths = (path.relative_to(root).as_posix() for path in sorted((root / "tests").iterdir()))
    return [path for path in paths if path not in WITHOUT and not path.startswith("tests/_")
            and (path.endswith(".py") and "/test_" in path or (root / path).is_dir())]


def all_shifts(survey, options, root):
    """[{test: result}] of every shift; no shift starts once the time is over."""
    end = time.monotonic() + 60 * options.minutes
    drawing = {test: result["seconds"] for test, result in survey.items() if result["draws"]}
    quick = [test for test in drawing if drawing[test] <= options.slow]

    def one(shift):
        wanted = list(drawing) if shift <= SLOW_SHIFTS else quick
        results = run(shift, wanted if time.monotonic() < end else [], options.folder, root)
        results = {test: results[test] for test in wanted if test in results}
        print(f"shift {shift}: {len(results)} tests, {failures(results)} failed", flush=True)
        return results

    with ThreadPoolExecutor(options.workers) as pool:
        return list(pool.map(one, range(1, options.shifts + 1)))


def failures(results):
    return sum(result["failed"] for result in results.values())


# -- judgement ----------------------------------------------------------------------------

@dataclass
class Row:
    """All cases of one test with one stated rate."""
    test: str
    rate: float
    runs: int = 0
    failures: int = 0

    @property
    def chance(self):
        """The probability of so many failures, or more, at the stated rate."""
        return float(binom.sf(self.failures - 1, self.runs, self.rate))


def rows(survey, shifts):
    """One row for each test: its runs and failures in all shifts, at the rate that it states now."""
    table = {}
    for test, result in ((test, result) for results in shifts for test, result in results.items()):
        name, rate = test.partition("[")[0], survey[test]["rate"]
        row = table.setdefault((name, rate), Row(name, rate))
        row.runs, row.failures = row.runs + 1, row.failures + result["failed"]
    return list(table.values())


def report(survey, shifts):
    """Print the tests with a rate or a failure; the exit status tells whether a rate is not kept."""
    table = rows(survey, shifts)
    for row in sorted((row for row in table if row.rate or row.failures), key=lambda row: row.test):
        verdict = "OFTENER THAN STATED" if row.chance < TOO_UNLIKELY else "as stated"
        print(f"{row.failures:3} of {row.runs:4} at {row.rate:7.1e}: {verdict}: {row.test}")
    broken = [test for test, result in survey.items() if result["failed"]]
    for test in broken:
        print(f"fails with its own seed: {test}")
    expected, found = sum(row.rate * row.runs for row in table), sum(row.failures for row in table)
    chance = poisson.sf(found - 1, expected)
    print(f"{len(table)} tests that draw, {sum(row.rate > 0 for row in table)} of them with a rate; "
          f"{found} failures, {expected:.2f} expected: probability {chance:.2g}")
    print(f"runs of a test: {dict(sorted(Counter(runs_of_tests(shifts)).items()))} (slow ones: {SLOW_SHIFTS})")
    return int(bool(broken) or chance < TOO_UNLIKELY or any(row.chance < TOO_UNLIKELY for row in table))


def runs_of_tests(shifts):
    return Counter(test for results in shifts for test in results).values()


def main(arguments=None, root=ROOT):
    options = parsed(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    survey = run(0, options.tests or default_paths(root), options.folder.resolve(), root)
    print(f"{len(survey)} tests, {sum(one['draws'] for one in survey.values())} of them draw", flush=True)
    return report(survey, all_shifts(survey, options, root))


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path, help="where the results are kept")
    parser.add_argument("tests", nargs="*", help="paths of tests; all that may look at a sample, where none is given")
    parser.add_argument("--shifts", type=int, default=40, help="how many other streams")
    parser.add_argument("--slow", type=float, default=5, help="seconds of a processor; what takes more has ten shifts")
    parser.add_argument("--minutes", type=float, default=120, help="after them no other shift is begun")
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="how many shifts at a time")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
