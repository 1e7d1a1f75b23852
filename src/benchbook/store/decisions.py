"""What people decided about names: rows are added and read, never changed and never deleted."""

from collections.abc import Collection

import msgspec
from msgspec.structs import asdict, replace
from sqlalchemy import Connection, RowMapping, func, insert, select

from benchbook.model import Licence
from benchbook.store import tables
from benchbook.store.coding import instant, micros, storable
from benchbook.store.nouns import Decision

_SAME = ("kind", "name", "source", "via", "model_id")


def note(connection: Connection, decision: Decision) -> Decision:
    """Add a decision; gives it with its id."""
    last = connection.scalar(select(func.max(tables.decisions.c.id))) or 0
    told = {name: storable(value) if isinstance(value, str) else value for name, value in asdict(decision).items()}
    row = {**told, "id": last + 1, "recorded_at": micros(decision.recorded_at)}
    connection.execute(insert(tables.decisions), row)
    return replace(decision, id=last + 1)


def stands(connection: Connection, decision: Decision) -> bool:
    """Whether the very same was decided before, and nothing else about this name and model since."""
    columns = tables.decisions.c
    told = {name: getattr(decision, name) for name in _SAME}
    same = (
        columns[name].is_not_distinct_from(None if value is None else storable(value)) for name, value in told.items()
    )
    last = select(columns.action).where(*same).order_by(columns.id.desc()).limit(1)
    return connection.scalar(last) == decision.action


def newest(
    connection: Connection, limit: int | None, before: int | None = None, licences: Collection[Licence] | None = None
) -> tuple[Decision, ...]:
    """At most ``limit`` decisions, the newest first, of those with ids below ``before`` and under some licences."""
    columns = tables.decisions.c
    query = select(tables.decisions).order_by(columns.id.desc()).limit(limit)
    if before is not None:
        query = query.where(columns.id < before)
    if licences is not None:
        query = query.where(columns.licence.in_(licences))
    return tuple(read(row) for row in connection.execute(query).mappings())


def read(row: RowMapping) -> Decision:
    """A row as the noun; raises ``msgspec.ValidationError`` and ``OverflowError`` for one that is none."""
    told = {name: row[name] for name in Decision.__struct_fields__}
    return msgspec.convert(told | {"recorded_at": instant(row["recorded_at"])}, Decision)
