"""From a path to documents."""

import io
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import msgspec

from benchbook.documents.outside import Said, merged, sidecar
from benchbook.documents.unpack import MAX_DOCUMENT_BYTES, members, packing_of, read_all, unpack
from benchbook.errors import TooLarge, UnreadableInput
from benchbook.model import Raw, TableDeclaration
from benchbook.wording import cleaned, lowered

STANDARD_INPUT = "standard input"


def read_documents(
    path: str,
    *,
    now: datetime,
    stated_at: datetime | None = None,
    declaration: TableDeclaration | None = None,
    max_bytes: int = MAX_DOCUMENT_BYTES,
    stdin: BinaryIO | None = None,
) -> Iterator[Raw]:
    """Each document in a file, unpacked: one, or one a member of a zip archive; ``-`` is standard input.

    ``max_bytes`` bounds all that the file unpacks to. ``received_at`` is the date in the file's
    name, else ``now``. A TOML file beside the file declares a table; ``declaration`` wins over it.
    Raises ``UnreadableInput``, ``TooLarge``, ``NothingToImport`` or ``FactsError`` on iteration.
    """
    said = Said(now=now, stated_at=stated_at, declaration=declaration)
    if path == "-":
        packed = io.BytesIO(_read_standard_input(stdin, max_bytes))
        yield from _documents(packed, STANDARD_INPUT, said, max_bytes)
        return
    shown = cleaned(path)
    with opened(path, shown, max_bytes) as file:
        if packing_of(file) != "zip":
            said = msgspec.structs.replace(said, declaration=merged(declaration, sidecar(path)))
        yield from _documents(file, Path(shown).name, said, max_bytes)


def _read_standard_input(stdin: BinaryIO | None, max_bytes: int) -> bytes:
    if stdin is None and sys.stdin is None:
        raise UnreadableInput(STANDARD_INPUT, "it is closed")
    return read_all(stdin or sys.stdin.buffer, STANDARD_INPUT, max_bytes)


@contextmanager
def opened(path: str, shown: str, max_bytes: int) -> Iterator[BinaryIO]:
    """A regular file, open; anything else is refused before it is opened, since opening may block.

    Raises ``UnreadableInput``, and ``TooLarge`` beyond ``max_bytes``.
    """
    try:
        status = os.stat(path)  # noqa: PTH116  # a path with a null byte is no Path on every version
        _check_regular(status, shown)
        if status.st_size > max_bytes:
            raise TooLarge(shown, max_bytes)
        file = Path(path).open("rb")  # noqa: SIM115  # closed below; only the opening is guarded here
    except OSError as error:
        raise UnreadableInput(shown, lowered(error.strerror or type(error).__name__)) from error
    except ValueError as error:
        raise UnreadableInput(shown, "no file can have this name") from error
    with file:
        yield file


def _check_regular(status: os.stat_result, shown: str) -> None:
    mode = status.st_mode
    if stat.S_ISREG(mode):
        return
    if stat.S_ISDIR(mode):
        raise UnreadableInput(shown, "it is a directory", hint="name the files in it")
    if stat.S_ISFIFO(mode):
        raise UnreadableInput(shown, "it is a pipe, not a file", hint="write it to a file first")
    raise UnreadableInput(shown, "it is a socket or a device, not a file")


def _documents(packed: BinaryIO, where: str, said: Said, max_bytes: int) -> Iterator[Raw]:
    if packing_of(packed) == "zip":
        for name, body in members(packed, where, max_bytes):
            yield said.raw(body, f"{where}:{name}", PurePosixPath(name).name, where)
    else:
        yield said.raw(unpack(packed, where, max_bytes), where, where)
