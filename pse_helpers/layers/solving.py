"""Squared singular values of many matrices: small ones side by side, large ones one after another.

A product or an eigenvalue problem gains from several threads only where it is large; in small ones the threads
wait for each other. So small matrices are solved on one thread each, as many at a time as there would have been
threads for one.
"""

from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from functools import partial
from itertools import groupby
from math import prod

import numpy as np

from pse_helpers.blas import one_blas_thread
from pse_helpers.layers.sources import Weight

LARGE = 2**22  # weights, from which on a matrix is solved alone, on all threads
WORTHWHILE = 2e7  # multiplications, some milliseconds, from which on threads pay for their start
BLOCK = 2**20  # numbers of a matrix that are held in double precision at once
FEW = 16  # rows, below which their products are summed pairwise


def solved(items):
    """(item, squared singular values) of every weight of a reading, in its order; (item, None) of what is no weight."""
    for large, run in groupby(items, _is_large):
        yield from ((item, _values(item)) for item in run) if large else _side_by_side(run)


def _is_large(item):
    return isinstance(item, Weight) and item.array.size >= LARGE


def _side_by_side(items):
    """As many at a time as there are threads, and so many in memory; the first that is worth it starts them."""
    with ExitStack() as stack:
        pool, threads, waiting = None, 1, deque()
        for item in items:
            if pool is None and _multiplications(item) > WORTHWHILE:
                threads = stack.enter_context(one_blas_thread())
                pool = stack.enter_context(ThreadPoolExecutor(threads))
            waiting.append((item, pool.submit(_values, item).result if pool else partial(_values, item)))
            if len(waiting) >= threads:
                yield _first(waiting)
        while waiting:
            yield _first(waiting)


def _first(waiting):
    item, values = waiting.popleft()
    return item, values()


def _multiplications(item):
    """About as many as solving a matrix takes: those of its Gram matrix, and 4/3 N^3 of the eigenvalues."""
    if not isinstance(item, Weight):
        return 0
    n, m = sorted((len(item.array), prod(item.array.shape[1:])))
    return n * n * (m + 4 * n / 3)


def _values(item):
    if not isinstance(item, Weight):
        return None
    return squared_singular_values(item.name, item.array.reshape(len(item.array), -1))


def squared_singular_values(name, matrix):
    """From the smaller of W W^T and W^T W, which differ in their number of zeros only."""
    _check_range(name, matrix)
    smaller = matrix if len(matrix) <= matrix.shape[1] else matrix.T
    return np.maximum(np.linalg.eigvalsh(_gram(smaller))[::-1], 0)


def _gram(matrix):
    """W W^T in double precision, its lower triangle at least; W itself is widened a block of columns at a time."""
    width = max(1, BLOCK // len(matrix))
    product = _pairwise_product if len(matrix) < FEW else _product
    gram = product(matrix[:, :width])
    for start in range(width, matrix.shape[1], width):
        gram += product(matrix[:, start:start + width])
    return gram


def _product(columns):
    columns = np.require(columns, np.float64, "CA")  # other than aligned, numpy would add up in another order
    return columns @ columns.T  # numpy sees that it is symmetric, and forms half of it


def _pairwise_product(columns):
    """Of a few rows: along them numpy sums pairwise, or long sums would round by more than few eigenvalues allow."""
    columns = np.require(columns, np.float64, "CA")
    gram = np.zeros((len(columns), len(columns)))
    for i, row in enumerate(columns):
        gram[i:, i] = (columns[i:] * row).sum(axis=1)
    return gram


def _check_range(name, matrix):
    """Refuse what is not finite, and what would overflow or underflow when squared."""
    largest = float(max(matrix.max(), -matrix.min()))  # without a temporary of the matrix's size
    if not np.isfinite(largest):
        raise ValueError(f"source: {name} has NaN or infinite weights; expected finite ones")
    if largest and not 1e-150 < largest < 1e150:
        raise ValueError(f"source: {name} has weights of size {largest:.0e}, whose squares are out of range")
