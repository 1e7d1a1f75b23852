"""Votes in Parquet."""

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pyarrow.types as kinds

from benchbook.documents import opened
from benchbook.errors import Malformed, TooLarge, UnreadableInput
from benchbook.votes.reading.files.batch import MOST_COLUMNS, Batch, Kind, Read
from benchbook.votes.reading.files.streams import shown
from benchbook.votes.reading.files.values import label, written
from benchbook.votes.reading.nouns import MOST_ROWS
from benchbook.votes.reading.texts import ESCAPED, SUBSTITUTE
from benchbook.wording import cleaned, shortened

MAGIC = b"PAR1"

_BUFFER_BYTES = 1024 * 1024
_BATCH_BYTES = 64 * 1024 * 1024
_LEAST_ROW_BYTES = 8
_LOOKED_AT = 10_000
_LONG_BYTES = 1_000
_DAMAGED = (pa.ArrowException, OSError, UnicodeError)
_TEXTS = frozenset({"name", "word", "label", "prompt"})
_WORDS = pa.dictionary(pa.int32(), pa.string())


class ParquetFile:
    """A table in Parquet; a column of the wrong type is an error of the whole file."""

    def __init__(self, path: str, max_bytes: int) -> None:
        self.where = shown(path)
        self._path = path
        self._max_bytes = max_bytes
        with self._opened() as (file, bytes_total):
            self.bytes_total = bytes_total
            self._check_size(file.metadata)
            self._schema = file.schema_arrow
        self.columns = {field.name: frozenset(_below(field.type)) for field in self._schema}

    @contextmanager
    def _opened(self, dictionaries: Sequence[str] = ()) -> Iterator[tuple[Any, int]]:
        with opened(self._path, cleaned(self._path), self._max_bytes):
            try:
                # A file of Python's in the hands of Arrow's threads may hang the interpreter at its end.
                with pa.OSFile(os.fsencode(self._path)) as packed:
                    file = pq.ParquetFile(
                        packed, read_dictionary=list(dictionaries), pre_buffer=False, buffer_size=_BUFFER_BYTES
                    )
                    yield file, packed.size()
            except _DAMAGED as error:
                reason = f"its Parquet data is damaged or of a kind that is not read ({shortened(str(error))})"
                raise UnreadableInput(self.where, reason) from error

    def _check_size(self, metadata: Any) -> None:  # noqa: ANN401
        unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
        if max(unpacked, metadata.num_rows * _LEAST_ROW_BYTES) > self._max_bytes:
            raise TooLarge(self.where, self._max_bytes)
        if metadata.num_columns > MOST_COLUMNS:
            raise Malformed(self.where, "", f"at most {MOST_COLUMNS:,} columns, found {metadata.num_columns:,}")

    def fits(self, read: Read) -> bool:
        """Whether the column is of such a type."""
        places = self._schema.get_all_field_indices(read.column)
        return len(places) == 1 and _FITTING[read.kind][0](self._schema.field(places[0]).type)

    def batches(self, reads: Sequence[Read]) -> Iterator[Batch]:
        """All rows in the order of the file."""
        for read in reads:
            self._check_type(read)
        paths = [read.name for read in reads]
        with self._opened(self._recurring(reads)) as (file, _):
            count = 0
            most = _batch_rows(file.metadata)
            for parts in _gathered(file.iter_batches(most, columns=paths), most):
                first, count = count, count + sum(part.num_rows for part in parts)
                rows = np.arange(first + 1, count + 1)
                columns = {read: pa.concat_arrays([_column(read, part) for part in parts]) for read in reads}
                done = int(self.bytes_total * count / file.metadata.num_rows)
                yield Batch(rows=rows, columns=columns, bytes_read=done)

    def _recurring(self, reads: Sequence[Read]) -> list[str]:
        """The columns to be read as dictionaries, which is slow where each row has its own text.

        A long text that stands once in the file and is that of many rows would else be made one for each.
        """
        texts = [read for read in reads if not read.inside and kinds.is_string(self._schema.field(read.column).type)]
        found = [read.column for read in texts if read.kind != "label"]
        labels = [read.column for read in texts if read.kind == "label"]
        with self._opened(labels) as (file, _):
            first = next(file.iter_batches(_LOOKED_AT, columns=labels), None) if labels else None
        if first is not None:
            longest = (pc.max(pc.binary_length(column.dictionary)).as_py() or 0 for column in first.columns)
            found += [name for name, most in zip(first.schema.names, longest, strict=True) if most > _LONG_BYTES]
        return found

    def _check_type(self, read: Read) -> None:
        places = self._schema.get_all_field_indices(read.column)
        if len(places) != 1:
            raise Malformed(self.where, "", f"one column {shortened(read.column)!r}, found {len(places) or 'none'}")
        kind = self._schema.field(places[0]).type
        if read.inside:
            kind = kind.field(read.inside).type
        fits, wanted = _FITTING[read.kind]
        if not kinds.is_null(kind) and not fits(kind):
            raise Malformed(self.where, f"column {shortened(read.name)}", f"{wanted}, found {kind}")


