"""Which events a watch was told of, so that it is told of each once; both are 32 hexadecimal digits."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, insert, select

from benchbook.store import tables
from benchbook.store.coding import micros


def told(connection: Connection, watch: str) -> set[str]:
    """The events that a watch was told of."""
    columns = tables.announced.c
    return set(connection.scalars(select(columns.event).where(columns.watch == watch)))


def all_told(connection: Connection) -> dict[str, set[str]]:
    """The events that each watch was told of."""
    columns = tables.announced.c
    found: dict[str, set[str]] = {}
    for watch, event in connection.execute(select(columns.watch, columns.event)):
        found.setdefault(watch, set()).add(event)
    return found


def note(connection: Connection, watch: str, events: Iterable[str], now: datetime) -> None:
    """Note events that a watch was told of; those that it knows stay as they are."""
    new = sorted(set(events) - told(connection, watch))
    if new:
        rows = [{"watch": watch, "event": event, "recorded_at": micros(now)} for event in new]
        connection.execute(insert(tables.announced), rows)
