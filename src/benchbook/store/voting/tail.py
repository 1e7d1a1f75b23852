"""Votes that were acknowledged and are in no file yet."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete, func, select

from benchbook.store import tables
from benchbook.store.voting.many import insert_many
from benchbook.store.voting.nouns import TailExtent, TailRow


def add(connection: Connection, arena_id: int, rows: Sequence[TailRow]) -> None:
    """Let votes wait, in their order."""
    held = tables.vote_tail.c
    last = connection.scalar(select(func.max(held.position)).where(held.arena_id == arena_id)) or 0
    values = ((arena_id, position, *row) for position, row in enumerate(rows, start=last + 1))
    insert_many(connection, tables.vote_tail, ("arena_id", "position", *TailRow._fields), values)


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


def clear(connection: Connection, arena_id: int, rows: Sequence[TailRow]) -> bool:
    """Let the votes that came first wait no more: they are in files, which are made to count in the same transaction.

    False where they do not wait any more; then nothing is changed.
    """
    held = tables.vote_tail.c
    mine = held.arena_id == arena_id
    waiting = select(held.position, held.vote_key).where(mine).order_by(held.position)
    first, last = (connection.execute(waiting.offset(at).limit(1)).first() for at in (0, len(rows) - 1))
    if first is None or last is None or (first.vote_key, last.vote_key) != (rows[0].vote_key, rows[-1].vote_key):
        return False
    connection.execute(delete(tables.vote_tail).where(mine, held.position <= last.position))
    return True
