"""Row groups of Parquet files and tables of votes: checked, weighed by their statistics, and read in pieces.

Only the columns that are asked for are read. Words come as codes of a dictionary, as Parquet keeps them, so that no
row ever becomes a Python object. A row group whose statistics settle a question is not read for it.
"""

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchbook.errors import Malformed, UnreadableInput
from benchbook.model import Noun
from benchbook.votes.arrays import codes_of, valid_of
from benchbook.votes.counting.which import Columns, Filter, Unflagged, Which, filters_of

FilePath = str | os.PathLike[str]

TIMES = frozenset({"cast_at", "recorded_at"})
MAPS = frozenset({"covariates"})
"""The columns of the log that do not hold words."""

ROWS_A_PIECE = 1 << 17
_MOST_SHOWN = 12
_MOST_REASON_CHARACTERS = 200
_IN_MEMORY = "votes in memory"
_WORDS = pa.dictionary(pa.int32(), pa.string())
_TIME = pa.timestamp("us", tz="UTC")


class Naming(Noun, frozen=True, kw_only=True):
    """What a file calls the columns that every vote has."""

    model_a: str = "model_a"
    model_b: str = "model_b"
    winner: str = "winner"

    def called(self, column: str) -> str:
        """What the file calls one of our columns."""
        return str(getattr(self, column, column))


OURS = Naming()


class Asked(NamedTuple):
    """What is wanted of the votes: which columns, by our names, and which rows.

    ``unflagged`` is None where a file is not asked for flags; ``count_flagged`` takes votes with one, too. The columns
    in ``numbers`` may hold whole numbers.
    """

    columns: tuple[str, ...]
    filters: Sequence[Filter] = ()
    unflagged: Unflagged | None = None
    count_flagged: bool = False
    naming: Naming = OURS
    rows_a_piece: int = ROWS_A_PIECE
    numbers: frozenset[str] = frozenset()

    @classmethod
    def of_log(cls, which: Which, columns: tuple[str, ...], rows_a_piece: int = ROWS_A_PIECE) -> "Asked":
        """Votes with the columns of ``schema.LOG``."""
        return cls(columns, filters_of(which), Unflagged(), which.flagged, rows_a_piece=rows_a_piece)

    @property
    def conditions(self) -> tuple[Filter, ...]:
        """The filters, and whether there are flags."""
        return (*self.filters, *([self.unflagged] if self.unflagged is not None else []))

    def perhaps_read(self) -> list[str]:
        """Our names of all columns that may have to be read."""
        return list(dict.fromkeys((*self.columns, *(name for each in self.conditions for name in each.columns))))


class RowGroup(NamedTuple):
    """One row group of the file ``where``, which is the ``number``-th that is read."""

    number: int
    where: str
    metadata: pq.FileMetaData
    place: int

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return int(self.metadata.row_group(self.place).num_rows)


class Piece(NamedTuple):
    """Some rows of one row group or table: ``number`` orders pieces as the files and their rows are ordered.

    ``filters`` are those that the statistics leave open; ``flags`` is whether flags were read, for there may be some.
    ``group_rows`` is how many rows the whole row group or table has.
    """

    where: str
    number: tuple[int, int]
    columns: Columns
    filters: Sequence[Filter]
    flags: bool
    rows: int
    group_rows: int


