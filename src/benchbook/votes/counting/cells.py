"""Cells: how many votes have the same part, models and outcome, gathered from several threads in bounded memory."""

import threading
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from benchbook.votes.counting.counts import OUTCOMES, CountTable

Int64s = npt.NDArray[np.int64]

_OUTCOME_BITS = 2
_NAME_BITS = 17
"""Enough for the most models that may be named."""

_A_SHIFT = _NAME_BITS + _OUTCOME_BITS
_PART_SHIFT = 2 * _NAME_BITS + _OUTCOME_BITS
_NAME_MASK = (1 << _NAME_BITS) - 1

_FEW_BITS = 10
_FEW = 1 << _FEW_BITS
"""The models met first have a cell for each pair and outcome of the first part: 32 MiB, of which only what is used
takes memory."""

_CELLS_A_MERGE = 1 << 22


def keys_of(part: Int64s | int, a: Int64s, b: Int64s, outcome: Int64s) -> Int64s:
    """One integer for what a vote says: numbers of its part and of its models, and the code of its outcome."""
    return (((part << _NAME_BITS) + a << _NAME_BITS) + b << _OUTCOME_BITS) + outcome


def runs_of(keys: Int64s) -> tuple[Int64s, Int64s]:
    """Where each different key begins, and how often it comes, of keys in order."""
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]])[: len(keys)])
    return starts, np.diff(starts, append=len(keys))


class Counted(NamedTuple):
    """Different keys, and how many votes each has."""

    keys: Int64s
    votes: Int64s

    def by_part(self) -> dict[int, "Counted"]:
        """The keys of each part, by its number."""
        part = self.keys >> _PART_SHIFT
        order = np.argsort(part, kind="stable")
        starts, _ = runs_of(part[order])
        pieces = np.split(order, starts[1:])
        return {
            int(part[places[0]]): Counted(self.keys[places], self.votes[places]) for places in pieces if len(places)
        }

    def table(self, names: list[str], *, flagged: int = 0, left_out: int = 0) -> CountTable:
        """The counts, whatever the part; ``names`` are those of the models by their numbers."""
        return CountTable.of_cells(
            names,
            (self.keys >> _A_SHIFT & _NAME_MASK).astype(np.int32),
            (self.keys >> _OUTCOME_BITS & _NAME_MASK).astype(np.int32),
            (self.keys & (OUTCOMES - 1)).astype(np.int8),
            self.votes,
            flagged=flagged,
            left_out=left_out,
        )


class Cells:
    """How many votes each key has: in a table where models are few, in order where they are many."""

    def __init__(self) -> None:
        self._few = np.zeros(_FEW * _FEW * OUTCOMES, np.int64)
        self._merged = Counted(np.zeros(0, np.int64), np.zeros(0, np.int64))
        self._waiting: list[Counted] = []
        self._lock = threading.Lock()

    def add(self, keys: Int64s, votes: Int64s) -> None:
        """Votes of keys, of which one may come more than once."""
        a, b = keys >> _A_SHIFT, keys >> _OUTCOME_BITS & _NAME_MASK  # a has the part's number before it
        few = (a | b) < _FEW
        places = ((a << _FEW_BITS) + b << _OUTCOME_BITS) + (keys & (OUTCOMES - 1))
        with self._lock:
            if few.all():
                np.add.at(self._few, places, votes)
                return
            np.add.at(self._few, places[few], votes[few])
            self._waiting.append(Counted(keys[~few], votes[~few]))
            if sum(len(each.keys) for each in self._waiting) > max(_CELLS_A_MERGE, len(self._merged.keys)):
                self._merge()

    def _merge(self) -> None:
        keys = np.concatenate([self._merged.keys, *(each.keys for each in self._waiting)])
        votes = np.concatenate([self._merged.votes, *(each.votes for each in self._waiting)])
        self._waiting = []
        if len(keys):
            order = np.argsort(keys)
            keys, votes = keys[order], votes[order]
            starts, _ = runs_of(keys)
            self._merged = Counted(keys[starts], np.add.reduceat(votes, starts))

    def all(self, models: int) -> Counted:
        """Every key that has votes; so many models have numbers."""
        with self._lock:
            self._merge()
            places = np.flatnonzero(self._few[: models << _FEW_BITS + _OUTCOME_BITS])
            pair = places >> _OUTCOME_BITS
            keys = keys_of(0, pair >> _FEW_BITS, pair & (_FEW - 1), places & (OUTCOMES - 1))
            return Counted(
                np.concatenate([keys, self._merged.keys]), np.concatenate([self._few[places], self._merged.votes])
            )
