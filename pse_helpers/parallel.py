"""Map a function over items, on any executor, with a progress bar.

The numbers do not depend on the executor: an item carries its own seed, and the
function of an item sees nothing of the others. An executor is a pool of threads or
processes, or a Dask cluster's, `Client(address).get_executor()`.
"""

import os
import threading
from concurrent.futures import CancelledError, Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing import get_context, parent_process
from queue import SimpleQueue

from tqdm import tqdm

from pse_helpers.checks import check_callable, check_generator, check_whole, shown

LOST = {
    BrokenProcessPool: "executor lost a worker process; what was finished came in before. Mostly memory ran out, and "
                       "fewer workers help; or a script that starts a pool lacks its line if __name__ == \"__main__\"",
    CancelledError: "executor was shut down before all items were finished; what was finished came in before"}


def completed(function, items, executor=None, description=None):
    """Yield (item, result) as results come in, so that none is lost when the rest is interrupted.

    Parameters
    ----------
    function : callable
        Of one item; for a process pool both must be picklable.
    items : iterable
    executor : concurrent.futures.Executor, optional
        Without one the items are worked through in order.
    description : str, optional
        What stands before the progress bar; without it there is none.

    Yields
    ------
    item, function(item)

    Raises
    ------
    Exception
        The first that the function raises. No further item is started; what a pool
        was working on by then is finished and yielded before, what a Dask cluster was is called off.
    BrokenProcessPool
        When a process of a pool is killed. What was finished is yielded before; a pool does not go on
        without it, while a Dask cluster gives its task to another worker.
    CancelledError
        When somebody else shuts the executor down; what was finished is yielded before.

    Notes
    -----
    The bar goes to standard error; the environment variable TQDM_DISABLE=1 hides it.

    Examples
    --------
    >>> from pse_helpers.parallel import completed
    >>> dict(completed(abs, [-1, 2]))
    {-1: 1, 2: 2}
    """
    _check(function, executor, description)
    return _completed(function, _all(items), executor, description)


def _completed(function, items, executor, description):
    hidden = {} if description and items else {"disable": True}  # where there is a bar, the environment decides
    with tqdm(total=len(items), desc=description, leave=False, **hidden) as bar:
        pairs = _in_turn(function, items) if executor is None else _as_they_come(function, items, executor)
        for pair in pairs:
            bar.update()
            yield pair


def ordered(function, items, executor=None, description=None):
    """The results in the order of the items.

    Parameters and errors: as :func:`completed`.

    Returns
    -------
    list

    Examples
    --------
    >>> from concurrent.futures import ThreadPoolExecutor
    >>> from pse_helpers.parallel import ordered
    >>> with ThreadPoolExecutor(2) as pool:
    ...     ordered(abs, [-3, 2, -1], pool)
    [3, 2, 1]
    """
    check_callable(function, "function")
    numbered = [(index, result) for (index, _), result
                in completed(_OfItem(function), enumerate(_all(items)), executor, description)]
    return [result for _, result in sorted(numbered, key=lambda pair: pair[0])]


def ordered_draws(function, items, rng, executor=None, description=None):
    """The results of a function that draws, in the order of the items, each from a generator of its own.

    Parameters
    ----------
    function : callable
        Of one item and a generator, `rng` by name.
    items : iterable
    rng : numpy.random.Generator
        Each item has a child of it: the numbers do not depend on the executor.
    executor, description
        As :func:`completed`.

    Returns
    -------
    list

    Examples
    --------
    Spectral differences of three networks; 20 matrices, drawn in two groups:

    >>> from functools import partial
    >>> import numpy as np
    >>> from pse_helpers.circular import eigenphases
    >>> from pse_helpers.conjugate import spectral_difference
    >>> from pse_helpers.parallel import ordered_draws
    >>> networks = [[np.random.default_rng(seed).standard_normal((8, 12))] for seed in range(3)]
    >>> len(ordered_draws(partial(spectral_difference, ensemble="CUE"), networks, np.random.default_rng(1)))
    3
    >>> groups = ordered_draws(partial(eigenphases, "CUE", 5), [10, 10], np.random.default_rng(1))
    >>> np.concatenate(groups).shape
    (20, 5)
    """
    check_callable(function, "function")
    check_generator(rng)
    items = _all(items)
    return ordered(partial(_drawing, function), list(zip(items, rng.spawn(len(items)))), executor, description)


def process_pool(workers=None):
    """A process pool whose workers start clean, as many as the machine has processors if no number is given.

    Workers are spawned and not forked: a fork copies locks that threads of
    numerical libraries may hold. So the script that calls must be importable
    (`if __name__ == "__main__"`). Where that script is killed, its workers end as well.

    >>> from pse_helpers.parallel import ordered, process_pool
    >>> with process_pool(1) as pool:
    ...     ordered(abs, [-3, 2], pool)
    [3, 2]
    """
    workers = None if workers is None else check_whole(workers, "workers")
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_end_with_the_parent)


def _end_with_the_parent():
    """Start a thread that waits for the parent's end: a worker would wait for its next item for ever.

    For every worker holds both ends of the pipe that items come through, and never sees it closed.
    """
    threading.Thread(target=_exit_after_the_parent, daemon=True).start()


def _exit_after_the_parent():
    parent_process().join()
    os._exit(1)  # at once, also within a long item, whose result nobody takes any more


def _check(function, executor, description):
    check_callable(function, "function")
    if not isinstance(executor, (Executor, type(None))):
        raise TypeError("executor must be a concurrent.futures.Executor, such as process_pool(), or None; "
                        f"got {shown(executor)}")
    if not isinstance(description, (str, type(None))):
        raise TypeError(f"description must be a text or None; got {shown(description)}")


def _all(items):
    try:
        each = iter(items)
    except TypeError as error:
        raise TypeError(f"items must be iterable; got {shown(items)}") from error
    return list(each)


class _OfItem:
    """A function of (index, item) that looks at the item only; unlike a lambda it can be pickled."""

    def __init__(self, function):
        self.function = function

    def __call__(self, pair):
        return self.function(pair[1])


def _drawing(function, pair):
    item, rng = pair
    return function(item, rng=rng)


def _in_turn(function, items):
    return ((item, function(item)) for item in items)


def _as_they_come(function, items, executor):
    # Futures say by a callback that they are done: `as_completed` never hears of some that others called off.
    waiting, done = {}, SimpleQueue()  # {future: item} of those not yielded yet
    try:
        for item in items:
            waiting[future := executor.submit(function, item)] = item
            future.add_done_callback(done.put)
        while waiting:
            future = done.get()
            result = future.result()
            yield waiting.pop(future), result
    except Exception as error:
        # A broken pool settles its futures by itself; one cancelled meanwhile would stop Python 3.11 from doing so.
        left = list(waiting) if isinstance(error, BrokenProcessPool) else _cancel(waiting)
        yield from _finished(waiting, left)
        if type(error) in LOST:
            raise type(error)(LOST[type(error)]) from error
        raise
    finally:
        _cancel(waiting)


def _finished(waiting, left):
    """What was running when another item failed, and is awaited."""
    for future in as_completed(left):
        if not future.cancelled() and future.exception() is None:
            yield waiting.pop(future), future.result()


def _cancel(futures):
    """Call off what has not begun; a list of the others."""
    return [future for future in futures if not future.cancel()]
