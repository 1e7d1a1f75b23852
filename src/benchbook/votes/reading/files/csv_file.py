"""Votes in CSV or TSV."""

import codecs
import csv
import io
import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv

from benchbook.errors import Malformed
from benchbook.votes.reading.files.batch import (
    FEW,
    MOST_COLUMNS,
    MOST_EXCERPTS,
    MOST_ROW_BYTES,
    READABLE,
    Batch,
    Read,
    Rows,
)
from benchbook.votes.reading.files.streams import Stream, streamed
from benchbook.votes.reading.nouns import MOST_ROWS, Rejection
from benchbook.votes.reading.texts import ESCAPED, SUBSTITUTE
from benchbook.wording import shortened

HEAD_BYTES = 1024 * 1024

_BOM = b"\xef\xbb\xbf"
_BLANK = re.compile(rb"[\r\n]*")
_LINE = re.compile(rb'(?:[^"\r\n]++|"[^"]*+(?:"|\Z))*+(?:\r\n|\r|\n|\Z)')
_SAID = re.compile(rb'"?sep=([\t,;|])"?(?:\r\n|\r|\n)')
_CELL = re.compile('"[^"]*+(?:"|\\Z)')
_MARKS = "\t,;|"
_LONGEST_LETTER = 4
_UNCLOSED = "a quotation mark that opens a cell and is never closed makes one of all that follows"
_WORDS = pa.dictionary(pa.int32(), pa.string())


class CsvFile:
    """A table whose columns are separated by commas, semicolons, tabs or bars, whichever its header has most.

    A line ``sep=;`` before the header, as spreadsheets write it, says which.
    """

    def __init__(self, path: str, max_bytes: int, stream: Stream, bytes_total: int) -> None:
        self.where = stream.where
        self.bytes_total = bytes_total
        self._path = path
        self._max_bytes = max_bytes
        head = stream.head(HEAD_BYTES)
        self._skipped, self._delimiter, self._names = _header(head, self.where)
        self.columns = dict.fromkeys(self._names, frozenset[str]())

    def fits(self, read: Read) -> bool:
        """Yes: texts may be anything, which is told row by row."""
        return read.column in self.columns

    def batches(self, reads: Sequence[Read]) -> Iterator[Batch]:
        """All rows in the order of the file; blank lines are none."""
        twice = [read.column for read in reads if self._names.count(read.column) > 1]
        if twice:
            raise Malformed(self.where, "line 1", f"one column {shortened(twice[0])!r}, found several")
        ragged = _Ragged()
        places = {read: str(self._names.index(read.column)) for read in reads}
        with streamed(self._path, self._max_bytes) as stream:
            stream.skip(self._skipped)
            if not stream.head(1):
                return
            reader = None
            try:
                reader = self._reader(stream, places, ragged)
                for block in reader:
                    yield from _batches(block, places, ragged, stream)
            except pa.ArrowInvalid as error:
                raise self._malformed(error, ragged) from error
            finally:
                del reader  # waits for its thread, which must not outlive the file, nor the interpreter
            if not ragged.closed:
                raise Malformed(self.where, f"row {ragged.last:,}", "a cell that ends", hint=_UNCLOSED)
            yield from _lost(len(ragged), ragged, reads, stream)

    def _reader(self, stream: Stream, places: Mapping[Read, str], ragged: "_Ragged") -> Any:  # noqa: ANN401
        many = {place for read, place in places.items() if read.kind not in FEW}  # a column may be read as two kinds
        wanted = dict.fromkeys(places.values())
        return pyarrow.csv.open_csv(
            _Mended(stream, ragged.closing),
            read_options=pyarrow.csv.ReadOptions(
                column_names=[str(number) for number in range(len(self._names))],
                block_size=MOST_ROW_BYTES,
                use_threads=False,
            ),
            parse_options=pyarrow.csv.ParseOptions(
                delimiter=self._delimiter, newlines_in_values=True, invalid_row_handler=ragged.add
            ),
            convert_options=pyarrow.csv.ConvertOptions(
                column_types={place: pa.string() if place in many else _WORDS for place in wanted},
                include_columns=list(wanted),
                check_utf8=False,
                null_values=[""],
                strings_can_be_null=True,
            ),
        )

    def _malformed(self, error: pa.ArrowInvalid, ragged: "_Ragged") -> Malformed:
        place = f"a row after row {ragged.told:,}" if ragged.told else "the first rows"
        if "straddling" in str(error):
            return Malformed(self.where, place, f"rows of at most {MOST_ROW_BYTES:,} bytes", hint=_UNCLOSED)
        return Malformed(self.where, place, f"CSV ({shortened(str(error))})")


