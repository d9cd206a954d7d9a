"""Map a function over items, on any executor, with a progress bar.

The numbers do not depend on the executor: an item carries its own seed, and the
function of an item sees nothing of the others.
"""

from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context

from tqdm import tqdm


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
        What stands before the progress bar.

    Yields
    ------
    item, function(item)

    Raises
    ------
    Exception
        The first that the function raises. No further item is started; what an
        executor was working on by then is finished and yielded before.

    Notes
    -----
    The bar goes to standard error; the environment variable TQDM_DISABLE=1 hides it.

    Examples
    --------
    >>> from pse_helpers.parallel import completed
    >>> dict(completed(abs, [-1, 2]))
    {-1: 1, 2: 2}
    """
    items = list(items)
    with tqdm(total=len(items), desc=description, leave=False) as bar:
        pairs = _in_turn(function, items) if executor is None else _as_they_come(function, items, executor)
        for pair in pairs:
            bar.update()
            yield pair


def ordered(function, items, executor=None, description=None):
    """The results in the order of the items, with a progress bar.

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
    numbered = [(index, result) for (index, _), result
                in completed(_OfItem(function), enumerate(items), executor, description)]
    return [result for _, result in sorted(numbered, key=lambda pair: pair[0])]


def process_pool(workers=None):
    """A process pool whose workers start clean, as many as the machine has processors if no number is given.

    Workers are spawned and not forked: a fork copies locks that threads of
    numerical libraries may hold. So the script that calls must be importable
    (`if __name__ == "__main__"`).

    >>> from pse_helpers.parallel import ordered, process_pool
    >>> with process_pool(1) as pool:
    ...     ordered(abs, [-3, 2], pool)
    [3, 2]
    """
    return ProcessPoolExecutor(workers, mp_context=get_context("spawn"))


class _OfItem:
    """A function of (index, item) that looks at the item only; unlike a lambda it can be pickled."""

    def __init__(self, function):
        self.function = function

    def __call__(self, pair):
        return self.function(pair[1])


def _in_turn(function, items):
    return ((item, function(item)) for item in items)


def _as_they_come(function, items, executor):
    # After a failure the loop goes on, so that what was running by then is yielded too; the cancelled are passed over.
    futures, failure = {executor.submit(function, item): item for item in items}, None
    try:
        for future in as_completed(futures):
            if future.cancelled():
                continue
            if future.exception() is None:
                yield futures[future], future.result()
            else:
                failure = failure or future.exception()
                _cancel(futures)
    finally:
        _cancel(futures)
    if failure:
        raise failure


def _cancel(futures):
    for future in futures:
        future.cancel()