def _below(kind: pa.DataType) -> list[str]:
    """The names of a struct's fields."""
    return [kind.field(number).name for number in range(kind.num_fields)] if kinds.is_struct(kind) else []


def _batch_rows(metadata: Any) -> int:  # noqa: ANN401
    """How many rows to read at a time: fewer where they are long.

    The sizes of single columns are not asked for: in a damaged file Arrow ends the whole process over them.
    """
    size = sum(int(metadata.row_group(number).total_byte_size) for number in range(metadata.num_row_groups))
    return max(1, min(MOST_ROWS, _BATCH_BYTES * int(metadata.num_rows) // max(size, 1)))


def _gathered(parts: Iterable[pa.RecordBatch], most: int) -> Iterator[list[pa.RecordBatch]]:
    """Small parts together, since every row group begins a new one and a file may have very many."""
    held: list[pa.RecordBatch] = []
    rows = 0
    for part in parts:
        if held and rows + part.num_rows > most:
            yield held
            held, rows = [], 0
        held.append(part)
        rows += part.num_rows
    if held:
        yield held


def _is_text(kind: pa.DataType) -> bool:
    if kinds.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(kinds.is_string(kind) or kinds.is_large_string(kind) or kinds.is_string_view(kind))


def _is_number(kind: pa.DataType) -> bool:
    return bool(kinds.is_integer(kind) or kinds.is_floating(kind) or kinds.is_decimal(kind))


def _is_label(kind: pa.DataType) -> bool:
    return _is_text(kind) or _is_number(kind) or bool(kinds.is_boolean(kind))


def _is_time(kind: pa.DataType) -> bool:
    return _is_text(kind) or _is_number(kind) or bool(kinds.is_timestamp(kind) or kinds.is_date(kind))


def _is_figure(kind: pa.DataType) -> bool:
    if kinds.is_struct(kind):
        return all(_is_figure(kind.field(number).type) for number in range(kind.num_fields))
    return _is_label(kind) or bool(kinds.is_null(kind))


def _is_list(kind: pa.DataType) -> bool:
    lists = kinds.is_list(kind) or kinds.is_large_list(kind) or kinds.is_fixed_size_list(kind)
    return _is_text(kind) or bool(lists and _is_text(kind.value_type))


def _is_map(kind: pa.DataType) -> bool:
    if kinds.is_map(kind):
        return _is_text(kind.key_type) and _is_figure(kind.item_type)
    return _is_text(kind) or (bool(kinds.is_struct(kind)) and _is_figure(kind))


_FITTING: dict[Kind, tuple[Callable[[pa.DataType], bool], str]] = {
    "name": (_is_text, "names as text"),
    "word": (_is_label, "text"),
    "label": (_is_label, "text or numbers"),
    "prompt": (lambda _: True, "texts"),
    "number": (_is_figure, "numbers"),
    "time": (_is_time, "times"),
    "answer": (lambda _: True, "texts"),
    "list": (_is_list, "lists of names"),
    "map": (_is_map, "figures by name"),
}


def _column(read: Read, part: pa.RecordBatch) -> pa.Array:
    column = part.column(read.column)
    if read.inside:
        column = pc.struct_field(column, read.inside)
    if kinds.is_null(column.type):
        return column.cast(pa.string())
    if kinds.is_dictionary(column.type):
        _check_codes(column)
        if _is_text(column.type):
            column = column.cast(_WORDS)
            return pa.DictionaryArray.from_arrays(column.indices, _mended(column.dictionary))
    if _is_text(column.type):
        return _mended(column.cast(pa.string()))
    if kinds.is_nested(column.type):
        column.validate(full=True)
    return _labels(column) if read.kind in _TEXTS else column


def _mended(column: pa.StringArray) -> pa.StringArray:
    """The same texts, with the control character SUBSTITUTE, which no name may have, in those that are not UTF-8."""
    raw = column.cast(pa.binary())
    try:
        return raw.cast(pa.string())
    except pa.ArrowInvalid:
        lossy = (None if text is None else text.decode("utf-8", "surrogateescape") for text in raw.to_pylist())
        return pa.array([None if text is None else ESCAPED.sub(SUBSTITUTE, text) for text in lossy], pa.string())


def _check_codes(column: pa.DictionaryArray) -> None:
    """Raise ``ArrowInvalid`` for places beyond a dictionary, which Arrow itself does not look for."""
    places = column.indices.drop_null()
    if len(places) and not 0 <= pc.min(places).as_py() <= pc.max(places).as_py() < len(column.dictionary):
        raise pa.ArrowInvalid("a text lies beyond its dictionary")


def _labels(column: pa.Array) -> pa.Array:
    """Numbers and truths as text."""
    if kinds.is_integer(column.type):
        return column.cast(pa.string())
    if kinds.is_nested(column.type):
        return pa.array([None if value is None else written(value) for value in column.to_pylist()], pa.string())
    coded = column.dictionary_encode()
    texts = [None if value is None else label(value) for value in coded.dictionary.to_pylist()]
    return pa.DictionaryArray.from_arrays(coded.indices, pa.array(texts, pa.string()))
