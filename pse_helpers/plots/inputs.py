"""What figures are given: checked by one line above each, and read as arrays, before anything is drawn.

A check is a function of a value, its name and all that was given. It returns the value as
the figure uses it, or says in one line what should have come; `each` makes one of a
mapping from one of its entries, and so on inwards.
"""

import inspect
from functools import wraps

import numpy as np

from pse_helpers.checks import (
    check_callable,
    check_column,
    check_mapping,
    check_number,
    check_rising,
    check_table,
    check_text,
    check_whole,
    complex_array,
    listed,
    real_array,
    real_numbers,
    shown,
)

LARGEST = 1e150  # that is drawn: its square is still finite


def takes(**checks):
    """Check a function's arguments, by their names, whenever it is called.

    >>> from pse_helpers.plots.inputs import each, number, takes
    >>> @takes(heights=each(number()))
    ... def highest(heights):
    ...     return max(heights.values())
    >>> highest({"a": 1, "b": 2})
    2.0
    >>> highest({"a": "tall"})
    Traceback (most recent call last):
    ...
    ValueError: heights['a'] must be a finite number; got 'tall'
    """
    def checked(draw):
        signature = inspect.signature(draw)

        @wraps(draw)
        def drawn(*arguments, **options):
            bound = signature.bind(*arguments, **options)
            for name, check in checks.items():
                if name in bound.arguments:
                    bound.arguments[name] = check(bound.arguments[name], name, bound.arguments)
            return draw(*bound.args, **bound.kwargs)
        return drawn
    return checked


# -- of several entries ----------------------------------------------------------

def each(check, like=None, most=None):
    """A mapping with an entry at least, all of one kind, at most so many; with one for each key of another argument."""
    def checked(values, name, given):
        if not hasattr(values, "columns"):  # a table is a mapping of its columns
            check_mapping(values, name, "names to what is drawn")
        values = dict(values.items())
        if not values or most is not None and len(values) > most:
            raise ValueError(f"{name} must have one entry at least{f' and {most} at most' if most else ''}; "
                             f"got {len(values) or 'none'}")
        missing = [key for key in given[like] if key not in values] if like else []
        if missing:
            raise ValueError(f"{name} must have an entry for each of {like}; got none for {missing[0]!r}")
        return {key: check(value, f"{name}[{key!r}]", given) for key, value in values.items()}
    return checked


def several(check, least=0):
    """A sequence of entries of one kind, so many at least."""
    def checked(values, name, given):
        values = listed(values, name, "what is drawn")
        if len(values) < least:
            raise ValueError(f"{name} must have at least {least}; got {len(values) or 'none'}")
        return [check(value, f"each of {name}", given) for value in values]
    return checked


def parts(*checks):
    """So many parts, each of its own kind."""
    def checked(values, name, given):
        values = listed(values, name, f"{len(checks)} parts")
        if len(values) != len(checks):
            raise ValueError(f"{name} must have {len(checks)} parts; got {len(values)}")
        return tuple(check(value, f"each part of {name}", given) for check, value in zip(checks, values))
    return checked


def rows(number, like=None):
    """So many rows of numbers, equally long, or as long as another argument."""
    def checked(values, name, given):
        found = parts(*[numbers(like=like)] * number)(values, name, given)
        if len(set(map(len, found))) > 1:
            lengths = ", ".join(str(len(row)) for row in found)
            raise ValueError(f"{name} must be {number} rows of equal length; got {lengths} numbers")
        return found
    return checked


def optional(check):
    """The same, or None."""
    return lambda value, name, given: None if value is None else check(value, name, given)


# -- numbers and the like ----------------------------------------------------------

def numbers(ndim=1, like=None, size=None, least=1, booleans=False):
    """An array of finite numbers, so many at least; its last axis as long as another argument, or as `size` says."""
    def checked(values, name, given):
        array = real_array(real_numbers(values, name, booleans) * 1, name, ndim=ndim, low=-LARGEST, high=LARGEST)
        wanted = len(given[like]) if like else size
        if array.size < least or wanted is not None and array.shape[-1:] != (wanted,):
            expected = f"{wanted} numbers{f', as {like} has' if like else ''}" if wanted else f"at least {least}"
            raise ValueError(f"{name} must have {expected}; got shape {array.shape}")
        return array
    return checked


