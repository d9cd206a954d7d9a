"""Checks of arguments: what passes, and the one line for what does not."""

import numpy as np
import pytest
import torch

from pse_helpers.checks import check_generator, check_number, check_rising, check_torch_module, check_whole, in_words

# -- numbers -------------------------------------------------------------------

@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_a_whole_number_comes_back_as_an_int(value):
    assert check_whole(value, "n", least=3) == 3 and type(check_whole(value, "n")) is int


@pytest.mark.parametrize("value", [0, -1, 1.0, np.float64(2), True, np.True_, "3", None, [3]])
def test_what_is_no_positive_integer(value):
    with pytest.raises(ValueError, match="^n must be a positive integer; got "):
        check_whole(value, "n")


def test_a_whole_number_below_the_least():
    assert check_whole(0, "n", least=0) == 0
    with pytest.raises(ValueError, match="^size must be a whole number of at least 19; got 18$"):
        check_whole(18, "size", least=19)


@pytest.mark.parametrize("value", [0.5, 1, np.float32(0.5), np.int8(1)])
def test_a_number_of_which_the_condition_holds(value):
    assert check_number(value, "share", "a number above 0", lambda share: share > 0) is None


@pytest.mark.parametrize("value", [0, -0.5, np.nan, True, "1", None, 1j, np.ones(2)])
def test_what_is_no_such_number(value):
    with pytest.raises(ValueError, match="^share must be a number above 0; got "):
        check_number(value, "share", "a number above 0", lambda share: share > 0)


# -- rising numbers ------------------------------------------------------------

@pytest.mark.parametrize("numbers", [[0, 1, 3], (0, 1, 3), np.array([0, 1, 3], np.int8), range(0, 4, 1)])
def test_rising_numbers_come_back_as_an_array(numbers):
    found = check_rising(numbers, "edges", 3)
    assert found.dtype == float and found.tolist() == [float(number) for number in numbers]


@pytest.mark.parametrize("numbers", [
    [], [0, 1], [0, 1, 1], [0, 2, 1], [0, 1, np.nan], [0, 1, np.inf], [-np.inf, 0, 1], [[0, 1, 2]], 3.0])
def test_what_is_not_rising(numbers):
    with pytest.raises(ValueError, match="^edges must be at least 3 finite, rising numbers; got "):
        check_rising(numbers, "edges", 3)


def test_the_least_number_of_rising_numbers_is_enough():
    assert len(check_rising([0, 1], "edges", 2)) == 2
    with pytest.raises(ValueError, match="^edges must be at least 2 finite, rising numbers; got "):
        check_rising([0], "edges", 2)


# -- generators, modules, words ------------------------------------------------

@pytest.mark.parametrize("rng", [None, 3, np.random, np.random.RandomState(1), np.random.SeedSequence(1)])
def test_what_is_no_generator(rng):
    check_generator(np.random.default_rng(1))
    with pytest.raises(TypeError, match=f"^rng must be a numpy.random.Generator; got a {type(rng).__name__}$"):
        check_generator(rng)


@pytest.mark.parametrize("model", [None, torch.ones(2), torch.nn.Linear, {"weight": torch.ones(2, 2)}])
def test_what_is_no_module(model):
    check_torch_module(torch.nn.Linear(3, 2))
    with pytest.raises(TypeError, match=f"^model must be a torch module; got a {type(model).__name__}$"):
        check_torch_module(model)


@pytest.mark.parametrize("data, words", [
    (np.ones((2, 3)), "float64 of shape (2, 3)"), (torch.ones(4), "torch.float32 of shape (4,)"),
    ([1, 2], "list"), (None, "NoneType")])
def test_data_in_words(data, words):
    assert in_words(data) == words
