"""Squared singular values of many matrices: small ones together, side by side, a large one alone on all threads.

A product or an eigenvalue problem gains from several threads only where it is large; in small ones the threads
wait for each other. So small matrices are solved on one thread each, as many at a time as there would have been
threads for one; and their numbers do not depend on their company, since threads share a sum in another order.
"""

from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from math import prod

import numpy as np

from pse_helpers.blas import one_blas_thread
from pse_helpers.layers.sources import Weight

LARGE = 2**22  # weights, from which on a matrix is solved alone, on all threads
TOGETHER = 2**24  # weights of small matrices that are held at a time
SHORT = 1e6  # multiplications, up to which a matrix is solved on one thread however many there are
ROWS = 512  # of all matrices in one call, from which on numpy solves them without stopping the other threads
BLOCK = 2**20  # numbers of a matrix that are held in double precision at once, or as many as its Gram matrix has
FEW = 16  # rows, below which their products are summed pairwise


def solved(items):
    """(item, squared singular values) of every weight of a reading, in its order; (item, None) of what is no weight."""
    for batch in _batches(items):
        weights = [item for item in batch if isinstance(item, Weight)]
        in_turn = all(map(_is_large, weights)) or all(map(_is_short, weights))
        solutions = iter(map(squared_singular_values, weights) if in_turn else _side_by_side(weights))
        yield from ((item, next(solutions) if isinstance(item, Weight) else None) for item in batch)


def _batches(items):
    """Items whose matrices are solved together: of a large one alone, or of small ones."""
    batch, room = [], TOGETHER
    for item in items:
        size = _size(item)
        if size > room:
            yield batch
            batch, room = [], TOGETHER
        batch.append(item)
        room -= size
    yield batch


def _size(item):
    if not isinstance(item, Weight):
        return 0
    return TOGETHER if _is_large(item) else item.array.size


def _is_large(weight):
    return weight.array.size >= LARGE


def _is_short(weight):
    return _multiplications(weight) <= SHORT


def _multiplications(weight):
    """About as many as solving a matrix takes: those of its Gram matrix, and 4/3 N^3 of the eigenvalues."""
    n, m = sorted((len(weight.array), prod(weight.array.shape[1:])))
    return n * n * (m + 4 * n / 3)


def squared_singular_values(weight):
    """From the smaller of W W^T and W^T W, which differ in their number of zeros only."""
    _check_range(weight)
    return _eigenvalues(_gram_matrix(weight))


def _side_by_side(weights):
    """The same of many. Long calls go first, so that no thread ends much later than the others."""
    for weight in weights:
        _check_range(weight)
    with one_blas_thread() as threads, ThreadPoolExecutor(threads) as pool:
        order = sorted(range(len(weights)), key=lambda index: -_multiplications(weights[index]))
        grams = dict(zip(order, pool.map(_gram_matrix, (weights[index] for index in order))))
        groups = _of_equal_rows(grams)
        stacks = (np.stack([grams[index] for index in group]) for group in groups)
        solutions = dict(zip(chain(*groups), chain(*pool.map(_eigenvalues, stacks))))
    return [solutions[index] for index in range(len(weights))]


def _of_equal_rows(grams):
    """The keys of matrices with equally many rows in groups, those of many rows first."""
    by_rows = {}
    for index, gram in grams.items():
        by_rows.setdefault(len(gram), []).append(index)
    return [group[start:start + -(-ROWS // rows)] for rows, group in sorted(by_rows.items(), reverse=True)
            for start in range(0, len(group), -(-ROWS // rows))]


def _gram_matrix(weight):
    matrix = weight.array.reshape(len(weight.array), -1)
    return _gram(matrix if len(matrix) <= matrix.shape[1] else matrix.T)


def _eigenvalues(grams):
    """Of one Gram matrix, or of a stack of them, descending."""
    return np.maximum(np.linalg.eigvalsh(grams)[..., ::-1], 0)


def _gram(matrix):
    """W W^T in double precision, its lower triangle at least; W itself is widened a block of columns at a time."""
    width = max(len(matrix), BLOCK // len(matrix))  # or adding products would cost more than forming them
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


def _check_range(weight):
    """Refuse what is not finite, and what would overflow or underflow when squared."""
    largest = float(max(weight.array.max(), -weight.array.min()))  # without a temporary of the array's size
    if not np.isfinite(largest):
        raise ValueError(f"source: {weight.name} has NaN or infinite weights; expected finite ones")
    if largest and not 1e-150 < largest < 1e150:
        raise ValueError(f"source: {weight.name} has weights of size {largest:.0e}, whose squares are out of range")
