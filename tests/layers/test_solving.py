"""Matrices are solved in batches, side by side or alone, with the same numbers on any number of threads."""

import threading

import numpy as np
import pytest
import threadpoolctl

from pse_helpers.layers import layer_spectra, solving

SHAPES = [(300, 400), (5, 7), (400, 300), (64, 576), (20, 9), (350, 350), (1, 8)]


@pytest.fixture
def matrices():
    return [np.random.default_rng(seed).standard_normal(shape) for seed, shape in enumerate(SHAPES)]


@pytest.fixture
def in_main(monkeypatch):
    """By name, whether a matrix was solved in the main thread, from now on."""
    found, gram_matrix = {}, solving._gram_matrix

    def noted(weight):
        found[weight.name] = threading.current_thread() is threading.main_thread()
        return gram_matrix(weight)
    monkeypatch.setattr(solving, "_gram_matrix", noted)
    return found


@pytest.mark.parametrize("threads", [1, 2, 3])
def test_values_do_not_depend_on_the_number_of_threads(matrices, threads):
    expected = [np.linalg.svd(matrix, compute_uv=False)**2 for matrix in matrices]
    alone = [layer_spectra([matrix]).values[0] for matrix in matrices]
    with threadpoolctl.threadpool_limits(threads, "blas"):
        spectra = layer_spectra(matrices)
    assert spectra.shapes == tuple(SHAPES)
    for found, one, squares in zip(spectra.values, alone, expected):
        assert np.array_equal(found, one)
        np.testing.assert_allclose(found, squares, rtol=0, atol=1e-12 * squares[0])


def test_small_matrices_go_side_by_side_and_large_ones_alone(matrices, in_main, monkeypatch):
    monkeypatch.setattr(solving, "LARGE", 350 * 350)
    matrices.insert(5, np.eye(300))  # the large one stands between two batches
    layer_spectra({f"{index}.weight": matrix for index, matrix in enumerate(matrices)})
    assert in_main == {f"{index}.weight": index in (6, 7) for index in range(8)}  # the last one, tiny, needs no thread


def test_tiny_networks_start_no_threads(in_main):
    layer_spectra([np.ones((5, 7)), np.eye(9)])
    assert set(in_main.values()) == {True}


def test_equally_many_rows_share_a_call_that_lets_other_threads_run(monkeypatch):
    """numpy keeps other threads of Python waiting where matrices times rows are 500 at most."""
    calls, eigenvalues = [], solving._eigenvalues
    monkeypatch.setattr(solving, "_eigenvalues", lambda grams: calls.append(grams.shape) or eigenvalues(grams))
    layer_spectra([np.random.default_rng(seed).standard_normal((rows, 300)) for seed, rows
                   in enumerate([260, 200, 260, 200, 200, 260, 200, 260])])
    assert sorted(calls) == [(1, 200, 200), (2, 260, 260), (2, 260, 260), (3, 200, 200)]


def test_the_limit_is_restored_also_after_an_error(matrices):
    before = threads_of_blas()
    layer_spectra(matrices)
    assert threads_of_blas() == before
    with pytest.raises(ValueError, match="2 has NaN or infinite weights"):
        layer_spectra([*matrices[:2], np.full((300, 300), np.nan)])
    assert threads_of_blas() == before


def threads_of_blas():
    return [one["num_threads"] for one in threadpoolctl.threadpool_info() if one["user_api"] == "blas"]


def test_the_first_error_in_the_order_of_the_layers_is_raised(matrices):
    broken = np.full((300, 300), np.inf)
    with pytest.raises(ValueError, match="^source: 1 has NaN"):
        layer_spectra([matrices[0], broken, matrices[2], broken])


@pytest.mark.parametrize("sizes, batches", [
    ([300] * 6, [2, 2, 2]), ([300, 500, 300], [1, 1, 1]), ([700, 100, 100], [1, 2]), ([500, 500, 1], [1, 1, 1])])
def test_no_more_weights_are_held_than_said(sizes, batches, monkeypatch):
    """At most 600 of small matrices here, those of 500 and more alone."""
    monkeypatch.setattr(solving, "TOGETHER", 600)
    monkeypatch.setattr(solving, "LARGE", 500)
    read, events = [], []

    def items():
        for index, size in enumerate(sizes):
            read.append(index)
            yield solving.Weight(str(index), np.ones((1, size)), 1e-16, size)
    for _ in solving.solved(items()):
        events.append(len(read))
    ahead = np.repeat(np.cumsum(batches) + 1, batches)  # a batch ends where the next item has no room
    assert events == np.minimum(ahead, len(sizes)).tolist()


def test_what_is_no_weight_keeps_its_place(matrices):
    first, second = (solving.Weight(str(index), matrices[index], 1e-16, 1) for index in (0, 2))
    found = list(solving.solved(["a note", first, "left out", second]))
    assert [(item, values is None) for item, values in found] == [
        ("a note", True), (first, False), ("left out", True), (second, False)]
