"""Tables as CSV: RFC 4180 in UTF-8, texts quoted, so that an empty text and an unknown one differ."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchbook.export.cells import written_json, written_time
from benchbook.export.table import Cell, ColumnType, ExportTable, Row, batches
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
    writers = [_WRITERS[column.type] for column in table.columns]
    for rows in batches(table.rows(), _ROWS_A_CHUNK):
        yield "".join([_line(row, writers) for row in rows]).encode()


def _line(row: Row, writers: Sequence[Callable[[Any], str]]) -> str:
    cells = ["" if cell is None else write(cell) for cell, write in zip(row, writers, strict=True)]
    return ",".join(cells) + _LINE_END


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _text(text: str) -> str:
    return _quoted(inert(text))


def _decimal(text: str) -> str:
    return text if _DECIMAL.fullmatch(text) else _text(text)


def _boolean(flag: bool) -> str:  # noqa: FBT001 - it is the cell
    return "true" if flag else "false"


def _json(cell: Cell) -> str:
    return _quoted(written_json(cell))


_WRITERS: dict[ColumnType, Callable[[Any], str]] = {
    "text": _text,
    "integer": repr,
    "number": repr,
    "decimal": _decimal,
    "boolean": _boolean,
    "time": written_time,
    "texts": _json,
    "json": _json,
}
