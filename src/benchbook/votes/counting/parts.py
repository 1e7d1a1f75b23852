"""The parts of a log: the kind and category of each vote, so that one reading counts every board."""

import threading
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.votes.arrays import codes_of, valid_of
from benchbook.votes.counting.row_groups import Piece
from benchbook.votes.counting.which import Mask

Int32s = npt.NDArray[np.int32]
Int64s = npt.NDArray[np.int64]

SORTED_BY = ("kind", "category")


class Part(NamedTuple):
    """Votes of one kind and category; None is of no category."""

    kind: str
    category: str | None


class Parts:
    """Numbers for parts, in the order in which any thread meets them."""

    def __init__(self) -> None:
        self._numbers: dict[Part, int] = {}
        self._lock = threading.Lock()

    def in_order(self) -> list[Part]:
        """Parts by their number."""
        return list(self._numbers)

    def numbers(self, kinds: list[str], categories: list[str | None]) -> Int64s:
        """The number of each pair of a kind and a category, kind by kind."""
        with self._lock:
            known = self._numbers
            listed = [Part(kind, category) for kind in kinds for category in categories]
            return np.array([known.setdefault(part, len(known)) for part in listed], np.int64)


class Sorter:
    """Sorts the pieces of one thread into parts."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._words: tuple[pa.Array, ...] = ()
        self._numbers = np.zeros(0, np.int64)

    def sort(self, piece: Piece, kept: Mask | None) -> tuple[Int64s, Int32s]:
        """The numbers of the parts that may occur, the same object while they are the same, and a place in them a row.

        A kind is never null; a category may be.
        """
        kinds, categories = (piece.columns[name] for name in SORTED_BY)
        words = (kinds.dictionary, categories.dictionary)
        if not self._words or not all(new.equals(old) for new, old in zip(words, self._words, strict=True)):
            self._words = words
            self._numbers = self._parts.numbers(words[0].to_pylist(), [*words[1].to_pylist(), None])
        valid, category = valid_of(categories), codes_of(categories)
        none = len(words[1])
        place = codes_of(kinds) * np.int32(none + 1)
        place += category if valid is None else np.where(valid, category, np.int32(none))
        return self._numbers, place if kept is None else place[kept]
