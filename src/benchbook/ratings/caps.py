"""Which votes to count when some voters cast many, or the same one again."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from benchbook.ratings.columns import ANY, Flags, Integers, integers, one_integer, same_length


def capped(voter: ArrayLike, day: ArrayLike, order: ArrayLike, cap: int) -> Flags:
    """Which votes (N,) to keep so that no voter has more than ``cap`` on a day: the first ones by ``order``.

    Columns are whole numbers; a voter below 0 is unknown, and such votes are all kept. Equal orders are as in the rows.
    """
    one_integer(cap, "cap", 1)
    who, when, sequence = (
        integers(column, name, *ANY) for column, name in ((voter, "voter"), (day, "day"), (order, "order"))
    )
    same_length(voter=who, day=when, order=sequence)
    place = _places((who, when), sequence)
    return (place < cap) | (who < 0)


def repeated(first: ArrayLike, second: ArrayLike, *keys: ArrayLike) -> Flags:
    """Which votes (N,) repeat an earlier row: the same two models, in either order, and the same keys.

    Keys are whole numbers, such as voter and prompt; where one is below 0 it is unknown, and nothing is repeated.
    """
    a, b = integers(first, "first"), integers(second, "second")
    columns = [integers(key, f"key {number}", *ANY) for number, key in enumerate(keys)]
    same_length(first=a, second=b, **{f"key {number}": column for number, column in enumerate(columns)})
    known = np.ones(len(a), bool)
    for column in columns:
        known &= column >= 0
    return (_places((np.minimum(a, b), np.maximum(a, b), *columns), np.arange(len(a))) > 0) & known


def _places(keys: tuple[Integers, ...], order: Integers) -> NDArray[np.int64]:
    """The place (N,), from 0, of each row among those with the same keys."""
    sequence = np.lexsort((order, *reversed(keys)))
    fresh = np.zeros(len(sequence), bool)
    fresh[:1] = True
    for key in keys:
        ordered = key[sequence]
        fresh[1:] |= ordered[1:] != ordered[:-1]
    begins = np.flatnonzero(fresh)
    sizes = np.diff(np.append(begins, len(sequence)))
    place = np.empty(len(sequence), np.int64)
    place[sequence] = np.arange(len(sequence)) - np.repeat(begins, sizes)
    return place
