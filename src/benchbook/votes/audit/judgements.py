"""The votes of a board as an audit looks at them: columns of numbers, the model that comes first by name first."""

from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from benchbook.ratings.columns import FIRST_WINS, SECOND_WINS, Integers
from benchbook.votes.counting.rows import VoteRows, Words
from benchbook.votes.schema import FLAGS

Int8s = NDArray[np.int8]
Int32s = NDArray[np.int32]
Int64s = NDArray[np.int64]
Mask = NDArray[np.bool_]

NO_TIME = np.iinfo(np.int64).min
MICROSECONDS_A_DAY = 86_400_000_000
COLUMNS = ("voter", "cast_at", "side", "flag")
HASHED = ("prompt", "tournament")
"""What an audit asks of the log besides the models and the winner; which prompt it was nobody needs to know."""

_ODD, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_COLUMNS_OF_VOTES = ("left", "voter", "prompt", "tournament", "time", "flag")


@dataclass(frozen=True, eq=False, kw_only=True)
class Judgements:
    """N votes between K models; a column is None where no vote has it.

    ``first`` and ``second`` (N,) are places in ``models``, first before second; ``outcome`` (N,) is 0 where the
    first won, 1 where the second did, 2 a tie, 3 both bad. ``left`` is 1 where the first was shown on the left, 0
    where the second was, -1 unknown. ``voter`` is a code, -1 unknown, ``voters`` has the name of each; ``prompt`` and
    ``tournament`` are any numbers that tell one from another, -1 unknown. ``time`` is when a vote was cast, in
    microseconds since 1970 UTC, ``NO_TIME`` unknown.
    ``flag`` is a place in ``schema.FLAGS``, -1 for a vote that counts.
    """

    models: tuple[str, ...]
    first: Int32s
    second: Int32s
    outcome: Int8s
    left: Int8s | None = None
    voter: Int32s | None = None
    voters: pa.Array | None = None
    prompt: Integers | None = None
    tournament: Integers | None = None
    time: Int64s | None = None
    flag: Int8s | None = None

    def __len__(self) -> int:
        return len(self.first)

    @classmethod
    def of(cls, rows: VoteRows) -> Self:
        """From rows with ``COLUMNS`` and ``HASHED``; the rows' arrays are not changed."""
        turned = rows.first > rows.second
        outcome = np.where(
            turned & (rows.outcome <= SECOND_WINS), FIRST_WINS + SECOND_WINS - rows.outcome, rows.outcome
        )
        return cls(
            models=rows.models,
            first=np.minimum(rows.first, rows.second),
            second=np.maximum(rows.first, rows.second),
            outcome=outcome.astype(np.int8),
            left=_left(rows.words["side"], turned),
            voter=_codes(rows.words["voter"]),
            voters=rows.words["voter"].values,
            prompt=_known(rows.hashes["prompt"]),
            tournament=_known(rows.hashes["tournament"]),
            time=_times(rows),
            flag=_flags(rows.words["flag"]),
        )

    def only(self, chosen: Mask | Int64s) -> Self:
        """Some of the votes, by a mask or by their rows; models and voters keep their codes."""
        if chosen.dtype == np.bool_ and chosen.all():
            return self
        columns = {field.name: getattr(self, field.name) for field in fields(self)}
        kept = {name: columns[name][chosen] for name in ("first", "second", "outcome")}
        kept |= {name: columns[name][chosen] for name in _COLUMNS_OF_VOTES if columns[name] is not None}
        return replace(self, **kept)

    def among(self, chosen: Mask) -> Self:
        """The votes between some of the models (K,), which are numbered anew."""
        place = np.cumsum(chosen, dtype=np.int32) - np.int32(1)
        some = self.only(chosen[self.first] & chosen[self.second])
        names = tuple(name for name, kept in zip(self.models, chosen.tolist(), strict=True) if kept)
        return replace(some, models=names, first=place[some.first], second=place[some.second])

    @property
    def counted(self) -> Self:
        """The votes without a flag."""
        return self if self.flag is None else self.only(self.flag < 0)

    @property
    def with_flag(self) -> Self:
        """The votes with a flag."""
        return self.only(np.zeros(len(self), np.bool_) if self.flag is None else self.flag >= 0)

    def name_of_voter(self, code: int) -> str:
        """What the log calls a voter."""
        return str(None if self.voters is None else self.voters[int(code)].as_py())


def mixed(*columns: Integers) -> Int64s:
    """One number a row (N,) for the numbers in several columns: equal for equal ones, and for others hardly ever.

    Two different rows have the same with a chance of one in 10¹⁸.
    """
    found = np.zeros(len(columns[0]), np.uint64)
    for column in columns:
        found ^= column.astype(np.uint64)
        found *= _ODD
        found ^= found >> _HALF
    return found.view(np.int64)


def moment_of(microseconds: int) -> datetime:
    """A time in microseconds since 1970 UTC."""
    return _EPOCH + timedelta(microseconds=int(microseconds))


def date_of(day: int) -> date:
    """A UTC day, counted from 1970."""
    return (_EPOCH + timedelta(days=int(day))).date()


def _codes(words: Words) -> Int32s | None:
    return words.codes if len(words.values) else None


def _known(hashes: Int64s) -> Int64s | None:
    return hashes if (hashes >= 0).any() else None


def _left(words: Words, turned: Mask) -> Int8s | None:
    if not len(words.values):
        return None
    meaning = np.array([word == "left" for word in words.values.to_pylist()] + [False], np.int8)
    left = meaning[words.codes] ^ turned
    return np.where(words.codes < 0, np.int8(-1), left).astype(np.int8)


def _times(rows: VoteRows) -> Int64s | None:
    times = rows.times["cast_at"]
    known = ~np.isnat(times)
    return np.where(known, times.astype(np.int64), NO_TIME) if known.any() else None


def _flags(words: Words) -> Int8s | None:
    if not len(words.values):
        return None
    meaning = np.array([FLAGS.index(word) for word in words.values.to_pylist()] + [-1], np.int8)
    return meaning[words.codes]
