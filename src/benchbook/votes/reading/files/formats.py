"""The format of a file of votes, by its content."""

import codecs
import io
from datetime import UTC, datetime

from benchbook.documents import STANDARD_INPUT, opened, packing_of, refuse_binary, refuse_page
from benchbook.errors import NothingToImport, UnreadableInput
from benchbook.model import Raw
from benchbook.votes.reading.files.batch import READABLE, VoteFile
from benchbook.votes.reading.files.csv_file import CsvFile
from benchbook.votes.reading.files.json_file import JsonFile
from benchbook.votes.reading.files.parquet_file import MAGIC, ParquetFile
from benchbook.votes.reading.files.streams import streamed
from benchbook.wording import cleaned

_HEAD_BYTES = 1024 * 1024


def vote_file(path: str, max_bytes: int) -> VoteFile:
    """A file by its content, whatever its name; raises ``UnreadableInput``, ``Malformed`` or ``NothingToImport``."""
    if path == "-":
        raise UnreadableInput(STANDARD_INPUT, "votes are read several times over", hint="write them to a file first")
    with opened(path, cleaned(path), max_bytes) as packed:
        magic = packed.read(len(MAGIC))
        bytes_total = packed.seek(0, io.SEEK_END)
    if magic == MAGIC:
        return ParquetFile(path, max_bytes)
    with streamed(path, max_bytes) as stream:
        head = stream.head(_HEAD_BYTES)
        _check_text(head, stream.where)
        begins = head.removeprefix(codecs.BOM_UTF8).lstrip()[:1]
        reader = JsonFile if begins in {b"{", b"["} else CsvFile
        return reader(path, max_bytes, stream, bytes_total)


def _check_text(head: bytes, where: str) -> None:
    within = "Parquet" if head.startswith(MAGIC) else packing_of(io.BytesIO(head))
    if within is not None:
        raise UnreadableInput(where, f"it is {within} that was packed once more", hint="unpack it once")
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise UnreadableInput(where, "it is text in UTF-16", hint="save it as UTF-8")
    body = head.removeprefix(codecs.BOM_UTF8)
    if not body.strip():
        raise NothingToImport(where, "it is empty")
    raw = Raw(body=body, origin=where, received_at=datetime.fromtimestamp(0, UTC))
    refuse_page(raw, READABLE)
    refuse_binary(raw, READABLE)