class OpenFile:
    """The file whose row groups a thread reads now; each thread has one of its own."""

    def __init__(self, asked: Asked) -> None:
        self._asked = asked
        self._where: str | None = None
        self._file: pq.ParquetFile | None = None

    def pieces(self, group: RowGroup) -> Iterator[Piece]:
        """The rows of a row group that may be kept, some at a time. Raises ``UnreadableInput``."""
        with telling(group.where):
            file = self._opened(group)
            needed = _needed(file, group, self._asked)
            if needed is None:
                return
            columns, filters, flags = needed
            called = {name: self._asked.naming.called(name) for name in columns}
            batches = file.iter_batches(
                self._asked.rows_a_piece, row_groups=[group.place], columns=list(called.values()), use_threads=False
            )
            for batch in batches:
                found = {name: _sound(batch.column(column)) for name, column in called.items()}
                number = (group.number, group.place)
                yield Piece(group.where, number, found, filters, flags, batch.num_rows, group.rows)

    def _opened(self, group: RowGroup) -> pq.ParquetFile:
        if self._where != group.where:
            naming = self._asked.naming
            words = [naming.called(name) for name in self._asked.perhaps_read() if name not in TIMES | MAPS]
            self._file = pq.ParquetFile(_bytes_of(group.where), metadata=group.metadata, read_dictionary=words)
            self._where = group.where
        return self._file


def _sound(array: pa.Array) -> pa.Array:
    """An array whose codes have words, which Arrow does not look at; raises ``ArrowInvalid`` or ``ValueError``."""
    if not pa.types.is_dictionary(array.type):
        array.validate(full=True)
        return array
    array.dictionary.validate(full=True)
    codes, valid = codes_of(array), valid_of(array)
    if valid is not None:
        codes = codes[valid]
    if len(codes) and int(codes.view(np.uint32).max()) >= len(array.dictionary):
        raise ValueError("a code has no word")
    return array


@contextmanager
def telling(where: str) -> Iterator[None]:
    """Turns what Arrow raises into one sentence about the file, as ``UnreadableInput``."""
    try:
        yield
    except (pa.ArrowException, OSError, ValueError, LookupError, OverflowError, MemoryError) as error:
        raise UnreadableInput(where, _reason(error)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError):
        return "there is no such file"
    if isinstance(error, PermissionError):
        return "it may not be read"
    if isinstance(error, MemoryError):
        return "it asks for more memory than there is"
    said = " ".join(str(error).split())[:_MOST_REASON_CHARACTERS].rstrip(". ")
    return f"it is no Parquet file, or a damaged one ({said or type(error).__name__})"


def _bytes_of(where: str) -> pa.NativeFile:
    """A file by its path alone: never by an address, which Arrow would follow."""
    if not stat.S_ISREG(Path(where).stat().st_mode):
        raise UnreadableInput(where, "it is no file")
    return pa.OSFile(where)


def row_groups(files: Sequence[FilePath], asked: Asked) -> Iterator[RowGroup]:
    """The row groups of all files, each file checked when it is reached.

    Raises ``UnreadableInput``, and ``Malformed`` for a file that lacks a column or holds something else in it.
    """
    for number, path in enumerate(files):
        where = os.fspath(path)
        with telling(where):
            file = pq.ParquetFile(_bytes_of(where))
            metadata, schema = file.metadata, file.schema_arrow
        _check(where, schema, asked)
        for index in range(metadata.num_row_groups):
            yield RowGroup(number, where, metadata, index)


def rows_of(path: FilePath) -> int:
    """How many rows a file has, by its own word."""
    where = os.fspath(path)
    with telling(where):
        return int(pq.ParquetFile(_bytes_of(where)).metadata.num_rows)


def table_pieces(table: pa.Table, asked: Asked, number: int) -> Iterator[Piece]:
    """The rows of a table with the log's columns; a word may be held in any way."""
    _check(_IN_MEMORY, table.schema, asked)
    names = asked.perhaps_read()
    for batch in table.select(names).to_batches():
        columns = {name: _as_words(batch.column(name)) for name in names}
        flags = asked.unflagged is not None
        yield Piece(_IN_MEMORY, (number, 0), columns, asked.filters, flags, batch.num_rows, table.num_rows)


def _as_words(array: pa.Array) -> pa.Array:
    """Words as Parquet gives them, whatever they were held as."""
    if not _is_words(array.type) or (array.type == _WORDS and array.dictionary.null_count == 0):
        return array
    plain = array.dictionary_decode() if pa.types.is_dictionary(array.type) else array
    return plain.cast(pa.string()).dictionary_encode()


