"""Packed bytes to plain ones, bounded in total size, members and levels of packing."""

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

import zstandard

from benchbook.errors import NothingToImport, TooLarge, UnreadableInput
from benchbook.wording import cleaned, lowered

MAX_DOCUMENT_BYTES = 64 * 1024 * 1024
MOST_MEMBERS = 1_000

_CHUNK_BYTES = 64 * 1024
_DIRECTORY_BYTES = 1024 * 1024
_ZSTD_SLICE_BYTES = 256
_ZSTD_WINDOW_BYTES = 128 * 1024 * 1024
_PACKINGS = {
    b"\x1f\x8b": "gzip",
    b"\x28\xb5\x2f\xfd": "zstd",
    b"PK\x03\x04": "zip",
    b"PK\x05\x06": "zip",
    b"PK\x07\x08": "zip",
}
_DAMAGED = (
    EOFError,
    IndexError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    zipfile.BadZipFile,
    zlib.error,
    zstandard.ZstdError,
)


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


def unpack(packed: BinaryIO, where: str, max_bytes: int) -> bytes:
    """A whole seekable stream, unpacked if it is gzip or zstd; packed once more or in a zip is refused.

    Raises ``UnreadableInput`` for damaged data and ``TooLarge`` beyond ``max_bytes``.
    """
    packing = packing_of(packed)
    if packing is None:
        return read_all(packed, where, max_bytes)
    if packing == "zip":
        raise UnreadableInput(where, "it is an archive within an archive, and only one level is opened")
    body = _gunzip(packed, where, max_bytes) if packing == "gzip" else _unzstd(packed, where, max_bytes)
    if _packing(body) is not None:
        raise UnreadableInput(where, f"it is packed more than once ({packing} within is {_packing(body)})")
    return body


def _packing(head: bytes) -> str | None:
    return next((name for magic, name in _PACKINGS.items() if head.startswith(magic)), None)


def packing_of(packed: BinaryIO) -> str | None:
    """``gzip``, ``zstd`` or ``zip`` by a stream's first bytes, else None; leaves the stream at its beginning."""
    try:
        head = packed.read(4)
        packed.seek(0)
    except OSError:  # told by whoever reads on, with the file's name
        return None
    return _packing(head)


def read_all(stream: _Readable, where: str, max_bytes: int) -> bytes:
    """All bytes of a stream, in bounded memory; those that are in memory already are not copied."""
    if isinstance(stream, io.BytesIO) and stream.tell() == 0:
        held = stream.getvalue()
        if len(held) > max_bytes:
            raise TooLarge(where, max_bytes)
        return held
    body = io.BytesIO()
    try:
        while chunk := stream.read(_CHUNK_BYTES):
            if body.tell() + len(chunk) > max_bytes:
                raise TooLarge(where, max_bytes)
            body.write(chunk)
    except (OSError, ValueError) as error:
        raise UnreadableInput(where, lowered(getattr(error, "strerror", None) or str(error))) from error
    return body.getvalue()


def _gunzip(packed: BinaryIO, where: str, max_bytes: int) -> bytes:
    body = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=packed, mode="rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                if body.tell() + len(chunk) > max_bytes:
                    raise TooLarge(where, max_bytes)
                body.write(chunk)
    except EOFError as error:
        raise UnreadableInput(where, "its gzip data is cut off before the end") from error
    except _DAMAGED as error:
        raise UnreadableInput(where, "its gzip data is damaged") from error
    return body.getvalue()


def _unzstd(packed: BinaryIO, where: str, max_bytes: int) -> bytes:
    """The frames of a zstd stream; fed in small slices, as one slice may unpack to thousands of times its size."""
    decompressor = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES)
    body = io.BytesIO()
    frame = decompressor.decompressobj()
    try:
        while piece := packed.read(_ZSTD_SLICE_BYTES):
            while piece:
                frame = decompressor.decompressobj() if frame.eof else frame
                body.write(frame.decompress(piece))
                piece = frame.unused_data if frame.eof else b""
                if body.tell() > max_bytes:
                    raise TooLarge(where, max_bytes)
    except _DAMAGED as error:
        raise UnreadableInput(where, "its zstd data is damaged") from error
    if not frame.eof:
        raise UnreadableInput(where, "its zstd data is cut off before the end")
    return body.getvalue()


class _ShortReads:
    """A file that gives at most ``_DIRECTORY_BYTES`` at once.

    ``zipfile`` reads a directory of any size into memory in one call, before it can be counted.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def read(self, size: int = -1, /) -> bytes:
        if size > _DIRECTORY_BYTES:
            raise OverflowError("its directory is too large")
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def seekable(self) -> bool:
        return True


def members(packed: BinaryIO, where: str, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """The name and bytes of each file in a zip archive; raises as ``unpack`` does, ``NothingToImport`` for none."""
    try:
        archive = zipfile.ZipFile(_ShortReads(packed))
    except _DAMAGED as error:
        raise UnreadableInput(where, "it is a damaged, cut off or oversized zip archive") from error
    with archive:
        listed = [member for member in archive.infolist() if _is_document(member)]
        _check_members(listed, where, max_bytes)
        left = max_bytes
        for member in listed:
            name = cleaned(member.filename)
            origin = f"{where}:{name}"
            try:
                body = unpack(io.BytesIO(_read_member(archive, member, origin, left)), origin, left)
            except TooLarge as error:
                raise TooLarge(where, max_bytes) from error
            left -= len(body)
            yield name, body


def _is_document(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return bool(parts) and not member.is_dir() and not hidden


def _check_members(members: Sequence[zipfile.ZipInfo], where: str, max_bytes: int) -> None:
    if not members:
        raise NothingToImport(where, "the archive holds no file")
    if len(members) > MOST_MEMBERS:
        raise UnreadableInput(where, f"the archive holds {len(members):,} files, more than {MOST_MEMBERS:,}")
    for member in members:
        origin = f"{where}:{cleaned(member.filename)}"
        if member.flag_bits & 0x1:
            raise UnreadableInput(origin, "it is encrypted", hint="unpack the archive and import the files")
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnreadableInput(origin, "it is packed by a method other than deflate")
    if sum(member.file_size for member in members) > max_bytes:
        raise TooLarge(where, max_bytes)


def _read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, origin: str, max_bytes: int) -> bytes:
    try:
        with archive.open(member) as stream:
            return read_all(stream, origin, max_bytes)
    except _DAMAGED as error:
        raise UnreadableInput(origin, "it is a damaged part of the archive") from error
