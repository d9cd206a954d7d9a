"""How many threads the linear algebra under numpy and scipy may use: a number that a process has once, for all."""

import threading
from contextlib import contextmanager

_LOCK = threading.Lock()
_LIMITS = []  # of those who are within `one_blas_thread`; the first of them has what was before


@contextmanager
def one_blas_thread():
    """Within, a matrix product or an eigenvalue problem uses one thread; gives the number that it would have used.

    Small matrices are solved faster so: threads that share one of them wait for each other. May be entered
    again within itself, and from several threads: the last who leaves restores what the first found.

    Examples
    --------
    >>> from pse_helpers.blas import one_blas_thread
    >>> with one_blas_thread(), one_blas_thread() as threads:
    ...     threads
    1
    """
    from threadpoolctl import ThreadpoolController
    with _LOCK:
        blas = ThreadpoolController().select(user_api="blas")
        threads = max((library["num_threads"] for library in blas.info()), default=1)
        _LIMITS.append(blas.limit(limits=1))
    try:
        yield threads
    finally:
        with _LOCK:
            last = _LIMITS.pop()
            if not _LIMITS:
                last.restore_original_limits()
