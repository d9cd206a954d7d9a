"""What takes an executor gives the same numbers on each, to the last bit, and outlives the workers of a cluster."""

import os
import signal
import sys
import time
from concurrent.futures import CancelledError, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from functools import cache, partial

import numpy as np
import pytest

from pse_helpers.cascade import null_band, null_bands, scores
from pse_helpers.circular import eigenphase_counts, eigenphases
from pse_helpers.conjugate import conjugate_ensemble, equivalence, spectral_difference
from pse_helpers.layers import gaussian_twins, layer_spectra, spectra_by_name
from pse_helpers.marchenko_pastur import law_test
from pse_helpers.measures import FUNCTIONAL, SPECTRAL, STRUCTURAL, TrainedNetwork, measured
from pse_helpers.networks.digits import Run, untrained
from pse_helpers.parallel import completed, ordered, ordered_draws, process_pool

SHAPES = [[(16, 27), (24, 40), (32, 32), (32, 60)], [(20, 30)] * 4, [(32, 60), (24, 40), (32, 32), (16, 27)]]


# -- the functions, each as arrays of its result on an executor ----------------

def weights(number):
    return [np.random.default_rng([number, i]).standard_normal(shape) for i, shape in enumerate(SHAPES[number])]


NETWORKS = {str(number): weights(number) for number in range(len(SHAPES))}
SPECTRA = {name: layer_spectra(one) for name, one in NETWORKS.items()}


def rng():
    return np.random.default_rng(5)


def drawing(function, items):
    return lambda executor: ordered_draws(function, items, rng(), executor)


def differences(executor):
    function = partial(spectral_difference, ensemble="CUE", size=4)
    return [one.draws for one in ordered_draws(function, NETWORKS.values(), rng(), executor)]


def ensembles(executor):
    groups = ordered_draws(partial(conjugate_ensemble, [8, 13], "COE"), [2, 3], rng(), executor)
    return [phases for group in groups for phases in group]


def bands(executor):
    return [band.samples for band in null_bands(NETWORKS, 5, rng(), executor=executor).values()]


def law(executor):
    test = law_test(NETWORKS["0"], 19, rng(), executor)
    return [test.distance, test.low, test.high, test.p, test.above, test.below]


def distances(executor):
    table = equivalence(NETWORKS | {"seeds": [SPECTRA["0"]] * 2}, "CUE", rng(), size=9, executor=executor)
    return [table.select_dtypes("number").to_numpy()]


def spectra(executor):
    return [values for one in spectra_by_name(NETWORKS, executor).values() for values in one.values]


def twins(executor):
    return [values for one in gaussian_twins(SPECTRA["0"], 3, rng(), executor) for values in one.values]


def structure(executor):
    import torch

    from pse_helpers.algebra import layer_algebra
    table = layer_algebra(torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 2)), (1, 3))
    return [measured({"a": table, "b": table}, STRUCTURAL, executor).to_numpy()]


def at_work(executor):
    import torch
    images = torch.from_numpy(rng().standard_normal((40, 1, 16, 16), np.float32))
    data = images, torch.arange(40) % 10
    networks = {seed: TrainedNetwork(untrained(Run("resnet8", 2, seed=seed)).eval(), data, data,
                                     np.random.default_rng(seed)) for seed in range(3)}
    return [measured(networks, FUNCTIONAL, executor).to_numpy()]


def from_seeds(executor):
    """Weights that torch draws, whose random state is one for all threads."""
    runs = [Run("vgg11", 4, seed=seed) for seed in range(12)]
    return [parameter.detach().numpy() for model in ordered(untrained, runs, executor)
            for parameter in model.parameters()]


FUNCTIONS = {
    "spectra": spectra, "twins": twins, "bands": bands, "law": law, "equivalence": distances,
    "band": lambda executor: [null_band(NETWORKS["0"], 5, rng(), executor=executor).samples],
    "scores": lambda executor: [scores(NETWORKS, 5, rng(), executor=executor).to_numpy()],
    "differences": differences, "ensembles": ensembles,
    "eigenphases": drawing(partial(eigenphases, "CSE", 9), [2, 3]),
    "counts": drawing(partial(eigenphase_counts, "COE", 50, np.linspace(-3, 3, 8)), [2, 3]),
    "measures of weights": lambda executor: [measured(SPECTRA, SPECTRAL, executor).to_numpy()]}
WITH_TORCH = {"measures of structure": structure, "measures at work": at_work, "weights from seeds": from_seeds}


@cache
def serial(name):
    """What a function gives without an executor."""
    return (FUNCTIONS | WITH_TORCH)[name](None)


def assert_alike(one, other):
    assert len(one) == len(other) > 0
    assert all(np.array_equal(array, expected) for array, expected in zip(one, other))


