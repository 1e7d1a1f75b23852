"""Files opened and unpacked: gzip, zstd and zip by their first bytes, never more than a bound."""

import io
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from gzip import GzipFile
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import zstandard

from benchbook.documents.dates import date_in_name
from benchbook.documents.sidecar import with_sidecar
from benchbook.errors import NothingToImport, TooLarge, UnreadableInput
from benchbook.model import Raw, TableDeclaration

MAX_DOCUMENT_BYTES = 256 * 1024 * 1024
MAX_ZIP_MEMBERS = 1_000
_CHUNK_BYTES = 1024 * 1024
_GZIP, _ZSTD, _ZIP = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"PK\x03\x04"
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DAMAGED = (OSError, EOFError, zlib.error, zstandard.ZstdError, zipfile.BadZipFile, NotImplementedError, RuntimeError)


def read_documents(
    path: str,
    *,
    now: datetime,
    stated_at: datetime | None = None,
    declaration: TableDeclaration | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
    stdin: BinaryIO | None = None,
) -> Iterator[Raw]:
    """Each document of a file, unpacked; ``-`` is standard input, a zip archive holds several.

    Raises ``UnreadableInput`` and ``TooLarge``; ``max_bytes`` bounds all of a file's documents
    together. ``FactsError`` means that the TOML file beside a table is wrong.
    """
    budget = _Budget(path if path != "-" else "standard input", max_bytes)
    declared = declaration if path == "-" else with_sidecar(Path(path), declaration)
    with _opened(path, stdin, max_bytes) as stream:
        for name, body in _unpacked(budget.where, stream, budget):
            yield Raw(
                body=_text_bytes(name, body),
                origin=name,
                received_at=date_in_name(name, now) or now,
                stated_at=stated_at,
                declaration=declared,
            )


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Budget:
    """How many more bytes a file may unpack to."""

    def __init__(self, where: str, max_bytes: int) -> None:
        self.where = where
        self.max_bytes = max_bytes
        self.left = max_bytes

    def read(self, stream: _Readable) -> bytes:
        """All of a stream, or ``TooLarge``."""
        chunks = []
        while chunk := stream.read(_CHUNK_BYTES):
            self.left -= len(chunk)
            if self.left < 0:
                raise TooLarge(self.where, self.max_bytes)
            chunks.append(chunk)
        return b"".join(chunks)


@contextmanager
def _opened(path: str, stdin: BinaryIO | None, max_bytes: int) -> Iterator[io.BufferedReader]:
    if path == "-":
        yield io.BufferedReader(_Unseekable(stdin or sys.stdin.buffer))
        return
    try:
        status = Path(path).stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableInput(path, "it is a folder, expected a file")
        if not (stat.S_ISREG(status.st_mode) or stat.S_ISFIFO(status.st_mode)):
            raise UnreadableInput(path, "it is a device or socket, expected a file")
        stream = Path(path).open("rb")  # noqa: SIM115 closed below, apart from the errors of opening
    except FileNotFoundError:
        raise UnreadableInput(path, "there is no such file") from None
    except (OSError, ValueError) as error:
        raise UnreadableInput(path[:200], getattr(error, "strerror", None) or str(error)) from None
    with stream:
        if status.st_size > max_bytes and not _packed(stream.peek(4)):
            raise TooLarge(path, max_bytes)
        yield stream


class _Unseekable(io.RawIOBase):
    """A stream that can only be read, as a raw one."""

    def __init__(self, stream: _Readable) -> None:
        self._stream = stream

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "bytearray | memoryview") -> int:  # type: ignore[override]
        chunk = self._stream.read(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)


def _packed(head: bytes) -> bool:
    return head.startswith((_GZIP, _ZSTD, _ZIP))


def _unpacked(name: str, stream: io.BufferedReader, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    try:
        if stream.peek(4).startswith(_ZIP):
            yield from _members(name, io.BytesIO(budget.read(stream)), budget)
        else:
            yield name, _one(stream, budget)
    except _DAMAGED as error:
        raise UnreadableInput(name, f"damaged or cut short: {error}") from None


def _one(stream: "io.BufferedReader[Any]", budget: _Budget) -> bytes:
    head = stream.peek(4)
    if head.startswith(_GZIP):
        with GzipFile(fileobj=stream) as unpacked:
            return budget.read(unpacked)
    if head.startswith(_ZSTD):
        with zstandard.ZstdDecompressor().stream_reader(stream, read_across_frames=True) as unpacked:
            return budget.read(unpacked)
    return budget.read(stream)


def _members(name: str, packed: io.BytesIO, budget: _Budget) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(packed) as archive:
        members = [member for member in archive.infolist() if not _beside_the_point(member)]
        if not members:
            raise NothingToImport(name, "the archive holds no file")
        if len(members) > MAX_ZIP_MEMBERS:
            raise UnreadableInput(name, f"it holds more than {MAX_ZIP_MEMBERS:,} files")
        for member in members:
            inner = f"{name}:{member.filename}"
            if member.flag_bits & 1:
                raise UnreadableInput(inner, "it is encrypted")
            with archive.open(member) as stream:
                buffered = io.BufferedReader(_Unseekable(stream))
                if buffered.peek(4).startswith(_ZIP):
                    raise UnreadableInput(inner, "an archive inside an archive is not opened")
                yield inner, _one(buffered, budget)


def _beside_the_point(member: zipfile.ZipInfo) -> bool:
    path = Path(member.filename)
    return member.is_dir() or path.name.startswith(".") or "__MACOSX" in path.parts


def _text_bytes(name: str, body: bytes) -> bytes:
    if body.startswith(_UTF16_MARKS):
        raise UnreadableInput(name, "it is written in UTF-16, expected UTF-8")
    return body.removeprefix(_UTF8_MARK)
