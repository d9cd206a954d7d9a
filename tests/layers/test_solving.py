"""Matrices are solved in their order, side by side or alone, with the same numbers on any number of threads."""

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
def ran_in(monkeypatch):
    """The threads in which matrices are solved from now on, by name."""
    names, solve = {}, solving.squared_singular_values
    monkeypatch.setattr(solving, "squared_singular_values", lambda name, matrix: names.update(
        {name: threading.current_thread() is threading.main_thread()}) or solve(name, matrix))
    return names


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


def test_small_matrices_go_side_by_side_and_large_ones_alone(matrices, ran_in, monkeypatch):
    monkeypatch.setattr(solving, "LARGE", 350 * 350)
    with threadpoolctl.threadpool_limits(2, "blas"):
        layer_spectra({f"{index}.weight": matrix for index, matrix in enumerate(matrices)})
    in_main = {name for name, main in ran_in.items() if main}
    large = {f"{index}.weight" for index, shape in enumerate(SHAPES) if np.prod(shape) >= 350 * 350}
    assert large == {"5.weight"} and large <= in_main
    assert "0.weight" not in in_main and "2.weight" not in in_main


def test_tiny_networks_start_no_threads(ran_in):
    layer_spectra([np.ones((5, 7)), np.eye(9)])
    assert set(ran_in.values()) == {True}


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


def test_no_more_arrays_are_held_than_threads(monkeypatch):
    """An array is asked for only when one of so many as there are threads is solved."""
    events, solve = [], solving._first
    monkeypatch.setattr(solving, "_first", lambda waiting: events.append("solved") or solve(waiting))

    def items():
        for index in range(6):
            events.append("read")
            array = np.random.default_rng(index).standard_normal((300, 300))
            yield solving.Weight(str(index), array, 1e-16, array.size)
    with threadpoolctl.threadpool_limits(2, "blas"):
        assert len(list(solving.solved(items()))) == 6
    held = np.cumsum([1 if event == "read" else -1 for event in events])
    assert held.max() == 2 and held[-1] == 0