@pytest.fixture(scope="module")
def executors():
    with ThreadPoolExecutor(3) as threads, process_pool(2) as processes, process_pool(1) as process:
        yield {"serial": None, "threads": threads, "processes": processes, "a process": process}


@pytest.mark.parametrize("name, kind", [
    *((name, kind) for name in FUNCTIONS for kind in ("serial", "threads", "processes")),
    *((name, kind) for name in WITH_TORCH for kind in ("serial", "threads", "a process"))])
def test_the_numbers_do_not_depend_on_the_executor(name, kind, executors):
    """A second process that imports PyTorch would take longer than all the rest."""
    assert_alike((FUNCTIONS | WITH_TORCH)[name](executors[kind]), serial(name))


def test_the_numbers_of_children_are_those_of_children():
    found = ordered_draws(partial(eigenphases, "CUE", 4), [2, 1], rng())
    assert_alike(found, [eigenphases("CUE", 4, size, child) for size, child in zip([2, 1], rng().spawn(2))])


# -- on a cluster ----------------------------------------------------------------

def slow(item):
    time.sleep(0.1)
    return item * item, os.getpid()


@contextmanager
def dask_client():
    """A Dask cluster of two processes on this machine, beside any other: it takes whatever port is free."""
    distributed = pytest.importorskip("distributed", reason="Dask is not installed; without it there is no cluster")
    cluster = distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1",
                                       dashboard_address=":0", silence_logs=50)
    try:
        with distributed.Client(cluster, timeout=200) as client:
            client.wait_for_workers(2, timeout=200)
            yield client
    finally:
        with suppress(TimeoutError):  # on a busy machine a worker may take longer to end than it is given
            cluster.close()


@pytest.fixture(scope="module")
def cluster():
    """One for all that leaves it as it was."""
    with dask_client() as client:
        yield client


def test_a_cluster_gives_the_same_numbers(cluster):
    """But for what needs PyTorch: its workers would take longer to import it than for all the rest."""
    executor = cluster.get_executor()
    for name, function in FUNCTIONS.items():
        assert_alike(function(executor), serial(name))


def refuse_three(item):
    if item == 3:
        raise LookupError("three is refused")
    return item


def test_a_failure_on_a_cluster_ends_the_work(cluster):
    """Whatever is finished at the moment in which it is called off: that once kept the loop waiting for ever."""
    seen = []
    with pytest.raises(LookupError, match="three is refused"):
        for pair in completed(refuse_three, range(200), cluster.get_executor()):
            seen.append(pair)
    assert len(seen) == len(set(seen)) < 200 and all(item == result for item, result in seen)


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
def test_a_cluster_goes_on_without_a_killed_worker():
    seen, pids = [], set()
    with dask_client() as client:
        workers = set(client.run(os.getpid).values())
        for item, (square, pid) in completed(slow, range(20), client.get_executor()):
            seen.append((item, square))
            pids.add(pid)
            if len(seen) == 5:
                killed = pid
                os.kill(killed, signal.SIGKILL)
        workers |= set(client.run(os.getpid).values())
    assert sorted(seen) == [(item, item * item) for item in range(20)]
    assert killed in workers and pids - {killed}
    assert still_there(workers | pids) == set()


def still_there(pids, patience=20):
    """Those of some processes that live on after a while."""
    end = time.monotonic() + patience
    while (left := {pid for pid in pids if lives(pid)}) and time.monotonic() < end:
        time.sleep(0.1)
    return left


def lives(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


# -- a process pool that loses a worker ----------------------------------------

@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL is a signal of POSIX")
@pytest.mark.parametrize("number", [20, 2000])
def test_a_pool_that_lost_a_worker_says_so_after_what_was_finished(number):
    """Though thousands of items wait: calling one off while the pool breaks would stop the pool, and the loop."""
    seen, pids = {}, set()
    with pytest.raises(BrokenProcessPool, match="^executor lost a worker process; what was finished came in before"):
        with process_pool(2) as pool:
            for item, (square, pid) in completed(slow, range(number), pool):
                assert item not in seen
                seen[item] = square
                pids.add(pid)
                if len(seen) == 5:
                    os.kill(pid, signal.SIGKILL)
    assert 5 <= len(seen) < number and all(square == item * item for item, square in seen.items())
    assert still_there(pids) == set()


def test_an_executor_shut_down_by_somebody_else_gives_no_short_list():
    pool = ThreadPoolExecutor(1)

    def work(item):
        if item == 1:
            pool.shutdown(wait=False, cancel_futures=True)
        return item

    seen = []
    with pytest.raises(CancelledError, match="executor was shut down before all items were finished"):
        for item, _ in completed(work, range(50), pool):
            seen.append(item)
    assert seen[:2] == [0, 1] and len(seen) < 50
