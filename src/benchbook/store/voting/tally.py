"""Counts of pairs: added to, read and corrected."""

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Connection, Text, cast, delete, func, select

from benchbook.store import tables
from benchbook.store.voting.many import insert_many
from benchbook.store.voting.nouns import Cell, CountColumns

_SUMS = ("a_wins", "b_wins", "ties", "both_bad")
_KEY = ("arena_id", "kind", "category", "model_a", "model_b")
_ADDED = f"ON CONFLICT ({', '.join(_KEY)}) DO UPDATE SET " + ", ".join(
    f"{name} = vote_counts.{name} + excluded.{name}" for name in _SUMS
)
_decoder = msgspec.json.Decoder(list[Any])


def add(connection: Connection, arena_id: int, cells: Iterable[Cell]) -> None:
    """Add to counts, or take away what is negative."""
    rows = ((arena_id, *cell) for cell in sorted(cells))
    insert_many(connection, tables.vote_counts, ("arena_id", *Cell._fields), rows, _ADDED)


def drop_empty(connection: Connection, arena_id: int) -> None:
    """Take out the pairs that nobody voted on."""
    held = tables.vote_counts.c
    empty = [held[name] == 0 for name in _SUMS]
    connection.execute(delete(tables.vote_counts).where(held.arena_id == arena_id, *empty))


def columns(connection: Connection, arena_id: int, kind: str, category: str) -> CountColumns:
    """The counts of one kind and category, by ``model_a`` and ``model_b`` in no certain order.

    Each column comes as one JSON list, which is read in a third of the time that rows take.
    """
    held = tables.vote_counts.c
    listed = [_listed(connection, held[name]) for name in CountColumns._fields]
    chosen = (held.arena_id == arena_id, held.kind == kind, held.category == category)
    found = connection.execute(select(*listed).where(*chosen)).one()
    return CountColumns(*(_decoder.decode(column) if column else [] for column in found))


def _listed(connection: Connection, column: ColumnElement[Any]) -> ColumnElement[str]:
    if connection.dialect.name == "postgresql":
        return cast(func.json_agg(column), Text)
    return func.json_group_array(column)


def cells(connection: Connection, arena_id: int) -> Sequence[Cell]:
    """Every count of an arena."""
    held = tables.vote_counts.c
    query = select(*(held[name] for name in Cell._fields)).where(held.arena_id == arena_id)
    return [Cell(*row) for row in connection.execute(query)]


def categories(connection: Connection, arena_id: int) -> tuple[tuple[str, str, int], ...]:
    """Kinds and categories of an arena, each with the number of its votes."""
    held = tables.vote_counts.c
    votes = func.sum(held.a_wins + held.b_wins + held.ties + held.both_bad)
    query = select(held.kind, held.category, votes).where(held.arena_id == arena_id)
    rows = connection.execute(query.group_by(held.kind, held.category).order_by(held.kind, held.category))
    return tuple((kind, category, int(count)) for kind, category, count in rows)


def models(connection: Connection, arena_id: int) -> int:
    """How many models an arena's votes are about."""
    held = tables.vote_counts.c
    names = [select(held[name].label("name")).where(held.arena_id == arena_id) for name in ("model_a", "model_b")]
    return connection.scalar(select(func.count()).select_from(names[0].union(names[1]).subquery())) or 0
