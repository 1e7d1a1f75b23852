"""Exported files read back by other people's readers, as rows of Python values; unknown is None."""

import io
import json
import sqlite3
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

from benchbook.report.spreadsheet import alive


def read_back(form, body, columns, folder):
    """The rows in a format, each a dict by column name."""
    return {
        "csv": lambda: from_csv(body, columns),
        "json": lambda: [typed(row, columns) for row in json.loads(body)["data"]],
        "ndjson": lambda: [typed(json.loads(line), columns) for line in body.decode().split("\n")[:-1]],
        "parquet": lambda: from_parquet(body, columns),
        "sqlite": lambda: from_sqlite(body, columns, folder),
    }[form]()


def from_csv(body, columns):
    assert body.count(b"\r\n") >= 1
    options = pyarrow.csv.ConvertOptions(
        column_types={column.name: pa.string() for column in columns},
        strings_can_be_null=True,
        quoted_strings_can_be_null=False,
        null_values=[""],
    )
    parsing = pyarrow.csv.ParseOptions(newlines_in_values=True)
    table = pyarrow.csv.read_csv(io.BytesIO(body), parse_options=parsing, convert_options=options)
    assert table.column_names == [column.name for column in columns]
    return [parsed(row, columns) for row in table.to_pylist()]


def parsed(row, columns):
    """Cells of text as values; the apostrophes before formulas are taken away."""
    readers = {
        "text": alive,
        "decimal": alive,
        "integer": int,
        "number": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "time": moment,
        "texts": lambda text: json.loads(alive(text)),
        "json": lambda text: json.loads(alive(text)),
    }
    return {
        column.name: None if row[column.name] is None else readers[column.type](row[column.name]) for column in columns
    }


def from_parquet(body, columns):
    table = pyarrow.parquet.read_table(io.BytesIO(body))
    assert table.column_names == [column.name for column in columns]
    objects = {column.name for column in columns if column.type == "json"}
    return [
        {name: json.loads(cell) if name in objects and cell is not None else cell for name, cell in row.items()}
        for row in table.to_pylist()
    ]


def from_sqlite(body, columns, folder):
    file = folder / "export.sqlite"
    file.write_bytes(body)
    connection = sqlite3.connect(file)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        (name,) = connection.execute("SELECT value FROM about WHERE name = 'table'").fetchone()
        cursor = connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')
        names = [described[0] for described in cursor.description]
        return [typed(dict(zip(names, row, strict=True)), columns, stored=True) for row in cursor]
    finally:
        connection.close()


def typed(row, columns, *, stored=False):
    """Times as times; from SQLite, lists and objects from JSON and booleans from 0 and 1, too."""
    readers = {"time": moment}
    if stored:
        readers |= {"texts": json.loads, "json": json.loads, "boolean": {0: False, 1: True}.__getitem__}
    kinds = {column.name: column.type for column in columns}
    assert list(row) == list(kinds)
    return {
        name: cell if cell is None or kinds[name] not in readers else readers[kinds[name]](cell)
        for name, cell in row.items()
    }


def moment(text):
    assert text.endswith("Z")
    return datetime.fromisoformat(text).astimezone(UTC)


def plain(row, columns):
    """A row of a table as a reader gives it: lists for tuples."""
    return {
        column.name: list(cell) if isinstance(cell, tuple) else cell for column, cell in zip(columns, row, strict=True)
    }
