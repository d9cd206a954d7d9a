"""A function mapped over items: the same on every executor, and nothing finished is lost."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from tqdm import tqdm

from pse_helpers import parallel
from pse_helpers.parallel import completed, ordered, process_pool

ITEMS = [3, -1, 3, 0, 7, -1]
STARTED_HERE = []  # what a forked process would find filled


def started_here(x):
    return len(STARTED_HERE)


def negative_square(x):
    return -x * x


def refuse_two(x):
    if x == 2:
        raise LookupError("two is refused")
    return 10 * x


def noted(folder, x):
    """The same, and a file that tells that it has begun."""
    (folder / str(x)).touch()
    return refuse_two(x)


def wait(event):
    """Until an event comes; where it never does, nobody waits for it a second time."""
    if not event.wait(200):  # no test waits for so long, however busy the machine
        event.set()
        raise TimeoutError("what was waited for never came")


@pytest.fixture(scope="module")
def processes():
    STARTED_HERE.append(True)
    with process_pool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(3) as pool:
        yield pool


@pytest.mark.parametrize("workers", [1, 3])
def test_a_pool_has_as_many_workers_as_were_asked_for(workers):
    """First of all: where it had fewer, those below that wait for each other would wait long."""
    with process_pool(workers) as pool:
        assert pool._max_workers == workers


class WatchedPool(ThreadPoolExecutor):
    """Two threads for so many items; `decided` is set once each of them was begun or called off."""

    def __init__(self, items):
        super().__init__(2)
        self.items, self.begun, self.called_off, self.decided = items, [], [], threading.Event()

    def submit(self, function, item):
        def work(item):
            self._note(self.begun, item)
            return function(item)

        future = super().submit(work, item)
        future.add_done_callback(lambda future: future.cancelled() and self._note(self.called_off, item))
        return future

    def _note(self, where, item):
        where.append(item)
        if len(self.begun) + len(self.called_off) == self.items:
            self.decided.set()


# -- the same on every executor ------------------------------------------------

def test_serial_threads_and_processes_agree(threads, processes):
    expected = [negative_square(x) for x in ITEMS]
    for executor in (None, threads, processes):
        assert ordered(negative_square, ITEMS, executor) == expected
        assert sorted(completed(negative_square, ITEMS, executor)) == sorted(zip(ITEMS, expected))


def test_results_come_as_they_are_finished(threads):
    """Item 1 is finished only after the result of 2 has come, item 0 after that of 1."""
    here = {item: threading.Event() for item in range(3)}

    def after_the_next(item):
        if item < 2:
            wait(here[item + 1])
        return -item

    pairs = []
    for item, result in completed(after_the_next, range(3), threads):
        pairs.append((item, result))
        here[item].set()
    assert pairs == [(2, -2), (1, -1), (0, 0)]


def test_the_order_is_that_of_the_items_whatever_finishes_first(monkeypatch):
    monkeypatch.setattr(parallel, "completed", lambda function, items, *rest:
                        [(item, function(item)) for item in reversed(list(items))])
    assert ordered(negative_square, ITEMS) == [-9, -1, -9, 0, -49, -1]


def test_results_need_no_order_and_items_no_hash():
    assert ordered(dict, [[("a", 1)], [("b", 2)]]) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("items, expected", [([], []), (iter([]), []), (iter([4]), [-16]), ((3, 3), [-9, -9])])
def test_any_iterable(items, expected, threads):
    assert ordered(negative_square, items, threads) == expected


def test_processes_start_clean(processes):
    assert started_here(0) == 1 and ordered(started_here, [0, 0], processes) == [0, 0]


@pytest.mark.parametrize("workers", [0, 1.5, True])
def test_a_pool_needs_a_worker(workers):
    with pytest.raises(ValueError, match=f"^workers must be a positive integer; got {workers}"):
        process_pool(workers)


def test_what_cannot_be_is_refused_before_anything_begins():
    """Not only when the first result is asked for."""
    with pytest.raises(TypeError, match="^executor must be a concurrent.futures.Executor, .* got <class"):
        completed(abs, [1], ThreadPoolExecutor)


# -- failure and interruption --------------------------------------------------

def test_a_serial_failure_comes_at_the_items_turn():
    seen = []
    with pytest.raises(LookupError, match="two is refused"):
        for pair in completed(refuse_two, [0, 1, 2, 3]):
            seen.append(pair)
    assert seen == [(0, 0), (1, 10)]


def test_a_failure_in_a_process_comes_back_with_its_type(processes, tmp_path):
    """And after the results of all that had begun, no fewer and no more."""
    seen = []
    with pytest.raises(LookupError, match="two is refused"):
        for pair in completed(partial(noted, tmp_path), [0, 2, 1, 3, 4], processes):
            seen.append(pair)
    begun = {int(path.name) for path in tmp_path.iterdir()}
    assert {0, 2} <= begun and sorted(seen) == [(item, 10 * item) for item in sorted(begun - {2})]


def test_what_ran_when_another_item_failed_is_not_lost():
    """Item 0 fails while item 1 runs; what has not begun is called off before anything else is finished."""
    pool, both_run, seen = WatchedPool(10), threading.Event(), []

    def work(item):
        if item == 0:
            wait(both_run)
            raise LookupError("zero is refused")
        if item == 1:
            both_run.set()
        wait(pool.decided)
        return item

    with pool, pytest.raises(LookupError, match="zero is refused"):
        for pair in completed(work, range(10), pool):
            seen.append(pair)
    assert (1, 1) in seen
    assert set(pool.begun) <= {0, 1, 2}  # the thread of item 0 may take up one more before the failure is known
    assert sorted(seen) == [(item, item) for item in sorted(pool.begun) if item != 0]


def test_an_interruption_starts_nothing_more():
    """What had come in before was already yielded, and may have been saved."""
    pool, seen = WatchedPool(50), []

    def work(item):
        if item > 2:
            wait(pool.decided)
        return item

    def save_until_interrupted():
        for item, _ in completed(work, range(50), pool):
            seen.append(item)
            if len(seen) == 3:
                raise KeyboardInterrupt

    with pool, pytest.raises(KeyboardInterrupt):
        save_until_interrupted()
    assert sorted(seen) == [0, 1, 2] and set(pool.begun) <= set(range(5))  # two more at most, one on each thread


ORPHANED = """
import os, time
from concurrent.futures import wait
from pse_helpers.parallel import process_pool

