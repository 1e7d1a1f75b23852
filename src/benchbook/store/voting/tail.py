"""Votes that were acknowledged and are in no file yet."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, insert, select

from benchbook.store import tables
from benchbook.store.voting.nouns import TailExtent, TailRow


def add(connection: Connection, arena_id: int, rows: Sequence[TailRow]) -> None:
    """Let votes wait, in their order."""
    held = tables.vote_tail.c
    last = connection.scalar(select(func.max(held.position)).where(held.arena_id == arena_id)) or 0
    if rows:
        values = [
            {"arena_id": arena_id, "position": position, **row._asdict()}
            for position, row in enumerate(rows, start=last + 1)
        ]
        connection.execute(insert(tables.vote_tail), values)


def rows(connection: Connection, arena_id: int) -> list[TailRow]:
    """The votes that wait, in their order."""
    held = tables.vote_tail.c
    query = select(*(held[name] for name in TailRow._fields)).where(held.arena_id == arena_id)
    return [TailRow._make(row) for row in connection.execute(query.order_by(held.position))]


def extent(connection: Connection, arena_id: int) -> TailExtent:
    """How many wait."""
    held = tables.vote_tail.c
    query = select(func.count(), func.max(held.recorded_at)).where(held.arena_id == arena_id)
    votes, newest = connection.execute(query).one()
    return TailExtent(votes, newest)


def clear(connection: Connection, arena_id: int) -> None:
    """Let none wait: all are in a file, which is made to count in the same transaction."""
    connection.execute(delete(tables.vote_tail).where(tables.vote_tail.c.arena_id == arena_id))
