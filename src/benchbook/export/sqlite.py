"""Tables as an SQLite database: the data, its columns and citations, and what else is to be known ``about`` it."""

import errno
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchbook.export.cells import written_json, written_time
from benchbook.export.table import Cell, ColumnType, ExportTable, Row, batches

_CHUNK_BYTES = 1 << 20
_ROWS_A_BATCH = 5_000
_STRICT_SINCE = (3, 37)
_KEYS = ("id", "model_id", "permaslug")
_TYPES: dict[ColumnType, str] = {
    "text": "TEXT",
    "integer": "INTEGER",
    "number": "REAL",
    "decimal": "TEXT",
    "boolean": "INTEGER",
    "time": "TEXT",
    "texts": "TEXT",
    "json": "TEXT",
}
_CONVERTED: dict[ColumnType, Callable[[Any], str]] = {
    "time": written_time,
    "texts": written_json,
    "json": written_json,
}


def sqlite(table: ExportTable) -> Iterator[bytes]:
    """A database with the rows in a table of the export's name, indexed by model.

    Beside it stand ``about`` (name and value), ``columns`` and ``citations``. Booleans are 0 and 1, times
    ISO 8601, lists and objects JSON, decimals text. Raises ``OSError`` where the temporary file cannot
    be written.
    """
    with TemporaryDirectory(prefix="benchbook-") as folder:
        file = Path(folder, "export.sqlite")
        try:
            _write(table, file)
        except sqlite3.OperationalError as error:
            raise OSError(errno.EIO, f"the temporary database: {error}") from error
        with file.open("rb") as written:
            while chunk := written.read(_CHUNK_BYTES):
                yield chunk


def _write(table: ExportTable, file: Path) -> None:
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("BEGIN")
        _data(table, connection)
        _about(table, connection)
        connection.execute("COMMIT")
    finally:
        connection.close()


def _data(table: ExportTable, connection: sqlite3.Connection) -> None:
    name = table.about.table
    columns = {column.name: _TYPES[column.type] for column in table.columns}
    _create(connection, name, columns)
    places = ", ".join("?" for _ in columns)
    converted = [
        (place, _CONVERTED[column.type]) for place, column in enumerate(table.columns) if column.type in _CONVERTED
    ]
    for rows in batches(table.rows(), _ROWS_A_BATCH):
        stored = (_stored(row, converted) for row in rows)
        connection.executemany(f'INSERT INTO "{name}" VALUES ({places})', stored)  # noqa: S608 - our names
    for key in _KEYS:
        if key in columns:
            connection.execute(f'CREATE INDEX "{name}_by_{key}" ON "{name}" ("{key}")')


def _about(table: ExportTable, connection: sqlite3.Connection) -> None:
    about = table.about
    facts: dict[str, str | None] = {
        "table": about.table,
        "written_by": about.written_by,
        "as_of": written_time(about.as_of) if about.as_of else None,
        "asked_as_of": about.asked_as_of,
        "asked_known_at": about.asked_known_at,
        "rows": str(about.rows),
        "licences": written_json(about.licences),
    }
    _create(connection, "about", {"name": "TEXT NOT NULL", "value": "TEXT"})
    connection.executemany("INSERT INTO about VALUES (?, ?)", facts.items())
    _create(connection, "citations", {"citation": "TEXT", "licence": "TEXT", "rows": "INTEGER NOT NULL"})
    terms = [(each.citation, each.licence, each.rows) for each in about.citations]
    connection.executemany("INSERT INTO citations VALUES (?, ?, ?)", terms)
    names = ("name", "type", "unit", "description")
    _create(connection, "columns", dict.fromkeys(names, "TEXT"))
    described = [tuple(getattr(column, name) for name in names) for column in about.columns]
    connection.executemany("INSERT INTO columns VALUES (?, ?, ?, ?)", described)


def _create(connection: sqlite3.Connection, name: str, columns: dict[str, str]) -> None:
    strict = " STRICT" if sqlite3.sqlite_version_info >= _STRICT_SINCE else ""
    described = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
    connection.execute(f'CREATE TABLE "{name}" ({described}){strict}')


def _stored(row: Row, converted: list[tuple[int, Callable[[Any], str]]]) -> list[Cell]:
    """A row as the database takes it."""
    cells = list(row)
    for place, convert in converted:
        if cells[place] is not None:
            cells[place] = convert(cells[place])
    return cells
