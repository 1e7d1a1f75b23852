"""Tables as JSON: one document with what goes with the rows, or one object a line."""

from collections.abc import Iterator

import msgspec

from benchbook.export.table import ExportTable, batches

_ROWS_A_CHUNK = 500
_encode = msgspec.json.Encoder().encode


def json(table: ExportTable) -> Iterator[bytes]:
    """``{"meta": …, "data": [{…}, …]}``; ``meta`` is the table's ``About``."""
    yield b'{"meta":' + _encode(table.about) + b',"data":['
    before = b"\n"
    for objects in batches(_objects(table), _ROWS_A_CHUNK):
        yield before + b",\n".join(objects)
        before = b",\n"
    yield b"\n]}\n"


def ndjson(table: ExportTable) -> Iterator[bytes]:
    """One object a line."""
    for objects in batches(_objects(table), _ROWS_A_CHUNK):
        yield b"\n".join(objects) + b"\n"


def _objects(table: ExportTable) -> Iterator[bytes]:
    names = table.names
    for row in table.rows():
        yield _encode(dict(zip(names, row, strict=True)))
