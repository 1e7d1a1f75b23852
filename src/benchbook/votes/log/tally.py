"""Counts of pairs gathered from tables of votes, in memory that does not grow with the number of votes."""

import functools
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from benchbook.store.voting import Ballots, Cell
from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.arrays import one_array
from benchbook.votes.log.refusals import Refusals
from benchbook.votes.pairs import BOTH_BAD, FIRST, SECOND, TIE, Codes, pairs_of, words_of
from benchbook.votes.schema import KINDS, WINNERS

MOST_ROWS = 250_000
"""How many votes are added at once at most; no more different words than this can come with them."""

_CATEGORY_BITS = 18
_MODEL_BITS = 21
_OUTCOME_BITS = 2
_MODELS = (1 << _MODEL_BITS) - 1
_MOST_CATEGORIES = 1 << _CATEGORY_BITS
_MOST_MODELS = 1 << _MODEL_BITS
_MOST_CELLS = 1 << 18

Sums = npt.NDArray[np.int64]


class Tally:
    """Counts votes without a flag, each in its own category, if it has one, and in ``overall``.

    ``is_full`` asks that the cells be taken out before more votes come.
    """

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._models: dict[str, int] = {}
        self._categories: dict[str, int] = {OVERALL: 0}
        self._keys: Codes = np.zeros(0, np.int64)
        self._counts: Sums = np.zeros(0, np.int64)

    @property
    def is_full(self) -> bool:
        """Whether what was gathered is much, or the next votes could bring too many words."""
        return (
            len(self._keys) >= _MOST_CELLS
            or len(self._models) > _MOST_MODELS - 2 * MOST_ROWS
            or len(self._categories) > _MOST_CATEGORIES - MOST_ROWS
        )

    def add(self, table: pa.Table) -> None:
        """Count the votes of a table with the columns of ``schema.READ`` or ``schema.LOG``."""
        counted = table.filter(pc.is_null(one_array(table["flag"])))
        for first in range(0, counted.num_rows, MOST_ROWS):
            self._add(counted.slice(first, MOST_ROWS))

    def _add(self, table: pa.Table) -> None:
        pairs, kind, category = pairs_of(table), words_of(table["kind"]), words_of(table["category"])
        models = self._numbers(self._models, pairs.names)
        categories = np.append(self._numbers(self._categories, category.words), -1)[category.codes]
        kinds = np.array([KINDS.index(word) for word in kind.words], np.int64)[kind.codes]
        said = (models[pairs.first] << _MODEL_BITS | models[pairs.second]) << _OUTCOME_BITS | pairs.outcome
        overall = kinds << _CATEGORY_BITS
        own = (overall | categories)[categories >= 0]
        wide = 2 * _MODEL_BITS + _OUTCOME_BITS
        keys = np.concatenate([overall << wide | said, own << wide | said[categories >= 0]])
        keys, counts = np.unique(keys, return_counts=True)
        self._merge(keys, counts)

    @staticmethod
    def _numbers(known: dict[str, int], words: Sequence[str]) -> Codes:
        return np.array([known.setdefault(word, len(known)) for word in words], np.int64)

    def _merge(self, keys: Codes, counts: Sums) -> None:
        keys, where = np.unique(np.concatenate([self._keys, keys]), return_inverse=True)
        sums = np.zeros(len(keys), np.int64)
        np.add.at(sums, where, np.concatenate([self._counts, counts]))
        self._keys, self._counts = keys, sums

    def take(self) -> Iterator[Cell]:
        """All cells that votes were counted in; then nothing is gathered any more."""
        keys, counts = self._keys, self._counts
        models, categories = list(self._models), list(self._categories)
        self._start()
        places, where = np.unique(keys >> _OUTCOME_BITS, return_inverse=True)
        sums = np.zeros((len(places), len(WINNERS)), np.int64)
        sums[where, keys & (1 << _OUTCOME_BITS) - 1] = counts
        for place, said in zip(places.tolist(), sums.tolist(), strict=True):
            first, second = models[place >> _MODEL_BITS & _MODELS], models[place & _MODELS]
            rest = place >> 2 * _MODEL_BITS
            kind, category = KINDS[rest >> _CATEGORY_BITS], categories[rest & (1 << _CATEGORY_BITS) - 1]
            yield Cell(kind, category, first, second, said[FIRST], said[SECOND], said[TIE], said[BOTH_BAD])


class Counting:
    """Adds votes to the counts that are stored of an arena; ``votes`` were counted, ``flagged`` were not.

    ``grouped`` votes were counted and have a voter or a tournament, so that some of them may be alike.
    """

    def __init__(self, ballots: Ballots, arena_id: int) -> None:
        self._ballots, self._arena_id = ballots, arena_id
        self._tally = Tally()
        self.votes = self.flagged = self.grouped = 0

    def add(self, table: pa.Table) -> None:
        """Count the votes of a table; see ``Tally.add``."""
        flagged = table.num_rows - table["flag"].null_count
        self.flagged += flagged
        self.votes += table.num_rows - flagged
        self.grouped += _grouped(table)
        if self._tally.is_full:
            self.close()
        self._tally.add(table)

    def became(self, usable: int, conflicting: int, refusals: Refusals) -> dict[str, Any]:
        """The numbers of a batch: of its ``usable`` votes those that are not new came before."""
        return {
            "rows": usable + refusals.count,
            "votes": self.votes,
            "grouped": self.grouped,
            "flagged": self.flagged,
            "repeated": usable - self.votes - self.flagged - conflicting,
            "conflicting": conflicting,
            "rejected": refusals.count,
            "reasons": dict(refusals.reasons),
        }

    def close(self) -> None:
        """Store what was gathered."""
        self._ballots.add_counts(self._arena_id, self._tally.take())


def _grouped(table: pa.Table) -> int:
    """How many of the votes without a flag have a voter or a tournament."""
    told = [pc.is_valid(table[name]) for name in ("voter", "tournament") if table[name].null_count < table.num_rows]
    if not told:
        return 0
    counted = pc.and_(functools.reduce(pc.or_, told), pc.is_null(table["flag"]))
    return pc.sum(counted).as_py() or 0
