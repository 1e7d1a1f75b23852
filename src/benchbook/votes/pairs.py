"""Votes as numbers: which two models, in the order of their names, and which of the two won."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.votes.arrays import codes_of, one_array, valid_of
from benchbook.votes.schema import WINNERS

Codes = npt.NDArray[np.int64]

FIRST, SECOND, TIE, BOTH_BAD = range(len(WINNERS))
"""Outcomes of a pair, in the order of ``schema.WINNERS``."""


@dataclass(frozen=True)
class Coded:
    """A column of few words: ``codes`` are places among ``words``, or -1 for null."""

    words: Sequence[str]
    codes: Codes

    def mask(self, word: str) -> npt.NDArray[np.bool_]:
        """The rows with a word."""
        meant = np.array([*(each == word for each in self.words), False])
        found: npt.NDArray[np.bool_] = meant[self.codes]
        return found


@dataclass(frozen=True)
class Pairs:
    """Two models a vote, ``first`` before ``second`` among the sorted ``names``, and the ``outcome``."""

    names: Sequence[str]
    first: Codes
    second: Codes
    outcome: Codes


def words_of(column: pa.ChunkedArray) -> Coded:
    """A column with a dictionary, as numbers; equal words may have several."""
    array = one_array(column)
    codes = codes_of(array).astype(np.int64)
    valid = valid_of(array)
    return Coded(array.dictionary.to_pylist(), codes if valid is None else np.where(valid, codes, -1))


def pairs_of(table: pa.Table) -> Pairs:
    """The pairs and outcomes of a table with the columns of ``schema.READ`` or ``schema.LOG``."""
    left, right, winner = (words_of(table[name]) for name in ("model_a", "model_b", "winner"))
    names = sorted({*left.words, *right.words})
    rank = {name: place for place, name in enumerate(names)}
    a, b = (_taken([rank[name] for name in side.words], side.codes) for side in (left, right))
    outcome = _taken([WINNERS.index(word) for word in winner.words], winner.codes)
    turned = (a > b) & (outcome <= SECOND)
    return Pairs(names, np.minimum(a, b), np.maximum(a, b), np.where(turned, SECOND - outcome, outcome))


def _taken(meanings: Sequence[int], codes: Codes) -> Codes:
    return np.array(meanings, np.int64)[codes] if len(meanings) else codes
