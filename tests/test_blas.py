"""The limit holds within, for all threads, and what was before is restored, in whatever order they leave."""

import threading

import numpy as np
import threadpoolctl

from pse_helpers.blas import one_blas_thread

LONG = 200  # seconds, that no test waits for, however busy the machine


def threads():
    np.ones((2, 2)) @ np.ones((2, 2))  # so that the library is there
    return max(one["num_threads"] for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas")


def test_within_there_is_one():
    with threadpoolctl.threadpool_limits(3, "blas"):
        with one_blas_thread() as before:
            assert before == 3 and threads() == 1
            with one_blas_thread() as inside:
                assert inside == 1
            assert threads() == 1
        assert threads() == 3


def test_the_last_who_leaves_restores_what_the_first_found():
    """The first leaves first: a limit that each restored for himself would leave one thread for ever."""
    first_in, second_in, first_out = threading.Event(), threading.Event(), threading.Event()

    def first():
        with one_blas_thread():
            first_in.set()
            second_in.wait(LONG)
        first_out.set()

    with threadpoolctl.threadpool_limits(3, "blas"):
        other = threading.Thread(target=first)
        other.start()
        assert first_in.wait(LONG)
        with one_blas_thread():
            second_in.set()
            assert first_out.wait(LONG)
            assert threads() == 1
        other.join(LONG)
        assert not other.is_alive() and threads() == 3
