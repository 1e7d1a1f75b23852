"""A whole ledger from one database into another, in pieces that fit into memory."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select

from benchbook.store import tables
from benchbook.store.coding import micros

_VOTES = tuple(table for table in tables.metadata.sorted_tables if table.name.startswith("vote_"))

_OWN = (tables.meta, tables.api_keys, tables.announced, tables.decisions, *_VOTES)
"""What belongs to a store and not to its ledger; votes do, since their log is no part of the database."""

_NOT_COPIED = (*_OWN, tables.replies)
_ROWS = 1000
_DOCUMENTS = 16

LEDGER = tuple(table for table in tables.metadata.sorted_tables if table not in _NOT_COPIED)
"""The tables that are copied, each after those that it refers to."""

Progress = Callable[[int, int], None]


def is_empty(connection: Connection) -> bool:
    """Whether a ledger holds nothing; keys, decisions and votes do not count."""
    return not any(connection.scalar(select(select(table).exists())) for table in LEDGER)


def clear(connection: Connection) -> None:
    """Take everything out of a ledger but keys, announcements, decisions and votes."""
    for table in reversed(tables.metadata.sorted_tables):
        if table not in _OWN:
            connection.execute(delete(table))


def copy(
    source: Connection, target: Connection, *, without_raw_since: datetime | None, progress: Progress | None
) -> None:
    """Copy every row of the ledger into an empty one.

    With ``without_raw_since`` the documents' bytes stay behind, as if they were pruned then.
    """
    total = sum(source.scalar(select(func.count()).select_from(table)) or 0 for table in LEDGER)
    done = 0
    for table in LEDGER:
        query = select(*(column for column in table.c if without_raw_since is None or column is not tables.raw.c.zstd))
        size = _DOCUMENTS if table is tables.raw else _ROWS
        for some in source.execution_options(yield_per=size).execute(query).mappings().partitions():
            if progress is not None:
                progress(done, total)
            rows = [dict(row) for row in some]
            if table is tables.raw and without_raw_since is not None:
                rows = _pruned(rows, without_raw_since)
            target.execute(insert(table), rows)
            done += len(rows)


def _pruned(rows: list[dict[str, Any]], since: datetime) -> list[dict[str, Any]]:
    gone = {"zstd": None, "base": None, "depth": 0}
    return [{**row, **gone, "pruned_at": row["pruned_at"] or micros(since)} for row in rows]
