"""Checks of arguments that many modules share: each gives one line that names the parameter."""

from numbers import Real

import numpy as np


def check_whole(value, name, least=1):
    """A whole number from `least` on, as an int.

    >>> from pse_helpers.checks import check_whole
    >>> check_whole(3, "n")
    3
    """
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < least:
        expected = "a positive integer" if least == 1 else f"a whole number of at least {least}"
        raise ValueError(f"{name} must be {expected}; got {value!r}")
    return int(value)


def check_number(value, name, expected, holds):
    """Refuse what is not a real number, or one of which a condition does not hold.

    >>> from pse_helpers.checks import check_number
    >>> check_number(0.5, "share", "a number above 0", lambda share: share > 0)
    """
    if isinstance(value, bool) or not isinstance(value, Real) or not holds(value):
        raise ValueError(f"{name} must be {expected}; got {value!r}")


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


def in_words(data):
    """What a tensor or an array is, for the line that refuses it.

    >>> import numpy as np
    >>> from pse_helpers.checks import in_words
    >>> in_words(np.ones((2, 3)))
    'float64 of shape (2, 3)'
    """
    shape = f" of shape {tuple(data.shape)}" if hasattr(data, "shape") else ""
    return f"{getattr(data, 'dtype', type(data).__name__)}{shape}"


def check_rising(numbers, name, least):
    """At least so many finite, strictly rising numbers, such as edges of bins, as an array.

    >>> from pse_helpers.checks import check_rising
    >>> check_rising([0, 1, 3], "edges", 3)
    array([0., 1., 3.])
    """
    numbers = np.asarray(numbers, dtype=float)
    if numbers.ndim != 1 or len(numbers) < least or not np.isfinite(numbers).all() or (np.diff(numbers) <= 0).any():
        raise ValueError(f"{name} must be at least {least} finite, rising numbers; got {numbers}")
    return numbers
