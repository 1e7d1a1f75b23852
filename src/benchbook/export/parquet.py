"""Tables as Parquet, one row group at a time."""

from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING, Any

import msgspec

from benchbook.export.cells import written_json
from benchbook.export.table import Cell, Column, ColumnType, ExportTable, batches

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_A_GROUP = 20_000


def parquet(table: ExportTable) -> Iterator[bytes]:
    """A Parquet file compressed with zstd.

    ``decimal`` is a string, ``texts`` a list of strings, ``json`` a string, ``time`` microseconds in UTC.
    The schema's metadata has the table's ``About`` as JSON under ``benchbook``; each field's its unit
    and description.
    """
    import pyarrow as pa  # noqa: PLC0415 - a quarter of a second that only this format costs
    import pyarrow.parquet as pq  # noqa: PLC0415

    schema = _schema(table)
    drain = _Drain()
    with pq.ParquetWriter(pa.PythonFile(drain, mode="w"), schema, compression="zstd") as writer:
        for rows in batches(table.rows(), ROWS_A_GROUP):
            columns = zip(*rows, strict=True)
            arrays = [
                pa.array([_cell(cell, column) for cell in cells], type=field.type)
                for cells, column, field in zip(columns, table.columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            yield drain.emptied()
    yield drain.emptied()


class _Drain(BytesIO):
    """A file that is emptied while it is written; it goes on telling the place in the whole."""

    _gone = 0

    def emptied(self) -> bytes:
        written = self.getvalue()
        self._gone += len(written)
        self.seek(0)
        self.truncate()
        return written

    def tell(self) -> int:
        return self._gone + super().tell()

    def close(self) -> None:
        """Stay open: the last bytes are taken after the writer closed the file."""


def _schema(table: ExportTable) -> "pa.Schema":
    import pyarrow as pa  # noqa: PLC0415

    fields = [pa.field(column.name, _type(column.type), metadata=_metadata(column)) for column in table.columns]
    return pa.schema(fields, metadata={"benchbook": msgspec.json.encode(table.about)})


def _metadata(column: Column) -> dict[str, str]:
    unit = {} if column.unit is None else {"unit": column.unit}
    return unit | {"description": column.description}


def _type(kind: ColumnType) -> "pa.DataType":
    import pyarrow as pa  # noqa: PLC0415

    types: dict[ColumnType, Any] = {
        "text": pa.string(),
        "integer": pa.int64(),
        "number": pa.float64(),
        "decimal": pa.string(),
        "boolean": pa.bool_(),
        "time": pa.timestamp("us", tz="UTC"),
        "texts": pa.list_(pa.string()),
        "json": pa.string(),
    }
    return types[kind]


def _cell(cell: Cell, column: Column) -> Cell:
    return written_json(cell) if column.type == "json" and cell is not None else cell
