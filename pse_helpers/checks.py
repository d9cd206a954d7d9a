"""Checks of arguments that many modules share: each gives one line that names the parameter."""

import sys
from collections.abc import Hashable, Iterable, Mapping
from numbers import Real

import numpy as np

# -- single values -------------------------------------------------------------

def check_whole(value, name, least=1):
    """A whole number from `least` on, as an int.

    >>> from pse_helpers.checks import check_whole
    >>> check_whole(3, "n")
    3
    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        expected = "a positive integer" if least == 1 else f"a whole number of at least {least}"
        raise ValueError(f"{name} must be {expected}; got {shown(value)}")
    return int(value)


def check_number(value, name, expected, holds):
    """A real number of which a condition holds, as a float.

    >>> from pse_helpers.checks import check_number
    >>> check_number(0.5, "share", "a number above 0", lambda share: share > 0)
    0.5
    """
    number = _float(value)
    if number is None or not holds(number):
        raise ValueError(f"{name} must be {expected}; got {shown(value)}")
    return number


def check_positive(value, name):
    """A positive, finite real number, as a float.

    >>> from pse_helpers.checks import check_positive
    >>> check_positive(2, "scale")
    2.0
    """
    return check_number(value, name, "a positive, finite number", lambda number: 0 < number < np.inf)


def check_flag(value, name):
    """True or False, of Python or numpy, as a bool: any other value would count as one of them by accident.

    >>> from pse_helpers.checks import check_flag
    >>> check_flag(np.True_, "zeros")
    True
    """
    if not isinstance(value, (bool, np.bool_)):
        raise TypeError(f"{name} must be True or False; got {shown(value)}")
    return bool(value)


def check_generator(rng):
    """Refuse what is not a numpy.random.Generator.

    >>> import numpy as np
    >>> from pse_helpers.checks import check_generator
    >>> check_generator(np.random.default_rng(1))
    """
    if not isinstance(rng, np.random.Generator):
        raise TypeError(f"rng must be a numpy.random.Generator; got a {type(rng).__name__}")


def check_torch_module(model):
    """Refuse what is not a torch.nn.Module.

    >>> import torch
    >>> from pse_helpers.checks import check_torch_module
    >>> check_torch_module(torch.nn.Linear(3, 2))
    """
    import torch
    if not isinstance(model, torch.nn.Module):
        raise TypeError(f"model must be a torch module; got a {type(model).__name__}")


def check_callable(value, name):
    """Refuse what cannot be called.

    >>> from pse_helpers.checks import check_callable
    >>> check_callable(len, "place_of")
    """
    if not callable(value):
        raise TypeError(f"{name} must be a function; got {shown(value)}")


def check_text(value, name):
    """Refuse what is no text.

    >>> from pse_helpers.checks import check_text
    >>> check_text("Half of ten is 5.", "sentence")
    """
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a text; got {shown(value)}")


def check_mapping(value, name, expected):
    """Refuse what is neither a mapping nor a pandas.Series, which has names as well.

    >>> from pse_helpers.checks import check_mapping
    >>> check_mapping({"a": 1}, "values", "names to numbers")
    """
    if not isinstance(value, Mapping) and not (hasattr(value, "items") and hasattr(value, "name")):
        raise TypeError(f"{name} must be a mapping of {expected}; got a {type(value).__name__}")


def check_table(value, name, *columns):
    """Refuse what is not a pandas.DataFrame with these columns.

    >>> import pandas as pd
    >>> from pse_helpers.checks import check_table
    >>> check_table(pd.DataFrame({"first": [1]}), "table", "first")
    """
    if not hasattr(value, "columns") or not hasattr(value, "itertuples"):
        raise TypeError(f"{name} must be a pandas.DataFrame; got a {type(value).__name__}")
    missing = [column for column in columns if column not in value.columns]
    if missing:
        raise ValueError(f"{name} must have the columns {', '.join(columns)}; got none named {missing[0]}")


def check_column(column, name, table):
    """Refuse what names no column of a table.

    >>> import pandas as pd
    >>> from pse_helpers.checks import check_column
    >>> check_column("z", "column", pd.DataFrame({"z": [1]}))
    """
    if not isinstance(column, Hashable) or column not in table.columns:
        raise ValueError(f"{name} must be one of the table's columns, {', '.join(map(str, table.columns))}; "
                         f"got {shown(column)}")


# -- several numbers -----------------------------------------------------------

def real_numbers(values, name, booleans=False):
    """Real numbers as an array of their own precision, from arrays of any origin: without a mask, in native order.

    Tensors of any device, also with gradients, objects of pandas, lists, lists of tensors. What is
    masked, complex, text or a date is refused, and so are truth values unless `booleans` are welcome.

    >>> import numpy as np
    >>> from pse_helpers.checks import real_numbers
    >>> real_numbers(np.array([1, 2], dtype=">i2"), "x")
    array([1, 2], dtype=int16)
    """
    return _numbers(values, name, *(("fiub", "real numbers or booleans") if booleans else ("fiu", "real numbers")))


def real_array(values, name, ndim=None, finite=True, low=-np.inf, high=np.inf):
    """Real numbers in double precision, finite, of so many dimensions, between limits; doubles are not copied.

    >>> from pse_helpers.checks import real_array
    >>> real_array([1, 2], "x", ndim=1)
    array([1., 2.])
    """
    array = _numbers(values, name, "fiu", "real numbers")
    if array.dtype != np.float64:
        with np.errstate(over="ignore"):  # a longer float may be infinite as a double
            array = array.astype(float)
    if ndim not in (None, array.ndim):
        raise ValueError(f"{name} must have {ndim} dimension{'s' * (ndim > 1)}; got shape {array.shape}")
    if finite and not np.isfinite(array).all():
        wrong = array[~np.isfinite(array)]
        raise ValueError(f"{name} must be finite; got {wrong.size} of {array.size} values that are not, "
                         f"{wrong.flat[0]} the first")
    if low > -np.inf and (array < low).any() or high < np.inf and (array > high).any():
        raise ValueError(f"{name} must lie between {low:g} and {high:g}; got values from {array.min():g} to "
                         f"{array.max():g}")
    return array


def real_line(values, name):
    """Points of the real line, infinite ones included, drawn in as far as squares are finite.

    >>> from pse_helpers.checks import real_line
    >>> real_line([1, np.inf], "x")
    array([1.e+000, 1.e+150])
    """
    array = real_array(values, name, finite=False)
    if np.isnan(array).any():
        raise ValueError(f"{name} must be numbers; got {np.isnan(array).sum()} of {array.size} that are NaN")
    return np.clip(array, -1e150, 1e150)


def complex_array(values, name):
    """Complex or real numbers in double precision.

    >>> from pse_helpers.checks import complex_array
    >>> complex_array([1, 1j], "coefficients")
    array([1.+0.j, 0.+1.j])
    """
    return _numbers(values, name, "fiuc", "numbers").astype(complex, copy=False)


def plain(values, name):
    """Values without gradients, device and mask, none of which numpy would ask about; so are the entries of a list.

    >>> import torch
    >>> from pse_helpers.checks import plain
    >>> plain(torch.ones(2, requires_grad=True), "x")
    array([1., 1.], dtype=float32)
    """
    if isinstance(values, (list, tuple)):
        special = any(_is_tensor(one) or isinstance(one, (np.ma.MaskedArray, list, tuple)) for one in values)
        return [plain(one, name) for one in values] if special else values
    if np.ma.is_masked(values):
        raise TypeError(f"{name} must be numbers without a mask; got {np.ma.count_masked(values)} masked values")
    if _is_tensor(values):
        values = values.detach().cpu()
        return (values.float() if values.is_floating_point() and values.element_size() < 4 else values).numpy()
    return values


def check_rising(numbers, name, least):
    """At least so many finite, strictly rising numbers, such as edges of bins, as an array.

    >>> from pse_helpers.checks import check_rising
    >>> check_rising([0, 1, 3], "edges", 3)
    array([0., 1., 3.])
    """
    numbers = real_array(numbers, name, finite=False)
    if numbers.ndim != 1 or len(numbers) < least or not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any():
        raise ValueError(f"{name} must be at least {least} finite, rising numbers; got {shown(numbers.tolist())}")
    return numbers


def whole_numbers(values, name, number=None, least=1):
    """Whole numbers from `least` on, so many where that is fixed, as a tuple of int.

    >>> from pse_helpers.checks import whole_numbers
    >>> whole_numbers([3, 2], "shape", number=2)
    (3, 2)
    """
    entries = listed(values, name, "whole numbers")
    if number not in (None, len(entries)):
        raise ValueError(f"{name} must be {number} whole numbers; got {shown(values)}")
    return tuple(check_whole(one, f"each number of {name}", least) for one in entries)


def matrix_shapes(shapes, name):
    """At least one pair (out, rest) of positive whole numbers, as a list of tuples.

    >>> from pse_helpers.checks import matrix_shapes
    >>> matrix_shapes([[2, 5], (4, 4)], "shapes")
    [(2, 5), (4, 4)]
    """
    shapes = [whole_numbers(one, f"each shape of {name}", number=2) for one in listed(shapes, name, "(out, rest)")]
    if not shapes:
        raise ValueError(f"{name} must have at least one layer matrix; got none")
    return shapes


def listed(values, name, expected):
    """The entries of a sequence, an array or another iterable, as a list; no text, mapping or single value.

    >>> from pse_helpers.checks import listed
    >>> listed((3, 2), "orders", "whole numbers")
    [3, 2]
    """
    values = values.tolist() if _is_tensor(values) else values
    if isinstance(values, (str, bytes, Mapping)) or not isinstance(values, Iterable) or getattr(values, "ndim", 1) == 0:
        raise TypeError(f"{name} must be a sequence of {expected}; got {shown(values)}")
    return list(values)


# -- words ---------------------------------------------------------------------

def in_words(data):
    """What a tensor or an array is, for the line that refuses it.

    >>> import numpy as np
    >>> from pse_helpers.checks import in_words
    >>> in_words(np.ones((2, 3)))
    'float64 of shape (2, 3)'
    """
    shape = f" of shape {tuple(data.shape)}" if hasattr(data, "shape") else ""
    return f"{getattr(data, 'dtype', type(data).__name__)}{shape}"


def shown(value):
    """A value in a few words on one line.

    >>> from pse_helpers.checks import shown
    >>> shown(0.5), shown(np.ones(9)), shown("a" * 99)
    ('0.5', 'float64 of shape (9,)', "'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa...")
    """
    if getattr(value, "ndim", 0) > 0:
        return in_words(value)
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


# -- what stands behind --------------------------------------------------------

def _float(value):
    """A real number as a float; None for a truth value, for what is no number, and for what no double holds."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def _is_tensor(value):
    torch = sys.modules.get("torch")  # whoever holds a tensor has imported torch
    return torch is not None and isinstance(value, torch.Tensor)


def _numbers(values, name, kinds, expected):
    """An array of one of these kinds of numbers, in native order."""
    if type(values) is np.ndarray and values.dtype.kind in kinds and values.dtype.isnative:
        return values  # as mostly in inner loops
    array = _array(values, name)
    if array.dtype.kind == "O" and all(_float(one) is not None for one in array.flat):
        array = array.astype(float)
    if array.dtype.kind not in kinds:
        raise TypeError(f"{name} must be {expected}; got {shown(values) if array.ndim == 0 else in_words(array)}")
    return array.astype(array.dtype.newbyteorder("="), copy=False)


def _array(values, name):
    """Whatever came as an array of some kind."""
    try:
        return np.asarray(plain(values, name))
    except (ValueError, TypeError, RuntimeError, NotImplementedError) as error:
        if str(error).startswith(f"{name} must"):
            raise
        raise ValueError(f"{name} must be an array of numbers; got {shown(values)}") from error
