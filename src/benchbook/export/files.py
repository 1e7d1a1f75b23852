"""Files and folders that are there whole or not at all."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

_OPEN = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_MODE = 0o666


def write_whole(path: Path, chunks: Iterable[bytes]) -> int:
    """Write a file beside its place and move it there; gives its bytes.

    An existing file is replaced only when all is written. What is no plain file (a pipe, a device) is
    written to as it is. Raises ``OSError``.
    """
    # Asked before it is resolved: /dev/stdout leads to the name of a pipe, which cannot be opened.
    if path.exists() and not path.is_file():
        with path.open("wb") as stream:
            return _write(stream.fileno(), chunks)
    place = path.resolve()
    with _beside(place) as part:
        descriptor = os.open(part, _OPEN, _MODE)
        try:
            size = _write(descriptor, chunks)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if place.exists():
            shutil.copymode(place, part)
        part.replace(place)
    return size


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write files by their relative paths beside the folder's place and move all there; gives how many.

    A folder that is there stays the same one, since somebody may stand in it. Raises ``OSError``, also
    for a folder that holds something already.
    """
    place = folder.resolve()
    if place.exists() and any(place.iterdir()):
        raise OSError(errno.ENOTEMPTY, "the folder is not empty")
    count = 0
    with _beside(place) as part:
        part.mkdir()
        for count, (name, body) in enumerate(files, start=1):  # noqa: B007 - the count is the answer
            file = part / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(body)
        if place.exists():
            for piece in part.iterdir():
                piece.replace(place / piece.name)
        else:
            part.replace(place)
    return count


@contextmanager
def _beside(place: Path) -> Iterator[Path]:
    """A name that is free in the same folder; whatever still stands under it afterwards is removed."""
    part = Path(tempfile.mktemp(prefix=f".{place.name[:100]}.", suffix=".part", dir=place.parent))  # noqa: S306 - O_EXCL
    try:
        yield part
    finally:
        if part.is_dir():
            shutil.rmtree(part, ignore_errors=True)
        else:
            part.unlink(missing_ok=True)


def _write(descriptor: int, chunks: Iterable[bytes]) -> int:
    size = 0
    with os.fdopen(descriptor, "wb", closefd=False) as stream:
        for chunk in chunks:
            size += stream.write(chunk)
    return size