def table_words(column: pa.ChunkedArray) -> pa.DictionaryArray:
    """A whole column of words, as a file's would come."""
    return _as_words(column.cast(pa.string()).combine_chunks())


def _check(where: str, schema: pa.Schema, asked: Asked) -> None:
    """Every column that may be read is there once and holds what it should."""
    for name in asked.perhaps_read():
        called = asked.naming.called(name)
        at = schema.get_all_field_indices(called)
        if len(at) != 1:
            found = f"{len(at)} of this name" if at else f"none; {_listed(schema.names)}"
            raise Malformed(where, "", f"one column {called!r}, found {found}")
        kind = schema.field(at[0]).type
        if name in MAPS:
            expected, fits = "a map of words to numbers", kind == pa.map_(pa.string(), pa.float64())
        elif name in TIMES:
            expected, fits = "times in microseconds, UTC", kind == _TIME
        elif name in asked.numbers:
            expected, fits = "words or whole numbers", _is_words(kind) or pa.types.is_integer(kind)
        else:
            expected, fits = "words", _is_words(kind)
        if not fits:
            raise Malformed(where, f"column {called!r}", f"{expected}, found {str(kind)[:80]}")


def _is_words(kind: pa.DataType) -> bool:
    values = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(values) or pa.types.is_large_string(values) or pa.types.is_string_view(values))


def _listed(names: Sequence[str]) -> str:
    shown = ", ".join(repr(name[:80]) for name in names[:_MOST_SHOWN])
    more = f" and {len(names) - _MOST_SHOWN:,} more" if len(names) > _MOST_SHOWN else ""
    return f"there is: {shown}{more}" if names else "there is no column at all"


class _GroupStatistics:
    """What a row group's metadata say of columns of which something was read."""

    def __init__(self, file: pq.ParquetFile, group: RowGroup, columns: Sequence[str]) -> None:
        """Raises ``ValueError`` for damaged metadata.

        Arrow raises where it reads by damaged metadata, but ends the process where it is only asked for them.
        """
        schema, held = group.metadata.schema, group.metadata.row_group(group.place)
        places = {schema.column(at).path: at for at in range(group.metadata.num_columns)}
        begun = next(file.iter_batches(1, row_groups=[group.place], columns=columns, use_threads=False), None)
        if begun is None or len(places) < group.metadata.num_columns:
            raise ValueError("its metadata contradict each other")
        self._columns = {}
        for name in columns:
            described, chunk = schema.column(places[name]), held.column(places[name])
            if chunk.physical_type != described.physical_type:
                raise ValueError("its metadata contradict each other")
            self._columns[name] = chunk.statistics
        self.rows = group.rows

    def nulls(self, column: str) -> int | None:
        """How many rows have no value."""
        known = self._columns[column]
        return int(known.null_count) if known is not None and known.has_null_count else None

    def bounds(self, column: str) -> tuple[object, object] | None:
        """The least and the greatest value, as they stand in the file."""
        known = self._columns[column]
        return (known.min_raw, known.max_raw) if known is not None and known.has_min_max else None


def _needed(file: pq.ParquetFile, group: RowGroup, asked: Asked) -> tuple[list[str], list[Filter], bool] | None:
    """The columns, filters and flags that a row group must be read for; None where it has nothing to give."""
    columns = dict.fromkeys(asked.columns)
    filters: list[Filter] = []
    if group.rows == 0:
        return None
    conditions = asked.conditions
    if not conditions:
        return [*columns], filters, False
    statistics = _GroupStatistics(
        file, group, list(dict.fromkeys(name for each in conditions for name in each.columns))
    )
    for condition in asked.filters:
        kept = condition.decide(statistics)
        if kept is False:
            return None
        if kept is None:
            filters.append(condition)
            columns.update(dict.fromkeys(condition.columns))
    flags = asked.unflagged is not None and asked.unflagged.decide(statistics) is not True
    return [*columns, *(["flag"] if flags and "flag" not in columns else [])], filters, flags
