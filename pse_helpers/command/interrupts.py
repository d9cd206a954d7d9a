"""Work that Ctrl-C ends at once, however long one step of it takes."""

import os
import sys
from concurrent.futures import Future
from threading import Thread

HEARD = 0.1  # seconds in which Ctrl-C is heard where a wait cannot be broken off, on Windows


def beside(work, *arguments):
    """The result of a function, or what it raises; a KeyboardInterrupt leaves it behind, still at work.

    Python hears Ctrl-C in its main thread alone, between two steps of that: the eigenvalues of a large matrix are one
    step, of minutes. So the work has a thread of its own, and the main thread does nothing but listen.

    >>> from pse_helpers.command.interrupts import beside
    >>> beside(max, 2, 3)
    3
    """
    outcome = Future()
    thread = Thread(target=_settle, args=(outcome, work, arguments), daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(HEARD)
    return outcome.result()


def _settle(outcome, work, arguments):
    try:
        outcome.set_result(work(*arguments))
    except BaseException as error:  # whatever it is, the main thread raises it
        outcome.set_exception(error)


def leave(status):
    """End the process now: an ordinary end would wait for work that was left behind, or pull the rug from under it."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)
