"""Tables as CSV: RFC 4180 in UTF-8, texts quoted, so that an empty text and an unknown one differ."""

import re
from collections.abc import Iterator
from datetime import datetime

import msgspec

from benchbook.export.table import Cell, Column, ExportTable, Row, batches
from benchbook.report.spreadsheet import inert

_ROWS_A_CHUNK = 500
_LINE_END = "\r\n"
_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?", re.ASCII)


def csv(table: ExportTable) -> Iterator[bytes]:
    """A header and a line a row. Unknown is nothing between two commas, an empty text is ``""``.

    Lists and objects are JSON texts; a text that a spreadsheet would take for a formula begins with an
    apostrophe.
    """
    yield f"{','.join(table.names)}{_LINE_END}".encode()
    for rows in batches(table.rows(), _ROWS_A_CHUNK):
        yield "".join(_line(row, table.columns) for row in rows).encode()


def _line(row: Row, columns: tuple[Column, ...]) -> str:
    return ",".join(map(_cell, row, columns)) + _LINE_END


def _cell(cell: Cell, column: Column) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float):
        return repr(cell)
    if isinstance(cell, str):
        bare = column.type == "decimal" and _DECIMAL.fullmatch(cell) is not None
        return cell if bare else _quoted(inert(cell))
    return written_time(cell) if isinstance(cell, datetime) else _quoted(written_json(cell))


def written_time(moment: datetime) -> str:
    """A time in UTC as ISO 8601 with a Z."""
    return moment.isoformat().replace("+00:00", "Z")


def written_json(cell: Cell) -> str:
    """A list or an object as JSON."""
    return msgspec.json.encode(cell).decode()


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
