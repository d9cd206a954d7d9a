"""The checks of what figures are given: each passes what fits on as arrays, and refuses the rest in one line."""

import numpy as np
import pandas as pd
import pytest

from pse_helpers.plots import inputs

TABLE = pd.DataFrame({"x": [1.0, 2.0], "kind": ["a", "b"]})
GIVEN = {"x": np.arange(3.0), "keys": {"a": 1, "b": 2}, "table": TABLE, "tables": {"one": TABLE}}


def test_arguments_are_checked_by_their_names_however_they_are_given():
    @inputs.takes(x=inputs.numbers(), y=inputs.numbers(like="x"))
    def drawn(x, y, label="none"):
        return x.tolist(), y.tolist(), label

    assert drawn([1, 2], y=(3, 4)) == ([1, 2], [3, 4], "none") == drawn(y=[3, 4], x=[1, 2])
    with pytest.raises(ValueError, match=r"^y must have 2 numbers, as x has; got shape \(3,\)$"):
        drawn([1, 2], [3, 4, 5], "text")
    with pytest.raises(TypeError, match="missing a required argument: 'y'"):
        drawn([1, 2])
    assert drawn.__name__ == "drawn"


@pytest.mark.parametrize("check, value, expected", [
    (inputs.each(inputs.number()), pd.Series({"a": 1}), {"a": 1.0}),
    (inputs.each(inputs.several(inputs.text)), pd.DataFrame({"a": ["x", "y"]}), {"a": ["x", "y"]}),
    (inputs.each(inputs.number(), like="keys"), {"b": 1, "a": 2, "c": 3}, {"b": 1.0, "a": 2.0, "c": 3.0}),
    (inputs.several(inputs.whole), (0, 2), [0, 2]),
    (inputs.optional(inputs.whole), None, None),
    (inputs.optional(inputs.whole), 3, 3),
    (inputs.function, len, len),
    (inputs.made_by("dict", "keys", "values"), {}, {}),
    (inputs.text, "a", "a"),
    (inputs.column_of("table"), "x", "x"),
    (inputs.column_of("tables"), "x", "x"),
    (inputs.columns_of("tables"), {"x": "length"}, {"x": "length"}),
    (inputs.key_of("keys"), "b", "b")])
def test_what_fits_passes(check, value, expected):
    assert check(value, "one", GIVEN) == expected


@pytest.mark.parametrize("check, value, expected", [
    (inputs.numbers(), [1, 2], [1, 2]), (inputs.numbers(2, size=1), [[1], [2]], [[1], [2]]),
    (inputs.numbers(ndim=None), 3, 3), (inputs.numbers(booleans=True), [True, False], [1, 0]),
    (inputs.rising, (0, 1), [0, 1]), (inputs.complex_numbers, [[1j]], [1j]),
    (inputs.rows(2, like="x"), ([1, 2, 3], [3, 4, 5]), [[1, 2, 3], [3, 4, 5]]),
    (inputs.rows(2), ([1, 2], [3, 4]), [[1, 2], [3, 4]]),
    (inputs.parts(inputs.numbers(2), inputs.numbers()), ([[1, 2]], [3, 4]), [[[1, 2]], [3, 4]])])
def test_numbers_pass_as_arrays(check, value, expected):
    found = check(value, "one", GIVEN)
    assert [part.tolist() for part in found] == expected if isinstance(found, tuple) else found.tolist() == expected


@pytest.mark.parametrize("check, value", [
    (inputs.frame("x", words=["kind"]), TABLE), (inputs.matrix, TABLE[["x"]]), (inputs.series, TABLE.x),
    (inputs.kinds(("a", "b"), inputs.frame(words=["kind"])), TABLE)])
def test_tables_pass_as_they_are(check, value):
    assert check(value, "one", GIVEN) is value