def _header(head: bytes, where: str) -> tuple[int, str, list[str]]:
    """How many bytes come before the first row, the mark between columns, and their names."""
    start = len(_BOM) if head.startswith(_BOM) else 0
    blank = _BLANK.match(head, start)
    start = blank.end() if blank else start
    said = _SAID.match(head, start)
    line = _LINE.match(head, said.end() if said else start)
    if line is None or (line.end() == len(head) >= HEAD_BYTES):
        raise Malformed(where, "line 1", f"a header of less than {HEAD_BYTES:,} bytes")
    try:
        text = line.group().decode()
    except UnicodeDecodeError as error:
        raise Malformed(where, "line 1", "text in UTF-8", hint="save it as UTF-8") from error
    outside = _CELL.sub("", text)
    delimiter = said.group(1).decode() if said else max(_MARKS, key=outside.count)
    names = [name.strip() for name in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    if len(names) < 2:  # noqa: PLR2004  # the least that is a table
        raise Malformed(where, "line 1", f"{READABLE}, found text in one column: {shortened(text.strip())!r}")
    if len(names) > MOST_COLUMNS:
        raise Malformed(where, "line 1", f"at most {MOST_COLUMNS:,} columns, found {len(names):,}")
    return line.end(), delimiter, names


def _batches(
    block: Any,  # noqa: ANN401
    places: Mapping[Read, str],
    ragged: "_Ragged",
    stream: Stream,
) -> Iterator[Batch]:
    for start in range(0, block.num_rows, MOST_ROWS):
        part = block.slice(start, MOST_ROWS)
        rows, refused = ragged.rows(part.num_rows)
        yield from _lost(refused - MOST_ROWS, ragged, places, stream)
        yield Batch(
            rows=rows,
            columns={read: part.column(place) for read, place in places.items()},
            refused=ragged.taken(min(refused, MOST_ROWS)),
            bytes_read=stream.bytes_read,
        )


def _lost(count: int, ragged: "_Ragged", reads: Iterable[Read], stream: Stream) -> Iterator[Batch]:
    """Batches of refused rows alone, where there are too many for one."""
    nothing = {read: pa.array([], pa.string()) for read in reads}
    for start in range(0, count, MOST_ROWS):
        refused = ragged.taken(min(MOST_ROWS, count - start))
        yield Batch(rows=np.empty(0, np.int64), columns=nothing, refused=refused, bytes_read=stream.bytes_read)


class _Mended(io.RawIOBase):
    """The same bytes with the control character SUBSTITUTE for each that is not UTF-8, which no name may have.

    Arrow gives up a whole file for one such byte in a ragged row. The line ``closing`` is put behind the last row.
    """

    def __init__(self, stream: Stream, closing: str) -> None:
        self._stream = stream
        self._closing = f"\n{closing}\n".encode()
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._begun = False

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, none only at the end."""
        room = max(size - _LONGEST_LETTER - len(self._closing), 1)
        while True:
            given = self._stream.read(room)
            ended = len(given) < room
            if given.isascii() and not self._begun and not ended:
                return given
            text = self._decoder.decode(given, final=ended)
            self._begun = bool(self._decoder.getstate()[0])
            mended = ESCAPED.sub(SUBSTITUTE, text).encode()
            if ended:  # in one block with the last row, since Arrow refuses one that goes on for three
                mended, self._closing = mended + self._closing, b""
            if mended or ended:
                return mended


class _Ragged:
    """Rows with more or fewer cells than the header: their places among all rows, and what is told of them.

    ``closing`` is a line of one cell that no file has. ``closed`` tells that it was met as a row of its own behind the
    others, and not within a cell that a quotation mark has opened and none has closed.
    """

    def __init__(self) -> None:
        self.told = 0
        self.closing = secrets.token_hex(8)
        self.closed = False
        self._numbers: list[int] = []
        self._reasons: list[str] = []
        self._written: dict[str, str] = {}
        self._texts: dict[int, str] = {}
        self._gone = 0

    def add(self, row: Any) -> str:  # noqa: ANN401
        """Take note of such a row; the answer is what Arrow is to do of it."""
        if row.text == self.closing:
            self.closed = True
            return "skip"
        if self._gone + len(self._numbers) < MOST_EXCERPTS:
            self._texts[row.number] = shortened(row.text)
        self._numbers.append(row.number)
        cells = "1 cell" if row.actual_columns == 1 else f"{row.actual_columns:,} cells"
        reason = f"has {cells} where the header has {row.expected_columns:,}"
        self._reasons.append(self._written.setdefault(reason, reason))
        return "skip"

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def last(self) -> int:
        """The last row of any kind."""
        return max(self.told, *self._numbers[-1:], 0)

    def rows(self, count: int) -> tuple[Rows, int]:
        """The places of the next ``count`` whole rows, and how many ragged ones come before the last of them."""
        if not count:
            return np.empty(0, np.int64), 0
        whole_before = np.array(self._numbers, np.int64) - np.arange(1, len(self._numbers) + 1) - self._gone
        nth = self.told - self._gone + np.arange(count)
        between = np.searchsorted(whole_before, nth, side="right")
        rows = nth + self._gone + between + 1
        self.told = int(rows[-1])
        return rows, int(between[-1])

    def taken(self, count: int) -> tuple[Rejection, ...]:
        """The next ragged rows, which are then forgotten."""
        numbers, reasons = self._numbers[:count], self._reasons[:count]
        del self._numbers[:count], self._reasons[:count]
        self._gone += count
        return tuple(
            Rejection(row=number, reason=reason, excerpt=self._texts.pop(number, ""))
            for number, reason in zip(numbers, reasons, strict=True)
        )
