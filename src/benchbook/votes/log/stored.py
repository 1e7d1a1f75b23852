"""What the store and the log hold of an arena: counts of pairs, files, votes that wait."""

import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pyarrow as pa

from benchbook.model import Noun
from benchbook.store import Store
from benchbook.store.voting import CountColumns, Records, StoredFile
from benchbook.store.voting.nouns import OVERALL
from benchbook.votes.counting.counts import CountTable
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.waiting import table_of
from benchbook.votes.schema import KINDS


class Category(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """A part of an arena that can be rated: ``overall`` is all of it. ``votes`` are those that count."""

    kind: str
    name: str
    votes: int


class Holdings(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What is held of an arena; ``waiting`` votes are in no file yet, ``newest`` is when the last one came."""

    arena: str
    created_at: datetime
    models: int
    votes: int
    placements: int
    categories: tuple[Category, ...]
    waiting: int
    newest: datetime | None
    files: int
    bytes: int


def stored_counts(store: Store, arena: str, category: str | None = None, kind: str | None = None) -> CountTable:
    """The counts of an arena as they are kept beside the log: those of one category, or overall.

    ``kind`` is ``vote`` or ``placement``; by default that of votes, if there are any in the category. An empty table
    where nobody voted. Raises ``NoSuchArena``.
    """
    kinds = KINDS if kind is None else (kind,)

    def ask(records: Records) -> CountColumns:
        held = found_arena(records, arena).id
        found = (records.columns(held, each, category or OVERALL) for each in kinds)
        columns = next(found)
        return columns if columns.model_a else next(found, columns)

    return count_table(store.of_votes(ask))


def count_table(columns: CountColumns) -> CountTable:
    """Counts as the store has them, as a table."""
    models = sorted({*columns.model_a, *columns.model_b})
    places = {name: place for place, name in enumerate(models)}
    first, second = (
        np.fromiter(map(places.__getitem__, names), np.int32, len(names))
        for names in (columns.model_a, columns.model_b)
    )
    order = np.lexsort((second, first))
    sums = [np.array(column, np.int64)[order] for column in columns[2:]]
    return CountTable(
        models=tuple(models),
        first=first[order],
        second=second[order],
        first_wins=sums[0],
        second_wins=sums[1],
        ties=sums[2],
        both_bad=sums[3],
        votes=int(sum(column.sum() for column in sums)),
    )


def categories(store: Store, arena: str) -> tuple[Category, ...]:
    """What an arena can be rated by, votes and placements each; raises ``NoSuchArena``."""
    found = store.of_votes(lambda records: records.categories(found_arena(records, arena).id))
    return tuple(Category(kind=kind, name=name, votes=votes) for kind, name, votes in found)


def log_files(
    store: Store, folder: str | os.PathLike[str], arena: str, until: datetime | None = None
) -> tuple[Path, ...]:
    """The files with an arena's votes, or with those of days until a time, UTC; raises ``NoSuchArena``."""
    return paths(folder, store.of_votes(lambda records: files_of(records, arena, until)))


def files_of(records: Records, arena: str, until: datetime | None = None) -> tuple[StoredFile, ...]:
    """The same as the manifest has them."""
    day = None if until is None else until.astimezone(UTC).date()
    return records.files(found_arena(records, arena).id, day)


def paths(folder: str | os.PathLike[str], files: Sequence[StoredFile]) -> tuple[Path, ...]:
    """Where files lie."""
    return tuple(Path(folder, *file.path.split("/")) for file in files)


def tail_table(store: Store, arena: str) -> pa.Table:
    """The votes of an arena that are in no file yet, in the shape of ``schema.LOG``; raises ``NoSuchArena``."""
    return table_of(store.of_votes(lambda records: records.tail_rows(found_arena(records, arena).id)))


def holdings(store: Store) -> tuple[Holdings, ...]:
    """What is held of every arena, by name."""
    return store.of_votes(lambda records: tuple(_held(records, name) for name in _names(records)))


def _names(records: Records) -> tuple[str, ...]:
    return tuple(arena.name for arena in records.arenas())


def _held(records: Records, name: str) -> Holdings:
    arena = found_arena(records, name)
    rated = tuple(Category(kind=kind, name=each, votes=votes) for kind, each, votes in records.categories(arena.id))
    overall = {each.kind: each.votes for each in rated if each.name == OVERALL}
    batches, files = records.batches(arena.id), records.files(arena.id)
    return Holdings(
        arena=name,
        created_at=arena.created_at,
        models=records.models(arena.id),
        votes=overall.get("vote", 0),
        placements=overall.get("placement", 0),
        categories=rated,
        waiting=records.tail_extent(arena.id).votes,
        newest=max((batch.recorded_at for batch in batches if batch.votes), default=None),
        files=len(files),
        bytes=sum(file.bytes for file in files),
    )
