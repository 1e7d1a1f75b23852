"""Arrays that come from outside: checked once, then read-only."""

from typing import Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchbook.errors import NotRatable

T = TypeVar("T", bound=np.generic)

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Flags = NDArray[np.bool_]

MOST_VOTES = 2**53
"""So many votes one board counts: beyond, sums of them would not be exact."""

ANY = -(2**63), 2**63 - 1
"""Any whole number that a column can hold: names of clusters and tournaments."""

FIRST_WINS, SECOND_WINS, TIE, BOTH_BAD = range(4)
"""The outcome codes."""

SCORES = np.array([1.0, 0.0, 0.5])
"""What an outcome is worth for the model that stands first; both bad has no score."""

KINDS_A_PAIR = len(SCORES)
"""A vote's kind is so many times the row of its pair, plus its outcome."""

_ABOVE = 2.0**63
"""The least float beyond the whole numbers that a column can hold."""


def integers(values: ArrayLike, what: str, least: int = 0, most: int = MOST_VOTES) -> Integers:
    """A column (N,) of whole numbers from ``least`` to ``most``; raises NotRatable that names it and the row."""
    column: NDArray[Any] = column_of(values, what)
    if column.dtype.kind == "f":
        _refuse(column != np.floor(column), column, what, "a whole number")
        _refuse(np.abs(column) >= _ABOVE, column, what, f"from {least:,} to {most:,}")
    elif column.dtype.kind not in "iu":
        raise NotRatable(what, f"is of type {column.dtype}, expected whole numbers")
    if column.size and (column.min() < least or column.max() > most):
        _refuse((column < least) | (column > most), column, what, f"from {least:,} to {most:,}")
    return np.ascontiguousarray(column, np.int64) if column.dtype.kind == "f" else column


def numbers(values: ArrayLike, what: str, least: float, most: float) -> Floats:
    """A column (N,) of finite numbers from ``least`` to ``most``; raises NotRatable that names it and the row."""
    column: NDArray[Any] = column_of(values, what)
    if column.dtype.kind not in "iuf":
        raise NotRatable(what, f"is of type {column.dtype}, expected numbers")
    column = column.astype(np.float64)
    _refuse(~((column >= least) & (column <= most)), column, what, f"a number from {least:,} to {most:,}")
    return column


def column_of(values: ArrayLike, what: str) -> NDArray[np.generic]:
    """What was given, as an array of one dimension."""
    column = array_of(values, what)
    if column.ndim != 1:
        raise NotRatable(what, f"has {column.ndim} dimensions, expected one column")
    return column


def array_of(values: ArrayLike, what: str) -> NDArray[np.generic]:
    """What was given, as an array; raises NotRatable where its rows are of different lengths."""
    try:
        return np.asarray(values)
    except ValueError as error:
        raise NotRatable(what, "has rows of different lengths, expected an array") from error


def one_integer(value: object, what: str, least: int, most: int = MOST_VOTES) -> int:
    """A single whole number from ``least`` to ``most``; raises NotRatable that names it."""
    if not isinstance(value, int | np.integer) or isinstance(value, bool) or not least <= value <= most:
        raise NotRatable(what, f"{value!r}, expected a whole number from {least:,} to {most:,}")
    return int(value)


def one_number(value: object, what: str, least: float, most: float, expected: str = "a number") -> float:
    """A single number from ``least`` to ``most``; raises NotRatable that names it."""
    real = isinstance(value, int | float | np.integer | np.floating) and not isinstance(value, bool)
    if not real or not least <= value <= most:  # type: ignore[operator]
        raise NotRatable(what, f"{value!r}, expected {expected} from {least:,.12g} to {most:,.12g}")
    return float(value)  # type: ignore[arg-type]


def same_length(**columns: NDArray[np.generic]) -> None:
    """Raises NotRatable unless all columns have as many rows as the first one."""
    (name, rows), *others = ((name, len(column)) for name, column in columns.items())
    for other, length in others:
        if length != rows:
            raise NotRatable(other, f"has {length:,} rows, expected {rows:,}, as {name} has")


def frozen(column: ArrayLike, dtype: type[T]) -> NDArray[T]:
    """A copy of the column in a type, which nobody can write to."""
    mine: NDArray[T] = np.array(column, dtype)
    mine.flags.writeable = False
    return mine


def shown(column: ArrayLike, dtype: type[T]) -> NDArray[T]:
    """The column itself in a type, without a copy where it is of that type already, and not to be written to here."""
    view: NDArray[T] = np.asarray(column, dtype).view()
    view.flags.writeable = False
    return view


def _refuse(bad: Flags, column: NDArray[np.generic], what: str, expected: str) -> None:
    if bad.any():
        row = int(np.argmax(bad))
        raise NotRatable(what, f"row {row:,} is {column[row]}, expected {expected}")


def added(place: Integers, values: Floats | Integers, places: int) -> Floats:
    """Values (N,) added up by their place: (places,)."""
    return np.bincount(place, values, places).astype(np.float64, copy=False)


def net(first: Integers, second: Integers, values: Floats | Integers, places: int) -> Floats:
    """Values (N,) of pairs, added at the place of the first and subtracted at that of the second: (places,)."""
    return added(first, values, places) - added(second, values, places)


def gross(first: Integers, second: Integers, values: Floats | Integers, places: int) -> Floats:
    """Values (N,) of pairs, added at the places of both: (places,)."""
    return added(first, values, places) + added(second, values, places)
