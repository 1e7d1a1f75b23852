"""Many rows into one table at once, handed to the driver as they are: SQLAlchemy takes longer than the database."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table

_MOST_AT_ONCE = 10_000


def insert_many(
    connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[tuple[Any, ...]], otherwise: str = ""
) -> None:
    """Insert rows that have these columns, as the database takes them; ``otherwise`` is what to do on a conflict."""
    placeholder = "?" if connection.dialect.paramstyle == "qmark" else "%s"
    values = ", ".join([placeholder] * len(columns))
    statement = f"INSERT INTO {table.name} ({', '.join(columns)}) VALUES ({values}) {otherwise}"  # noqa: S608 - our names
    remaining = iter(rows)
    while some := list(islice(remaining, _MOST_AT_ONCE)):
        connection.exec_driver_sql(statement, some)
