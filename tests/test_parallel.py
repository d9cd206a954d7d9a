"""A function mapped over items: the same on every executor, and nothing finished is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from pse_helpers.parallel import completed, ordered, process_pool

ITEMS = [3, -1, 3, 0, 7, -1]


def negative_square(x):
    return -x * x


def slow_where_small(x):
    time.sleep(0.02 * (8 - x))
    return -x


def refuse_two(x):
    if x == 2:
        raise LookupError("two is refused")
    return 10 * x


@pytest.fixture(scope="module")
def processes():
    with process_pool(2) as pool:
        yield pool


@pytest.fixture(scope="module")
def threads():
    with ThreadPoolExecutor(3) as pool:
        yield pool


# -- the same on every executor ------------------------------------------------

def test_serial_threads_and_processes_agree(threads, processes):
    expected = [negative_square(x) for x in ITEMS]
    for executor in (None, threads, processes):
        assert ordered(negative_square, ITEMS, executor) == expected
        assert sorted(completed(negative_square, ITEMS, executor)) == sorted(zip(ITEMS, expected))


def test_the_order_is_that_of_the_items_whatever_finishes_first(threads):
    pairs = list(completed(slow_where_small, range(3), threads))
    assert [item for item, _ in pairs] == [2, 1, 0]
    assert ordered(slow_where_small, range(3), threads) == [0, -1, -2]


def test_results_need_no_order_and_items_no_hash():
    assert ordered(dict, [[("a", 1)], [("b", 2)]]) == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("items", [[], iter([]), iter([4])])
def test_any_iterable(items, threads):
    assert ordered(negative_square, items, threads) in ([], [-16])


def test_a_pool_needs_a_worker():
    with pytest.raises(ValueError, match="max_workers must be greater than 0"):
        process_pool(0)


# -- failure and interruption --------------------------------------------------

def test_a_serial_failure_comes_at_the_items_turn():
    seen = []
    with pytest.raises(LookupError, match="two is refused"):
        for pair in completed(refuse_two, [0, 1, 2, 3]):
            seen.append(pair)
    assert seen == [(0, 0), (1, 10)]


def test_a_failure_in_a_process_comes_back_with_its_type(processes):
    seen = []
    with pytest.raises(LookupError, match="two is refused"):
        for pair in completed(refuse_two, [0, 2, 1], processes):
            seen.append(pair)
    assert (0, 0) in seen


def test_what_ran_when_another_item_failed_is_not_lost():
    """Item 1 finishes only after item 0 has failed; items 2 to 9 never start."""
    failed, started = threading.Event(), []

    def work(item):
        started.append(item)
        if item == 0:
            while 1 not in started:
                time.sleep(0.001)
            failed.set()
            raise LookupError("zero is refused")
        if item == 1:
            failed.wait()
            time.sleep(0.1)
        else:
            time.sleep(0.3)  # whatever is taken up before the failure is known
        return item

    seen = []
    with ThreadPoolExecutor(2) as pool, pytest.raises(LookupError, match="zero is refused"):
        for pair in completed(work, range(10), pool):
            seen.append(pair)
    assert (1, 1) in seen and len(started) <= 4
    assert {item for item, _ in seen} == set(started) - {0}


def test_an_interruption_starts_nothing_more():
    """What had come in before was already yielded, and may have been saved."""
    started, seen = [], []

    def work(item):
        started.append(item)
        time.sleep(0.02)
        return item

    def save_until_interrupted(pool):
        for item, _ in completed(work, range(50), pool):
            seen.append(item)
            if len(seen) == 3:
                raise KeyboardInterrupt

    with ThreadPoolExecutor(2) as pool, pytest.raises(KeyboardInterrupt):
        save_until_interrupted(pool)
    assert len(seen) == 3 and len(started) <= 8


# -- the bar -------------------------------------------------------------------

@pytest.mark.parametrize("pooled", [False, True])
def test_the_bar_goes_to_standard_error(pooled, threads, capfd, monkeypatch):
    monkeypatch.delenv("TQDM_DISABLE", raising=False)
    ordered(slow_where_small, [1, 2], threads if pooled else None, "training")
    out, err = capfd.readouterr()
    assert out == ""
    assert "training" in err and "0/2" in err and "1/2" in err
