"""Checks of arguments: what passes, and the one line for what does not."""

import subprocess
import sys
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
import torch

from pse_helpers.checks import (
    check_flag,
    check_generator,
    check_number,
    check_rising,
    check_torch_module,
    check_whole,
    in_words,
    real_array,
    whole_numbers,
)

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
    assert check_number(value, "share", "a number above 0", lambda share: share > 0) == value


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


# -- arrays --------------------------------------------------------------------

VALUES = np.array([[1.0, 2.0], [3.0, 4.0]])
FROZEN = VALUES.copy()
FROZEN.flags.writeable = False


@pytest.mark.parametrize("values", [
    VALUES, VALUES.tolist(), FROZEN, VALUES.astype(">f8"), VALUES.astype(">i2"), VALUES.astype(np.float16),
    np.repeat(VALUES, 2, axis=1)[:, ::2], np.asfortranarray(VALUES), pd.DataFrame(VALUES),
    pd.DataFrame(VALUES).convert_dtypes(), torch.tensor(VALUES), torch.tensor(VALUES, requires_grad=True),
    torch.tensor(VALUES, dtype=torch.bfloat16), torch.tensor(VALUES, requires_grad=True) + 0,
    list(torch.tensor(VALUES)),
    [torch.tensor(row, requires_grad=True) for row in VALUES], VALUES.astype(object), VALUES.astype(np.longdouble),
    [[torch.tensor(1.0, requires_grad=True), 2], [3, 4]], np.ma.array(VALUES), [(Fraction(1), 2), (3, 4)]])
def test_real_arrays_of_any_origin(values):
    found = real_array(values, "x", ndim=2)
    assert found.dtype == np.dtype(float) and found.dtype.isnative and type(found) is np.ndarray
    assert np.array_equal(found, VALUES)


def test_double_precision_is_not_copied():
    assert np.shares_memory(real_array(VALUES, "x"), VALUES)


@pytest.mark.parametrize("values", [
    VALUES * 1j, torch.tensor(VALUES) * 1j, VALUES > 2, [True, False], True, "1", ["1", "2"], None, {"a": 1}, {1.0},
    np.datetime64("2020"), VALUES.astype("M8[s]"), pd.to_datetime(["2020-01-01"]), [None, 1], object(), iter([1]),
    pd.Series(["a"]), pd.Series([1, None], dtype="Int64"), [10**400], np.ma.masked_greater(VALUES, 2),
    [np.ma.masked_greater(VALUES, 2)], [1.0, np.ma.masked], [[1, 2], [3]], torch.ones(2, 2).to_sparse(),
    torch.ones(2, device="meta"), [1, [torch.ones(2)]]])
def test_what_is_no_real_array(values):
    with pytest.raises((ValueError, TypeError), match="^x must be .*; got ") as error:
        real_array(values, "x")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("options, message", [
    ({"ndim": 1}, r"x must have 1 dimension; got shape \(2, 2\)"), ({"low": 2}, "x must lie between 2 and inf; got"),
    ({"high": 3}, "x must lie between -inf and 3; got values from 1 to 4")])
def test_limits_of_an_array(options, message):
    with pytest.raises(ValueError, match=f"^{message}"):
        real_array(VALUES, "x", **options)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, np.longdouble("1e4000")])
def test_an_array_is_finite(wrong):
    with pytest.raises(ValueError, match="^x must be finite; got 1 of 2 values that are not, (nan|inf) the first$"):
        real_array([1, wrong], "x")


@pytest.mark.parametrize("value", [True, False, np.True_])
def test_a_flag_is_a_truth_value(value):
    assert check_flag(value, "zeros") is bool(value)


@pytest.mark.parametrize("value", ["no", 0, 1.0, None, [], np.ones(2, bool)])
def test_what_is_no_flag(value):
    with pytest.raises(TypeError, match="^zeros must be True or False; got "):
        check_flag(value, "zeros")


@pytest.mark.parametrize("values", [
    (3, 2), [3, 2], np.array([3, 2]), torch.tensor([3, 2]), torch.Size([3, 2]), range(3, 1, -1)])
def test_whole_numbers_of_any_origin(values):
    assert whole_numbers(values, "shape", number=2) == (3, 2)


@pytest.mark.parametrize("values", [3, "32", None, {3: 2}, (3,), (3, 2.0), (3, 0), (3, True), [[3, 2]], np.array(3),
                                    np.ma.masked_less([3, 2], 3), torch.tensor([3.0, 2])])
def test_what_are_no_whole_numbers(values):
    with pytest.raises((ValueError, TypeError), match="shape must be "):
        whole_numbers(values, "shape", number=2)


def test_checks_leave_torch_out():
    code = "import sys; from pse_helpers.checks import real_array; real_array([1], 'x'); print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
