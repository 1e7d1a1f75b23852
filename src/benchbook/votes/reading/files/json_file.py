"""Votes in JSON: an object a line, or a list of objects."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from operator import attrgetter
from typing import Any

import msgspec
import numpy as np

from benchbook.errors import Malformed, NothingToImport
from benchbook.json_repair import repaired
from benchbook.votes.reading.files.batch import MOST_ROW_BYTES, Batch, Read
from benchbook.votes.reading.files.streams import Stream, streamed
from benchbook.votes.reading.files.values import fields_of, gather
from benchbook.votes.reading.nouns import MOST_ROWS, Rejection
from benchbook.wording import lowered, shortened

LOOKED_AT = 10_000
"""In how many lines columns are looked for; one that comes later is not seen."""

_BLOCK_BYTES = 4 * 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_SPACE = b" \t\r\n"
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:(")|\\?\Z)|[\[\]{},]', re.DOTALL)
_UNREADABLE = re.compile(r'[\\"\x00-\x1f]')
"""What the name of no field that is decoded may hold; such a column is none."""

NESTED = frozenset({"answer", "map", "number", "prompt"})
_BAD = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class JsonFile:
    """Objects, one a line, or in one list; a line that is none costs its own row only."""

    def __init__(self, path: str, max_bytes: int, stream: Stream, bytes_total: int) -> None:
        self.where = stream.where
        self.bytes_total = bytes_total
        self._path = path
        self._max_bytes = max_bytes
        lines = (line for block in _blocks(stream) for line in block.split(b"\n") if line.strip(_SPACE))
        first = next(lines, None)
        if first is None:
            raise NothingToImport(self.where, "it has no rows")
        records = (_record(line, self.where) for line in islice(chain([first], lines), LOOKED_AT))
        found = fields_of(record for record in records if isinstance(record, dict))
        self.columns = {name: below for name, below in found.items() if not _UNREADABLE.search(name)}
        if not self.columns:
            expected = "one JSON object a line, or one list of them, found none that has a value"
            raise Malformed(self.where, "", expected)

    def fits(self, read: Read) -> bool:
        """Whether it is there and has nothing below it: what else its values are is told row by row."""
        return read.kind in NESTED or not self.columns[read.column]

    def batches(self, reads: Sequence[Read]) -> Iterator[Batch]:
        """All rows in the order of the file; blank lines are none."""
        decoder = msgspec.json.Decoder(_shape(reads))
        count = 0
        with streamed(self._path, self._max_bytes) as stream:
            for block in _blocks(stream):
                for part in _parts(block, decoder):
                    batch = _batch(part, reads, count, stream.bytes_read)
                    count += len(part)
                    yield batch


def _record(line: bytes, where: str) -> object:
    if line.strip(_SPACE) == b"{":
        found = "one JSON object a line, or one list of them, found an object over several lines"
        raise Malformed(where, "", found)
    try:
        return msgspec.json.decode(repaired(line) or line)
    except _BAD:
        return None


def _shape(reads: Sequence[Read]) -> type[msgspec.Struct]:
    """A struct of the wanted columns alone; what else a line holds is skipped."""
    columns = {read.column: msgspec.Raw if read.kind == "answer" else object for read in reads}
    fields = [(f"f{number}", kind, None) for number, kind in enumerate(columns.values())]
    names = {f"f{number}": column for number, column in enumerate(columns)}
    return msgspec.defstruct("Row", fields, rename=names)


def _parts(block: bytes, decoder: Any) -> Iterator[list[Any]]:  # noqa: ANN401
    """The rows of a block, at most so many at a time; an exception stands where a line is none."""
    lines = block.count(b"\n") + (not block.endswith(b"\n"))
    try:
        decoded = decoder.decode_lines(block)
    except _BAD:
        decoded = None
    if decoded is None or len(decoded) != lines:
        decoded = [_decoded(line, decoder) for line in block.split(b"\n") if line.strip(_SPACE)]
    for start in range(0, len(decoded), MOST_ROWS):
        yield decoded[start : start + MOST_ROWS]


def _decoded(line: bytes, decoder: Any) -> object:  # noqa: ANN401
    try:
        return decoder.decode(line)
    except _BAD as error:
        mended = repaired(line)
        try:
            return _Bad(line, error) if mended is None else decoder.decode(mended)
        except _BAD as still:
            return _Bad(line, still)


class _Bad:
    """A line that is no row."""

    def __init__(self, line: bytes, error: Exception) -> None:
        self.text = shortened(line[:1000].decode("utf-8", "replace"))
        told = str(error).removeprefix("JSON is malformed: ")
        if isinstance(error, msgspec.ValidationError):
            told = "no object" if told.startswith("Expected `object`") else told
        elif isinstance(error, RecursionError):
            told = "nested too deep"
        elif isinstance(error, UnicodeDecodeError):
            told = "no UTF-8"
        self.reason = f"not one JSON object: {lowered(told)}"


def _batch(part: list[Any], reads: Sequence[Read], before: int, bytes_read: int) -> Batch:
    whole = [row for row in part if not isinstance(row, _Bad)]
    rows = np.arange(before + 1, before + 1 + len(part))
    bad: list[Rejection] = []
    if len(whole) < len(part):
        is_whole = np.array([not isinstance(row, _Bad) for row in part])
        lost = zip(rows[~is_whole].tolist(), (row for row in part if isinstance(row, _Bad)), strict=True)
        bad = [Rejection(row=row, reason=line.reason, excerpt=line.text) for row, line in lost]
        rows = rows[is_whole]
    columns = dict.fromkeys(read.column for read in reads)
    values = {column: list(map(attrgetter(f"f{number}"), whole)) for number, column in enumerate(columns)}
    gathered = gather(values, reads, rows)
    return replace(gathered, refused=(*bad, *gathered.refused), bytes_read=bytes_read)


def _blocks(stream: Stream) -> Iterator[bytes]:
    """Whole lines; the elements of a list are made lines. Raises ``Malformed`` for what is never ended."""
    stream.skip(len(_BOM) if stream.head(len(_BOM)) == _BOM else 0)
    begins = stream.head(_BLOCK_BYTES).lstrip(_SPACE)[:1]
    yield from _elements(stream) if begins == b"[" else _lines(stream)


def _lines(stream: Stream) -> Iterator[bytes]:
    held = b""
    while given := stream.read(_BLOCK_BYTES):
        whole, end, rest = given.rpartition(b"\n")
        if end:
            yield held + whole
            held = rest
        else:
            held += rest
        if len(held) > MOST_ROW_BYTES:
            raise _too_long(stream.where)
    if held:
        yield held


def _too_long(where: str) -> Malformed:
    return Malformed(where, "", f"rows of at most {MOST_ROW_BYTES:,} bytes")


def _elements(stream: Stream) -> Iterator[bytes]:
    """The elements of the outermost list, a line each."""
    splitter = _Splitter(stream.where)
    while given := stream.read(_BLOCK_BYTES):
        if found := splitter.split(given):
            yield b"\n".join(found)
    splitter.finish()


class _Splitter:
    """Finds where the elements of a list end, without decoding them."""

    def __init__(self, where: str) -> None:
        self._where = where
        self._held = b""
        self._depth = 0
        self._ended = False

    def split(self, given: bytes) -> list[bytes]:
        """The elements that end within what has been given so far; raises ``Malformed``."""
        if self._ended:
            self._check_end(given)
            return []
        body = self._held + given
        found: list[bytes] = []
        start = 0
        depth = self._depth
        for token in _TOKEN.finditer(body):
            mark = token.group()[:1]
            if mark == b'"':
                if token.group(1) is None:
                    break
            elif mark in b"[{":
                start = start if depth else token.end()
                depth += 1
            elif mark == b"," and depth == 1:
                found.append(_line_of(body[start : token.start()]) or b"null")
                start = token.end()
            elif mark in b"]}":
                depth -= 1
                if not depth:
                    found += [line] if (line := _line_of(body[start : token.start()])) else []
                    self._ended = True
                    self._check_end(body[token.end() :])
                    return found
        self._depth = min(depth, 1)
        self._held = body[start:]
        if len(self._held) > MOST_ROW_BYTES:
            raise _too_long(self._where)
        return found

    def _check_end(self, rest: bytes) -> None:
        if rest.strip(_SPACE):
            raise Malformed(self._where, "", "nothing behind the end of the list, found more")

    def finish(self) -> None:
        """Raise ``Malformed`` if the list has not ended."""
        if not self._ended:
            raise Malformed(self._where, "", "more JSON, but the list is cut off before its end")


def _line_of(element: bytes) -> bytes:
    return element.strip(_SPACE).replace(b"\n", b" ").replace(b"\r", b" ")
