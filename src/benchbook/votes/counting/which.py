"""Which votes are counted, and what a row group's statistics already say of that."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from benchbook.model import Noun
from benchbook.votes.arrays import codes_of, microseconds_of, valid_of

Mask = npt.NDArray[np.bool_]
Columns = dict[str, pa.Array]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Which(Noun, frozen=True, kw_only=True):
    """Which votes are counted: all that bear no flag, or fewer.

    ``category`` None is overall: every vote, whatever its category. ``kind`` None is votes and pairs of placements
    alike. ``until`` keeps what was cast by then, or recorded by then where nobody knows when it was cast.
    ``flagged`` counts votes with a flag, too.
    """

    category: str | None = None
    kind: Literal["vote", "placement"] | None = None
    until: datetime | None = None
    flagged: bool = False

    def __post_init__(self) -> None:
        if self.until is not None and self.until.tzinfo is None:
            raise ValueError("until: expected a time with its offset from UTC")

    @property
    def until_microseconds(self) -> int | None:
        """``until`` since 1970, UTC."""
        return None if self.until is None else (self.until - _EPOCH) // timedelta(microseconds=1)


class Statistics(Protocol):
    """What is known of a column of a row group before it is read; None is unknown."""

    rows: int

    def nulls(self, column: str) -> int | None:
        """How many rows have no value."""

    def bounds(self, column: str) -> tuple[object, object] | None:
        """No value is below the first or above the second: words in UTF-8, times in microseconds since 1970."""


class Filter(Protocol):
    """One condition on rows: the ``columns`` that it reads, and what it keeps."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the log's columns."""

    def decide(self, statistics: Statistics) -> bool | None:
        """True where every row is kept, False where none is, None where rows must be looked at."""

    def mask(self, columns: Columns) -> Mask:
        """The rows that are kept."""


class WordIs:
    """Keeps the rows that hold one word in a column."""

    def __init__(self, column: str, word: str) -> None:
        self.columns = (column,)
        self._word = word.encode()
        self._buffer = pa.py_buffer(self._word)

    def decide(self, statistics: Statistics) -> bool | None:
        """By the least and the greatest word of the column."""
        column = self.columns[0]
        nulls = statistics.nulls(column)
        if nulls == statistics.rows:
            return False
        bounds = statistics.bounds(column)
        if bounds is None:
            return None
        least, greatest = bounds
        if not isinstance(least, bytes) or not isinstance(greatest, bytes):
            return None
        if not least <= self._word <= greatest:
            return False
        return True if nulls == 0 and least == greatest else None

    def mask(self, columns: Columns) -> Mask:
        """Null is another word."""
        column = columns[self.columns[0]]
        words = np.array([*(word.as_buffer() == self._buffer for word in column.dictionary), False], np.bool_)
        codes = codes_of(column)
        valid = valid_of(column)
        found: Mask = words[codes if valid is None else np.where(valid, codes, -1)]
        return found


class CastBy:
    """Keeps what was cast, or where that is unknown recorded, by a time."""

    columns = ("cast_at", "recorded_at")

    def __init__(self, microseconds: int) -> None:
        self._until = microseconds

    def decide(self, statistics: Statistics) -> bool | None:
        """By the earliest and the latest time, of both columns where the first has nulls."""
        nulls = statistics.nulls("cast_at")
        if nulls is None:
            return None
        relevant = []
        if nulls < statistics.rows:
            relevant.append("cast_at")
        if nulls > 0:
            relevant.append("recorded_at")
        bounds = [pair for column in relevant if (pair := statistics.bounds(column)) is not None]
        spans = [(begin, end) for begin, end in bounds if isinstance(begin, int) and isinstance(end, int)]
        if len(spans) < len(relevant):
            return None
        if all(latest <= self._until for _, latest in spans):
            return True
        return False if all(earliest > self._until for earliest, _ in spans) else None

    def mask(self, columns: Columns) -> Mask:
        """A row without any time is not kept: none in the log is so."""
        cast, recorded = columns["cast_at"], columns["recorded_at"]
        known, recorded_known = valid_of(cast), valid_of(recorded)
        times = microseconds_of(cast)
        kept: Mask
        if known is None:
            kept = times <= self._until
            return kept
        kept = np.where(known, times, microseconds_of(recorded)) <= self._until
        return kept if recorded_known is None else kept & (known | recorded_known)


class Unflagged:
    """Keeps the rows without a flag."""

    columns = ("flag",)

    def decide(self, statistics: Statistics) -> bool | None:
        """By the number of nulls."""
        nulls = statistics.nulls("flag")
        if nulls is None:
            return None
        return True if nulls == statistics.rows else None

    def mask(self, columns: Columns) -> Mask:
        """A flag is there or null, whatever it says."""
        valid = valid_of(columns["flag"])
        return np.zeros(len(columns["flag"]), np.bool_) if valid is None else ~valid


def filters_of(which: Which) -> Sequence[Filter]:
    """The conditions of ``which``, but for the flag, whose votes are counted even where they are not kept."""
    found: list[Filter] = []
    if which.category is not None:
        found.append(WordIs("category", which.category))
    if which.kind is not None:
        found.append(WordIs("kind", which.kind))
    if which.until_microseconds is not None:
        found.append(CastBy(which.until_microseconds))
    return found