def rising(values, name, given):
    """At least two numbers that rise."""
    return check_rising(values, name, 2)


def counts_between_edges(counts, name, given):
    """Rows of counts, as many in each as there are bins between the argument `edges`."""
    counts, bins = numbers(2)(counts, name, given), len(given["edges"]) - 1
    if counts.shape[1] != bins:
        raise ValueError(f"{name} must have {bins} bins, as edges have; got shape {counts.shape}")
    return counts


def complex_numbers(values, name, given):
    """An array of complex numbers, in a row."""
    array = complex_array(values, name).ravel()
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must be finite; got {array[~np.isfinite(array)][0]}")
    return array


def number(above=-LARGEST):
    """A finite number, above a limit."""
    expected = "a finite number" + f" above {above:g}" * (above > -LARGEST)
    return lambda value, name, given: check_number(value, name, expected, lambda one: above < one <= LARGEST)


def whole(value, name, given):
    """A whole number, 0 included."""
    return check_whole(value, name, least=0)


def text(value, name, given):
    """A text."""
    check_text(value, name)
    return value


def function(value, name, given):
    """Something that can be called."""
    check_callable(value, name)
    return value


def made_by(maker, *attributes):
    """A result of one of the package's functions, known by what it has."""
    def checked(value, name, given):
        missing = [one for one in attributes if not hasattr(value, one)]
        if missing:
            raise TypeError(f"{name} must be what {maker} returns; got {shown(value)}, without {missing[0]}")
        return value
    return checked


# -- tables ------------------------------------------------------------------------

def frame(*columns, words=()):
    """A DataFrame with a row at least, these columns of numbers, and others of words or of truth values."""
    def checked(value, name, given):
        check_table(value, name, *columns, *words)
        _check_numbers(value, name, columns)
        return value
    return checked


def matrix(value, name, given):
    """A DataFrame of nothing but numbers, a row and a column at least."""
    check_table(value, name)
    _check_numbers(value, name, value.columns)
    return value


def series(value, name, given):
    """A Series of numbers, one at least."""
    if not hasattr(value, "sort_values") or getattr(value, "ndim", 0) != 1:
        raise TypeError(f"{name} must be a pandas.Series; got {shown(value)}")
    numbers()(value, name, given)
    return value


def _check_numbers(table, name, columns):
    if table.empty:
        raise ValueError(f"{name} must have a row and a column at least; got {shown(table)}")
    for column in columns:
        real_array(table[column], f"{name}[{column!r}]", finite=False)


def kinds(known, of, column="kind"):
    """Of a table whose column names kinds: only known ones, since another would not be drawn."""
    def checked(value, name, given):
        value = of(value, name, given)
        strange = [kind for kind in value[column] if kind not in known]
        if strange:
            raise ValueError(f"{name}[{column!r}] must be of {', '.join(known)}; got {shown(strange[0])}")
        return value
    return checked


def of_known_kinds(known, check):
    """The same for a mapping whose names begin with a kind, up to a comma: only known ones."""
    def checked(values, name, given):
        values = check(values, name, given)
        strange = [key for key in values if str(key).partition(",")[0] not in known]
        if strange:
            raise ValueError(f"{name} must have names that begin with one of {', '.join(known)}; "
                             f"got {shown(strange[0])}")
        return values
    return checked


def column_of(argument):
    """A column of numbers in every table of another argument, which is one table or a mapping of them."""
    def checked(column, name, given):
        tables = given[argument] if isinstance(given[argument], dict) else {None: given[argument]}
        for key, table in tables.items():
            place = argument if key is None else f"{argument}[{key!r}]"
            check_column(column, name, table)
            real_array(table[column], f"{name}: {place}[{column!r}]", finite=False)
        return column
    return checked


def key_of(argument):
    """One of the names in another argument, a Series or a mapping."""
    def checked(value, name, given):
        known = list(given[argument].keys())
        if not isinstance(value, str) or value not in known:
            raise ValueError(f"{name} must be in {argument}, one of {', '.join(map(str, known))}; got {shown(value)}")
        return value
    return checked


def columns_of(argument):
    """A mapping of such columns to what they are called."""
    def checked(titles, name, given):
        titles = each(lambda title, *_: title)(titles, name, given)
        for column in titles:
            column_of(argument)(column, f"each of {name}", given)
        return titles
    return checked
