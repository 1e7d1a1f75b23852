"""Spooled votes that are new -> files of the log, one or more a day, and counts."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

import numpy as np
import pyarrow as pa

from benchbook.store.coding import micros
from benchbook.votes.arrays import one_array
from benchbook.votes.log.keys import KEY_BYTES, Bytes, Mask
from benchbook.votes.log.room import ROWS_A_GROUP, Room, Written
from benchbook.votes.log.spool import Days, Pile, days_of
from benchbook.votes.schema import LOG

_EPOCH = date(1970, 1, 1)
_VOTES_AT_ONCE = ROWS_A_GROUP // 2

Seen = Callable[[pa.Table], None]
"""Is told of every table of votes that goes into a file, at most ``tally.MOST_ROWS`` of them at once."""


@dataclass(frozen=True)
class Fresh:
    """A pile of which some votes are ``new``; ``days`` are theirs, each once, with the number of votes of each."""

    pile: Pile
    new: Mask
    days: Days
    counts: Days

    @property
    def votes(self) -> int:
        """How many are new."""
        return int(self.counts.sum())

    @classmethod
    def of(cls, pile: Pile, new: Mask, recorded_at: datetime) -> "Fresh":
        """A pile, looked at once for its days."""
        days, counts = np.unique(days_of(pile.table(), time_of(recorded_at))[new], return_counts=True)
        return cls(pile, new, days, counts)


def log_table(votes: pa.Table, keys: Bytes, recorded_at: datetime) -> pa.Table:
    """Votes in the shape of ``schema.READ`` with their keys, in the shape of ``schema.LOG``."""
    held = pa.py_buffer(np.ascontiguousarray(keys))
    column = pa.FixedSizeBinaryArray.from_buffers(pa.binary(KEY_BYTES), len(keys), [None, held])
    times = pa.repeat(time_of(recorded_at), len(keys))
    read = [votes[field.name] for field in LOG if field.name in votes.column_names]
    return pa.Table.from_arrays([column, times, *read], schema=LOG)


def write_files(
    room: Room, arena: str, fresh: Sequence[Fresh], *, recorded_at: datetime, lead: str, seen: Seen
) -> Iterator[Written]:
    """Write new votes by the days on which they were cast, or else recorded, UTC.

    Days with few votes are gathered together, so that piles are not looked at for each; a day with many is written
    a row group at a time.
    """
    for first, last in _spans(fresh):
        pieces = _pieces(fresh, first, last, recorded_at, seen)
        if first == last:
            yield room.write(arena, _date(first), _groups(pieces), lead)
        else:
            # A function of its own, so that these votes are let go of before others are looked at.
            yield from _write_days(room, arena, pieces, lead)


def _write_days(room: Room, arena: str, pieces: Iterator[pa.Table], lead: str) -> Iterator[Written]:
    for day, votes in by_day(pa.concat_tables(pieces).unify_dictionaries()):
        yield room.write(arena, day, [votes], lead)


def by_day(votes: pa.Table) -> Iterator[tuple[date, pa.Table]]:
    """Votes in the shape of ``schema.LOG`` by the days on which they were cast, or else recorded, UTC."""
    if not votes.num_rows:
        return
    days = days_of(votes, one_array(votes["recorded_at"]))
    if (days[1:] < days[:-1]).any():
        order = np.argsort(days, kind="stable")
        votes, days = votes.take(pa.array(order)), days[order]
    starts = np.flatnonzero(np.concatenate([[True], days[1:] != days[:-1]])).tolist()
    for start, end in pairwise([*starts, len(days)]):
        yield _date(days[start]), votes.slice(start, end - start)


def _spans(fresh: Sequence[Fresh]) -> Iterator[tuple[int, int]]:
    """Runs of days, first and last, with few votes together, or one day with any number."""
    totals: dict[int, int] = {}
    for each in fresh:
        for day, count in zip(each.days.tolist(), each.counts.tolist(), strict=True):
            totals[day] = totals.get(day, 0) + count
    run: list[int] = []
    held = 0
    for day, count in sorted(totals.items()):
        if run and held + count > _VOTES_AT_ONCE:
            yield run[0], run[-1]
            run, held = [], 0
        run.append(day)
        held += count
    if run:
        yield run[0], run[-1]


def _pieces(fresh: Sequence[Fresh], first: int, last: int, recorded_at: datetime, seen: Seen) -> Iterator[pa.Table]:
    """The new votes of some days, a table for each pile that has any."""
    for each in fresh:
        if not ((each.days >= first) & (each.days <= last)).any():
            continue
        votes, keys = each.pile.table(), each.pile.entries()[:, :KEY_BYTES]
        days = days_of(votes, time_of(recorded_at))
        chosen = each.new & (days >= first) & (days <= last)
        if not chosen.all():
            votes, keys = votes.filter(pa.array(chosen)), keys[chosen]
        seen(votes)
        yield log_table(votes, keys, recorded_at)


def _groups(pieces: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Pieces put together to row groups."""
    held: list[pa.Table] = []
    for piece in pieces:
        held.append(piece)
        if sum(each.num_rows for each in held) >= ROWS_A_GROUP:
            yield pa.concat_tables(held).unify_dictionaries()
            held = []
    if held:
        yield pa.concat_tables(held).unify_dictionaries()


def time_of(moment: datetime) -> pa.Scalar:
    """A time as it stands in the log."""
    return pa.scalar(micros(moment), pa.int64()).cast(LOG.field("recorded_at").type)


def _date(day: int) -> date:
    return _EPOCH + timedelta(days=int(day))
