"""The two sides of what is stored of votes: what may be read, and what may be written in one transaction."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime

from sqlalchemy import Connection

from benchbook.store import tables
from benchbook.store.voting import known, manifest, tail, tally
from benchbook.store.voting.nouns import (
    Cell,
    CountColumns,
    NewBatch,
    NewFile,
    Reading,
    StoredArena,
    StoredBatch,
    StoredFile,
    StoredRejection,
    TailExtent,
    TailRow,
)


class Records:
    """What is stored of votes, in one committed state."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def arenas(self) -> tuple[StoredArena, ...]:
        """Every arena, by name."""
        return manifest.arenas(self._connection)

    def columns(self, arena_id: int, kind: str, category: str) -> CountColumns:
        """The counts of an arena's pairs in one kind and category."""
        return tally.columns(self._connection, arena_id, kind, category)

    def cells(self, arena_id: int) -> Sequence[Cell]:
        """Every count of an arena."""
        return tally.cells(self._connection, arena_id)

    def categories(self, arena_id: int) -> tuple[tuple[str, str, int], ...]:
        """Kinds and categories of an arena, each with the number of its votes."""
        return tally.categories(self._connection, arena_id)

    def models(self, arena_id: int) -> int:
        """How many models an arena's votes are about."""
        return tally.models(self._connection, arena_id)

    def batches(self, arena_id: int | None = None) -> tuple[StoredBatch, ...]:
        """What came into one arena, or all, in the order in which it did."""
        return manifest.batches(self._connection, arena_id)

    def readings(self, arena_id: int) -> tuple[Reading, ...]:
        """Every file that an arena's votes came from."""
        return manifest.readings(self._connection, arena_id)

    def readings_of(self, arena: str) -> tuple[Reading, ...]:
        """The same for the arena of a name; none where it is not there."""
        return tuple(reading for each in self.arenas() if each.name == arena for reading in self.readings(each.id))

    def rejections(self, batch_id: int) -> tuple[StoredRejection, ...]:
        """The first rows of a batch that were no votes."""
        return manifest.rejections(self._connection, batch_id)

    def files(self, arena_id: int | None = None, until: date | None = None) -> tuple[StoredFile, ...]:
        """The files of one arena, or all, with votes of days until ``until``, by day."""
        return manifest.files(self._connection, arena_id, until)

    def tail_rows(self, arena_id: int) -> list[TailRow]:
        """The votes that are in no file yet, in the order in which they came."""
        return tail.rows(self._connection, arena_id)

    def tail_extent(self, arena_id: int) -> TailExtent:
        """How many votes are in no file yet."""
        return tail.extent(self._connection, arena_id)

    def known_votes(self, arena_id: int) -> int:
        """How many votes an arena knows."""
        return known.count(self._connection, arena_id)


class Ballots(Records):
    """An open transaction that holds the store's write lock and changes what is stored of votes alone."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._now = datetime.now(UTC)

    @property
    def now(self) -> datetime:
        """The time as of which the transaction records."""
        return self._now

    def add_arena(self, name: str) -> int:
        """Make an arena, which is not there; gives its id."""
        return manifest.add_arena(self._connection, name, self._now)

    def recognise(self, arena_id: int, entries: memoryview) -> Iterator[tuple[list[int], bytes]]:
        """Which of these votes are known: their places, and the contents that they came with, joined."""
        return known.known(self._connection, arena_id, entries)

    def know(self, arena_id: int, entries: memoryview) -> None:
        """Know votes from here on, of which none is known."""
        known.add(self._connection, arena_id, entries)

    def add_counts(self, arena_id: int, cells: Iterable[Cell]) -> None:
        """Add to counts; a correction may take away."""
        tally.add(self._connection, arena_id, cells)

    def drop_empty_counts(self, arena_id: int) -> None:
        """Take out the pairs that nobody voted on, which a correction may leave."""
        tally.drop_empty(self._connection, arena_id)

    def next_batch_id(self) -> int:
        """The id of the next batch."""
        return manifest.next_id(self._connection, tables.vote_batches)

    def add_batch(self, arena_id: int, batch: NewBatch, rejections: Iterable[StoredRejection] = ()) -> int:
        """Record what came at once, with rows that were no votes; gives its id."""
        batch_id = manifest.add_batch(self._connection, arena_id, batch, self._now)
        manifest.add_rejections(self._connection, batch_id, rejections)
        return batch_id

    def add_to_batch(self, arena_id: int, batch: NewBatch) -> None:
        """Record what came, added up with what came of the same origin before."""
        manifest.add_to_batch(self._connection, arena_id, batch, self._now)

    def add_files(self, arena_id: int, files: Sequence[NewFile], batch_id: int | None = None) -> None:
        """Let files of the log count, which are on the disk."""
        manifest.add_files(self._connection, arena_id, files, batch_id, self._now)

    def add_to_tail(self, arena_id: int, rows: Sequence[TailRow]) -> None:
        """Let votes wait for a file."""
        tail.add(self._connection, arena_id, rows)

    def clear_tail(self, arena_id: int, rows: Sequence[TailRow]) -> bool:
        """Let the votes that came first wait no more: they are in files that count. False where they did not wait."""
        return tail.clear(self._connection, arena_id, rows)
