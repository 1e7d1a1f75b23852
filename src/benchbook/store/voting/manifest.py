"""Arenas, batches of votes, and the files of the log that count."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, Row, Select, Table, func, insert, select, update

from benchbook.store import tables
from benchbook.store.coding import instant, micros, storable
from benchbook.store.voting.nouns import (
    NewBatch,
    NewFile,
    Reading,
    StoredArena,
    StoredBatch,
    StoredFile,
    StoredRejection,
    reason_counted,
)

_SUMS = ("rows", "votes", "grouped", "flagged", "repeated", "conflicting", "rejected")
_reasons = msgspec.json.Decoder(dict[str, int])


def next_id(connection: Connection, table: Table) -> int:
    """An id that is not taken."""
    return (connection.scalar(select(func.max(table.c.id))) or 0) + 1


# --- arenas ----------------------------------------------------------------------------------


def arenas(connection: Connection) -> tuple[StoredArena, ...]:
    """Every arena, by name."""
    held = tables.vote_arenas.c
    rows = connection.execute(select(held.id, held.name, held.created_at).order_by(held.name))
    return tuple(StoredArena(id=row.id, name=row.name, created_at=instant(row.created_at)) for row in rows)


def add_arena(connection: Connection, name: str, now: datetime) -> int:
    """Make an arena; gives its id."""
    arena_id = next_id(connection, tables.vote_arenas)
    connection.execute(insert(tables.vote_arenas), {"id": arena_id, "name": name, "created_at": micros(now)})
    return arena_id


# --- batches ---------------------------------------------------------------------------------


def add_batch(connection: Connection, arena_id: int, batch: NewBatch, now: datetime) -> int:
    """Record what came at once; gives its id."""
    batch_id = next_id(connection, tables.vote_batches)
    facts = {"id": batch_id, "arena_id": arena_id, "recorded_at": micros(now), "reasons": _written(batch.reasons)}
    terms = {"origin": storable(batch.origin), "digest": batch.digest, "bytes": batch.bytes, "last_row": batch.last_row}
    connection.execute(insert(tables.vote_batches), facts | terms | {name: getattr(batch, name) for name in _SUMS})
    return batch_id


def add_to_batch(connection: Connection, arena_id: int, batch: NewBatch, now: datetime) -> None:
    """Record what came, added up with what came of the same origin before; its time is that of the last new vote."""
    held = tables.vote_batches.c
    same = (held.arena_id == arena_id) & (held.origin == storable(batch.origin)) & held.digest.is_(None)
    found = connection.execute(select(held.id, held.reasons).where(same)).first()
    if found is None:
        add_batch(connection, arena_id, batch, now)
        return
    reasons = _reasons.decode(found.reasons)
    for told, count in batch.reasons.items():
        reason = reason_counted(told, reasons)
        reasons[reason] = reasons.get(reason, 0) + count
    sums = {name: held[name] + getattr(batch, name) for name in _SUMS}
    changed: dict[str, object] = {"reasons": _written(reasons)}
    if batch.votes:
        changed["recorded_at"] = micros(now)
    connection.execute(update(tables.vote_batches).where(held.id == found.id).values(**sums, **changed))


def _written(reasons: object) -> str:
    return storable(msgspec.json.encode(reasons, order="sorted").decode())


def batches(connection: Connection, arena_id: int | None = None) -> tuple[StoredBatch, ...]:
    """What came into one arena, or all, in the order in which it did."""
    held, arena = tables.vote_batches.c, tables.vote_arenas.c
    query = select(tables.vote_batches, arena.name.label("arena")).join(tables.vote_arenas, held.arena_id == arena.id)
    if arena_id is not None:
        query = query.where(held.arena_id == arena_id)
    return tuple(_batch(row) for row in connection.execute(query.order_by(held.id)))


def _batch(row: Row[tuple[object, ...]]) -> StoredBatch:
    return StoredBatch(
        id=row.id,
        arena=row.arena,
        recorded_at=instant(row.recorded_at),
        origin=row.origin,
        digest=row.digest,
        bytes=row.bytes,
        last_row=row.last_row,
        reasons=_reasons.decode(row.reasons),
        **{name: getattr(row, name) for name in _SUMS},
    )


def readings(connection: Connection, arena_id: int) -> tuple[Reading, ...]:
    """Every file that an arena's votes came from, each once, in no certain order."""
    held = tables.vote_batches.c
    query = select(held.bytes, held.digest, held.last_row).where(held.arena_id == arena_id, held.digest.is_not(None))
    return tuple(Reading(*row) for row in connection.execute(query.distinct()))


def add_rejections(connection: Connection, batch_id: int, rejections: Iterable[StoredRejection]) -> None:
    """Keep rows of a batch that were no votes."""
    rows = [
        {
            "batch_id": batch_id,
            "position": position,
            "row": each.row,
            "reason": storable(each.reason),
            "excerpt": storable(each.excerpt),
        }
        for position, each in enumerate(rejections)
    ]
    if rows:
        connection.execute(insert(tables.vote_rejections), rows)


def rejections(connection: Connection, batch_id: int) -> tuple[StoredRejection, ...]:
    """The first rows of a batch that were no votes."""
    held = tables.vote_rejections.c
    query = select(held.row, held.reason, held.excerpt).where(held.batch_id == batch_id).order_by(held.position)
    return tuple(
        StoredRejection(row=row, reason=reason, excerpt=excerpt) for row, reason, excerpt in connection.execute(query)
    )


# --- files of the log ------------------------------------------------------------------------


def add_files(
    connection: Connection, arena_id: int, files: Sequence[NewFile], batch_id: int | None, now: datetime
) -> None:
    """Let files of the log count."""
    first = next_id(connection, tables.vote_files)
    rows = [
        {
            "id": first + index,
            "arena_id": arena_id,
            "batch_id": batch_id,
            "day": file.day.isoformat(),
            "path": file.path,
            "rows": file.rows,
            "bytes": file.bytes,
            "sha256": file.sha256,
            "recorded_at": micros(now),
        }
        for index, file in enumerate(files)
    ]
    if rows:
        connection.execute(insert(tables.vote_files), rows)


def files(connection: Connection, arena_id: int | None = None, until: date | None = None) -> tuple[StoredFile, ...]:
    """The files of one arena, or all, with votes of days until ``until``, by day."""
    held, arena = tables.vote_files.c, tables.vote_arenas.c
    query: Select[tuple[object, ...]] = select(tables.vote_files, arena.name.label("arena"))
    query = query.join(tables.vote_arenas, held.arena_id == arena.id)
    if arena_id is not None:
        query = query.where(held.arena_id == arena_id)
    if until is not None:
        query = query.where(held.day <= until.isoformat())
    return tuple(_file(row) for row in connection.execute(query.order_by(held.day, held.id)))


def _file(row: Row[tuple[object, ...]]) -> StoredFile:
    return StoredFile(
        id=row.id,
        arena=row.arena,
        batch_id=row.batch_id,
        day=date.fromisoformat(row.day),
        path=row.path,
        rows=row.rows,
        bytes=row.bytes,
        sha256=row.sha256,
        recorded_at=instant(row.recorded_at),
    )
