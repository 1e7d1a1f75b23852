"""The log of votes: Parquet files below one folder, by arena and day, each written once.

A file lies at ``arena=NAME/day=YYYY-MM-DD/ID.parquet`` in the shape of ``schema.LOG``. Only files that the store
knows count; one that it does not know was left by a process that was killed, or belongs to another store. Files are
written in a room of their own inside the folder and moved to their place, whole and on the disk, right before the
store's transaction ends.
"""

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchbook.errors import UnwritableOutput
from benchbook.model import Noun
from benchbook.store.voting import NewFile
from benchbook.votes.schema import LOG

ROWS_A_GROUP = 1_000_000
"""About how many votes stand in one row group: few enough for memory, enough for columns to be read in one go."""

_ROOM = ".writing-"
_ABANDONED_SECONDS = 3600.0
_PLAIN = {"vote_key", "vote_id", "cast_at"}
_NAME_BYTES = 8


class Written(Noun, frozen=True, kw_only=True):
    """A file in its room, and what the store will know of it once it is in its place."""

    room: Path
    file: NewFile


class Room:
    """A folder in which one process writes; what is left in it when the process ends is gone."""

    def __init__(self, log: Path, folder: Path) -> None:
        self.log = log
        self.folder = folder

    def write(self, arena: str, day: date, tables: Iterable[pa.Table], lead: str) -> Written:
        """Write votes of one day, a row group a table, and wait until they are on the disk."""
        name = f"{lead}-{secrets.token_hex(_NAME_BYTES)}.parquet"
        path = self.folder / name
        rows = 0
        worded = [field.name for field in LOG if field.name not in _PLAIN]
        with pq.ParquetWriter(path, LOG, compression="zstd", use_dictionary=worded) as writer:
            for table in tables:
                writer.write_table(table, row_group_size=max(1, table.num_rows))
                rows += table.num_rows
        with path.open("rb+") as file:
            os.fsync(file.fileno())
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        place = f"arena={arena}/day={day.isoformat()}/{name}"
        told = NewFile(day=day, path=place, rows=rows, bytes=path.stat().st_size, sha256=sha256)
        return Written(room=path, file=told)

    @contextmanager
    def publishing(self) -> Iterator["Publishing"]:
        """Files that are moved to their places inside are taken back if the block does not end well."""
        moved = Publishing(self.log)
        try:
            yield moved
        except BaseException:
            moved.take_back()
            raise


class Publishing:
    """Files on their way to their places."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._moved: list[Path] = []

    def move(self, files: Sequence[Written]) -> None:
        """Move files to their places, and wait until the folders know it."""
        folders = {self._log}
        for each in files:
            place = self._log / each.file.path
            place.parent.mkdir(parents=True, exist_ok=True)
            self._moved.append(place)
            each.room.rename(place)
            folders |= {place.parent, place.parent.parent}
        for folder in folders:
            _settle(folder)

    def keep(self) -> None:
        """Whatever happens from here on, the files stay: the store may know them already."""
        self._moved.clear()

    def take_back(self) -> None:
        """Remove what was moved; the store does not know it."""
        for place in self._moved:
            with suppress(OSError):
                place.unlink()
                place.parent.rmdir()  # only where nothing else is in it
                place.parent.parent.rmdir()


@contextmanager
def room(log: Path) -> Iterator[Room]:
    """A room in the log's folder, which is made if it is not there; abandoned rooms are cleared.

    Raises ``UnwritableOutput`` where the folder or something in it cannot be written.
    """
    folder = log / f"{_ROOM}{secrets.token_hex(_NAME_BYTES)}"
    try:
        _make(log)
        _clear_abandoned(log)
        folder.mkdir()
        yield Room(log, folder)
    except OSError as error:
        raise UnwritableOutput(f"the log of votes in {log}", error) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(folder: Path) -> None:
    """Make a folder and those above it, and wait until they are on the disk."""
    made = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in made:
        _settle(each.parent)


def _clear_abandoned(log: Path) -> None:
    """Remove rooms in which nothing was written for an hour: their processes were killed."""
    for folder in log.glob(f"{_ROOM}*"):
        with suppress(OSError):
            newest = max(path.stat().st_mtime for path in (folder, *folder.iterdir()))
            if time.time() - newest > _ABANDONED_SECONDS:
                shutil.rmtree(folder, ignore_errors=True)


def _settle(folder: Path) -> None:
    """Wait until a folder's entries are on the disk; where folders cannot be opened the system sees to it."""
    with suppress(PermissionError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
