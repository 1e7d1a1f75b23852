"""Whether the log still is what was written: every file of the manifest against its hash."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchbook.errors import LogDamaged
from benchbook.model import Noun
from benchbook.store import Store
from benchbook.store.voting import StoredFile
from benchbook.votes.log.arenas import found_arena
from benchbook.votes.log.stored import paths

Progress = Callable[[int, int], None]


class LogCheck(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What a check found: ``complaints`` about files that count, and files in the folder that the store does not know.

    ``strangers`` were left by a process that was killed, or belong to another store; they count nowhere.
    """

    files: int
    bytes: int
    complaints: tuple[str, ...]
    strangers: tuple[str, ...]


def check_log(
    store: Store, folder: str | os.PathLike[str], arena: str | None = None, progress: Progress | None = None
) -> LogCheck:
    """Read every file of an arena, or of all, and compare it with the manifest; raises ``NoSuchArena``."""
    files = store.of_votes(lambda held: held.files(None if arena is None else found_arena(held, arena).id))
    complaints = []
    for done, (file, path) in enumerate(zip(files, paths(folder, files), strict=True)):
        if progress is not None:
            progress(done, len(files))
        complaints += [f"{path}: {reason}" for reason in _reasons(file, path)]
    return LogCheck(
        files=len(files),
        bytes=sum(file.bytes for file in files),
        complaints=tuple(complaints),
        strangers=tuple(_strangers(Path(folder), files, arena or "*")),
    )


def checked_paths(
    folder: str | os.PathLike[str], files: Sequence[StoredFile], *, by_hash: bool = False
) -> tuple[Path, ...]:
    """Where files lie; raises ``LogDamaged`` for one that is missing or is not what was written.

    By its size, which costs nothing, or by its hash, which reads it wholly.
    """
    places = paths(folder, files)
    for file, path in zip(files, places, strict=True):
        for reason in _reasons(file, path, by_hash=by_hash):
            raise LogDamaged(str(path), reason)
    return places


def _reasons(file: StoredFile, path: Path, *, by_hash: bool = True) -> Iterator[str]:
    try:
        size = path.stat().st_size
        if size != file.bytes:
            yield f"is damaged: has {size:,} bytes instead of {file.bytes:,}"
            return
        if not by_hash:
            return
        with path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except FileNotFoundError:
        yield f"is missing, with {file.rows:,} votes of {file.day.isoformat()}"
    except OSError as error:
        yield f"cannot be read: {(error.strerror or str(error)).lower()}"
    else:
        if found != file.sha256:
            yield f"is damaged: its sha256 is {found[:16]}… instead of {file.sha256[:16]}…"


def _strangers(folder: Path, files: Sequence[StoredFile], arena: str) -> Iterator[str]:
    known = {file.path for file in files}
    for path in sorted(folder.glob(f"arena={arena}/day=*/*.parquet")):
        name = path.relative_to(folder).as_posix()
        if name not in known:
            yield name