if __name__ == "__main__":
    with process_pool(2) as pool:
        wait([pool.submit(time.sleep, 0.2) for _ in range(2)])  # both have begun
        items = [pool.submit(time.sleep, 900) for _ in range({busy})]
        while sum(item.running() for item in items) < {busy}:
            time.sleep(0.01)
        print(len(pool._processes), flush=True)
        time.sleep(900)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL and process groups are things of POSIX")
@pytest.mark.parametrize("busy", [0, 1, 2])
def test_no_worker_outlives_a_killed_script(busy, tmp_path):
    """All that the script started holds its standard output, whose end comes when nobody does any more."""
    script = tmp_path / "script.py"
    script.write_text(ORPHANED.format(busy=busy))
    command = [sys.executable, script]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as run:
        assert run.stdout.readline() == "2\n"
        run.kill()
        try:
            assert run.communicate(timeout=30) == ("", None)
        except subprocess.TimeoutExpired:
            os.killpg(run.pid, signal.SIGKILL)
            raise


# -- the bar -------------------------------------------------------------------

@pytest.mark.parametrize("pooled", [False, True])
def test_the_bar_goes_to_standard_error(pooled, threads, capfd, monkeypatch):
    """Here it is drawn at every step, whatever the time and the environment."""
    monkeypatch.setattr(parallel, "tqdm", partial(tqdm, disable=False, mininterval=0, miniters=1))
    ordered(negative_square, [1, 2], threads if pooled else None, "training")
    out, err = capfd.readouterr()
    assert out == ""
    assert "training" in err and "0/2" in err and "1/2" in err


@pytest.mark.parametrize("items, description", [([1, 2], None), ([], "training")])
def test_no_bar_without_its_name_or_items(items, description, capfd, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    ordered(negative_square, items, description=description)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("disable, shown", [("1", False), ("", True)])
def test_the_environment_hides_the_bar(disable, shown):
    code = "from pse_helpers.parallel import ordered; print(ordered(abs, [-1, 2], description='training'))"
    done = subprocess.run([sys.executable, "-c", code], env={**os.environ, "TQDM_DISABLE": disable},
                          capture_output=True, text=True, check=True)
    assert done.stdout == "[1, 2]\n" and ("training" in done.stderr) == shown