@pytest.mark.parametrize("check, value, line", [
    (inputs.each(inputs.whole), [1], "one must be a mapping of names to what is drawn; got a list"),
    (inputs.each(inputs.whole), {}, "one must have one entry at least; got none"),
    (inputs.each(inputs.whole, most=1), {"a": 1, "b": 2}, "one must have one entry at least and 1 at most; got 2"),
    (inputs.each(inputs.whole, like="keys"), {"a": 1}, "one must have an entry for each of keys; got none for 'b'"),
    (inputs.each(inputs.each(inputs.whole)), {"a": {"b": -1}}, "one['a']['b'] must be a whole number of at least 0; "),
    (inputs.several(inputs.whole), 3, "one must be a sequence of what is drawn; got 3"),
    (inputs.parts(inputs.whole), [1, 2], "one must have 1 parts; got 2"),
    (inputs.rows(2, like="x"), [[1, 2], [3, 4]], "each part of one must have 3 numbers, as x has; got shape (2,)"),
    (inputs.rows(2), [[1, 2], [3]], "one must be 2 rows of equal length; got 2, 1 numbers"),
    (inputs.numbers(), [], "one must have at least 1; got shape (0,)"),
    (inputs.numbers(least=2), [1], "one must have at least 2; got shape (1,)"),
    (inputs.numbers(), [1e200], "one must lie between -1e+150 and 1e+150; got values from 1e+200 to 1e+200"),
    (inputs.numbers(), [[1]], "one must have 1 dimension; got shape (1, 1)"),
    (inputs.numbers(), [True], "one must be real numbers; got bool of shape (1,)"),
    (inputs.numbers(), [1, np.inf], "one must be finite; got 1 of 2 values that are not, inf the first"),
    (inputs.numbers(like="x"), [1, 2], "one must have 3 numbers, as x has; got shape (2,)"),
    (inputs.numbers(size=2), [1], "one must have 2 numbers; got shape (1,)"),
    (inputs.number(), np.nan, "one must be a finite number; got nan"),
    (inputs.number(above=0), 0, "one must be a finite number above 0; got 0"),
    (inputs.function, 3, "one must be a function; got 3"),
    (inputs.made_by("dict", "real", "keys"), 3, "one must be what dict returns; got 3, without keys"),
    (inputs.text, 3, "one must be a text; got 3"),
    (inputs.several(inputs.whole, least=2), [1], "one must have at least 2; got 1"),
    (inputs.several(inputs.whole, least=1), [], "one must have at least 1; got none"),
    (inputs.rising, [2, 1], "one must be at least 2 finite, rising numbers; got [2.0, 1.0]"),
    (inputs.complex_numbers, [1j, np.nan], "one must be finite; got (nan+0j)"),
    (inputs.frame("x", "y"), TABLE, "one must have the columns x, y; got none named y"),
    (inputs.frame("kind"), TABLE, "one['kind'] must be real numbers; got "),
    (inputs.frame("x"), TABLE[:0], "one must have a row and a column at least; got "),
    (inputs.matrix, TABLE, "one['kind'] must be real numbers; got "),
    (inputs.series, [1, 2], "one must be a pandas.Series; got [1, 2]"),
    (inputs.kinds(("a", "c"), inputs.frame(words=["kind"])), TABLE, "one['kind'] must be of a, c; got 'b'"),
    (inputs.column_of("table"), "y", "one must be one of the table's columns, x, kind; got 'y'"),
    (inputs.column_of("tables"), "kind", "one: tables['one']['kind'] must be real numbers; got "),
    (inputs.columns_of("table"), {"y": "length"}, "each of one must be one of the table's columns, x, kind; got 'y'"),
    (inputs.key_of("keys"), "c", "one must be in keys, one of a, b; got 'c'")])
def test_what_does_not_fit_is_refused_in_one_line(check, value, line):
    with pytest.raises((TypeError, ValueError)) as refused:
        check(value, "one", GIVEN)
    assert str(refused.value).startswith(line) and "\n" not in str(refused.value)
