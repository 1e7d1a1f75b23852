"""A file as a stream of unpacked bytes, bounded, that knows how far it has come."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO

import pyarrow as pa

from benchbook.documents import opened, packing_of
from benchbook.errors import TooLarge, UnreadableInput
from benchbook.wording import cleaned

_HINT = "unpack the archive and name the files in it"


class Stream(io.RawIOBase):
    """Unpacked bytes, in order; raises ``TooLarge`` beyond ``max_bytes`` and ``UnreadableInput`` for damage."""

    def __init__(self, packed: BinaryIO, where: str, max_bytes: int) -> None:
        self.where = where
        self._packing = packing_of(packed)
        if self._packing == "zip":
            raise UnreadableInput(where, "votes are not read out of zip archives", hint=_HINT)
        self._packed = packed
        self._source: Any = pa.CompressedInputStream(packed, self._packing) if self._packing else packed
        self._held = b""
        self._left = max_bytes
        self._max_bytes = max_bytes

    def readable(self) -> bool:
        """Yes."""
        return True

    def read(self, size: int = -1, /) -> bytes:
        """The next bytes, fewer than asked for only at the end; all of the rest is never given at once."""
        size = io.DEFAULT_BUFFER_SIZE if size < 0 else size
        given, self._held = self._held[:size], self._held[size:]
        if len(given) == size:
            return given
        parts = [given]
        size -= len(given)
        while size and (part := self._next(size)):
            parts.append(part)
            size -= len(part)
        return b"".join(parts)

    def _next(self, size: int) -> bytes:
        try:
            given = bytes(self._source.read(size))
        except OSError as error:
            raise UnreadableInput(self.where, self._complaint(error)) from error
        self._left -= len(given)
        if self._left < 0:
            raise TooLarge(self.where, self._max_bytes)
        return given

    def _complaint(self, error: OSError) -> str:
        if self._packing is None:
            return (error.strerror or str(error)).lower()
        cut = "truncated" in str(error).lower()
        return f"its {self._packing} data is {'cut off before the end' if cut else 'damaged'}"

    def head(self, size: int) -> bytes:
        """The first bytes, which will be read again."""
        found = self.read(size)
        self._held = found + self._held
        return found

    def skip(self, size: int) -> None:
        """Leave the next bytes out."""
        while size and (given := self.read(size)):
            size -= len(given)

    @property
    def bytes_read(self) -> int:
        """How far the reading has come in the file as it lies on the disk."""
        return 0 if self._packed.closed else self._packed.tell()


@contextmanager
def streamed(path: str, max_bytes: int) -> Iterator[Stream]:
    """A file, open; raises ``UnreadableInput`` or ``TooLarge``."""
    where = shown(path)
    with opened(path, cleaned(path), max_bytes) as packed:
        yield Stream(packed, where, max_bytes)


def shown(path: str) -> str:
    """A file as messages name it."""
    return cleaned(os.path.basename(path) or path)  # noqa: PTH119  # a path with a null byte is no Path on every version
