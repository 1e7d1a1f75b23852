"""From a file or rows to tables of votes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec
import pyarrow as pa

from benchbook.errors import NothingToImport
from benchbook.votes.reading.attributes import Piece, Reading
from benchbook.votes.reading.files.batch import Batch, VoteFile
from benchbook.votes.reading.files.formats import vote_file
from benchbook.votes.reading.files.records import Records
from benchbook.votes.reading.nouns import MOST_ROWS, Chunk, Rejection, Wanted
from benchbook.votes.reading.pairwise import votes_of
from benchbook.votes.reading.placements import pairs_of
from benchbook.votes.reading.plan import Placements, Votes
from benchbook.votes.reading.planning import planned
from benchbook.votes.reading.tournaments import tournaments_of
from benchbook.votes.schema import READ


def read_votes(path: str, wanted: Wanted) -> Iterator[Chunk]:
    """The votes of a file, CSV, TSV, JSON Lines, a JSON list or Parquet, plain or packed by gzip or zstd.

    The same file gives the same chunks each time. Memory is bounded whatever the file's size. Raises
    ``UnreadableInput``, ``TooLarge``, ``Malformed``, ``NothingToImport`` or ``UnknownThing`` on iteration, also at
    the end of the file.
    """
    file = vote_file(path, wanted.max_bytes)
    reading = Reading(file.where, planned(file, wanted.mapping), wanted, _now(wanted))
    gathered = _Gathered(file, reading)
    for batch, piece in _pieces(file, reading):
        reading.meet(piece.table)
        yield from gathered.add(piece, batch.bytes_read)
    reading.tally.finish()
    yield gathered.last(reading.notes())


def read_rows(rows: Iterable[Mapping[str, Any] | msgspec.Struct], wanted: Wanted) -> Chunk:
    """The same of rows in memory: dicts or structs whose fields are called as the columns of a file would be.

    Raises ``Malformed`` or ``UnknownThing``; rows whose winner is not understood are refused, even if all are.
    """
    held = [msgspec.structs.asdict(row) if isinstance(row, msgspec.Struct) else row for row in rows]
    if not held:
        return Chunk(table=READ.empty_table())
    file = Records(held, "the votes")
    reading = Reading(file.where, planned(file, wanted.mapping), wanted, _now(wanted))
    pieces = [piece for _, piece in _pieces(file, reading)]
    return Chunk(
        table=_one([piece.table for piece in pieces]),
        rejected=tuple(rejection for piece in pieces for rejection in piece.rejected),
        notes=(*reading.plan.notes, *reading.notes()),
        numbered=reading.numbered,
    )


def _now(wanted: Wanted) -> datetime:
    return wanted.now or datetime.now(UTC)


def _pieces(file: VoteFile, reading: Reading) -> Iterator[tuple[Batch, Piece]]:
    rows = reading.plan.rows
    if isinstance(rows, Votes):
        for batch in file.batches(reading.plan.reads):
            yield batch, votes_of(batch, rows, reading)
    elif isinstance(rows, Placements):
        for batch in file.batches(reading.plan.reads):
            for piece in pairs_of(batch, rows, reading):
                yield batch, piece
    else:
        yield from tournaments_of(file, rows, reading)


class _Gathered:
    """Pieces put together to chunks of a useful size, the last of which is held back for the end."""

    def __init__(self, file: VoteFile, reading: Reading) -> None:
        self._file = file
        self._notes = reading.plan.notes
        self._numbered = reading.numbered
        self._tables: list[pa.Table] = []
        self._rejected: list[Rejection] = []
        self._held = 0
        self._total = 0
        self._bytes_read = 0

    def add(self, piece: Piece, bytes_read: int) -> Iterator[Chunk]:
        """The chunk before, if this piece would make it too large."""
        size = piece.table.num_rows + len(piece.rejected)
        if self._held and self._held + size > MOST_ROWS:
            yield self._chunk()
        self._tables.append(piece.table)
        self._rejected += piece.rejected
        self._held += size
        self._total += size
        self._bytes_read = bytes_read

    def last(self, notes: tuple[str, ...]) -> Chunk:
        """What is left; raises ``NothingToImport`` if there never was a row."""
        if not self._total:
            raise NothingToImport(self._file.where, "it has no rows")
        self._notes += notes
        self._bytes_read = self._file.bytes_total or 0
        return self._chunk()

    def _chunk(self) -> Chunk:
        made = Chunk(
            table=_one(self._tables),
            rejected=tuple(self._rejected),
            notes=self._notes,
            bytes_read=self._bytes_read,
            bytes_total=self._file.bytes_total,
            numbered=self._numbered,
        )
        self._tables, self._rejected, self._notes, self._held = [], [], (), 0
        return made


def _one(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables([READ.empty_table(), *tables]).unify_dictionaries().combine_chunks()
