"""A store into a bundle."""

import hashlib
import os
import sqlite3
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import msgspec
import zstandard
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from benchbook import __version__
from benchbook.bundle.keys import fingerprint
from benchbook.bundle.manifest import FORMAT, MANIFEST, SIGNATURE, STORE, BundledSource, Manifest, StoreFile, written
from benchbook.errors import StoreUnavailable, UnwritableOutput, WouldOverwrite
from benchbook.rebuild import snapshot_hash
from benchbook.store import Store, open_store
from benchbook.store.schema import REVISIONS

CHUNK = 1024 * 1024
_LEVEL = 6
_NAMED = "`benchbook status --verify` names all that is wrong"
_BEGINNING = struct.Struct("<4s22xHH")
_MEMBER_MARK = b"PK\x03\x04"


def create_bundle(
    store: Store,
    output: str,
    key: Ed25519PrivateKey,
    *,
    now: datetime,
    with_raw: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Manifest:
    """Write a store's ledger to a signed bundle, which is there whole or not at all.

    Without keys, replies, announcements and decisions, which name people; without ``with_raw`` also
    without the documents' bytes.
    An unsound ledger, which nobody could load, is a ``StoreError``.
    Raises ``WouldOverwrite`` for what is there and no bundle, ``UnwritableOutput`` where it cannot
    be written, or ``StoreError``.
    """
    with _replacing(output) as file, tempfile.TemporaryDirectory(prefix="benchbook-") as folder:
        path = Path(folder) / "store.db"
        with open_store(str(path)) as copy:
            store.copy_into(copy, without_raw_since=None if with_raw else now, progress=progress)
            _require_sound(store.name, copy)
            told = _told(copy, now, with_raw=with_raw)
        _make_one_file(path)
        with zipfile.ZipFile(file, "w") as bundle:
            manifest = msgspec.structs.replace(told, store=_pack(bundle, path), signer=fingerprint(key.public_key()))
            body = written(manifest)
            bundle.writestr(MANIFEST, body)
            bundle.writestr(SIGNATURE, key.sign(body))
    return manifest


@contextmanager
def _replacing(output: str) -> Iterator[BinaryIO]:
    """A file that takes its name when it is whole; what is there may only be another bundle."""
    try:
        path = Path(output).expanduser().resolve()
        if path.exists() and not path.is_file():
            raise WouldOverwrite(output)
        if _is_something_else(path):
            raise WouldOverwrite(output)
        unfinished = path.with_name(f".{path.name}.{os.getpid()}.part")
    except (OSError, ValueError, RuntimeError) as error:
        raise UnwritableOutput(output, error) from error
    try:
        with unfinished.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise UnwritableOutput(output, error) from error
    finally:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)


def _is_something_else(path: Path) -> bool:
    """Whether a file is there that does not begin as a bundle does: a store, a key, another zip."""
    try:
        with path.open("rb") as file:
            beginning = file.read(_BEGINNING.size)
            if len(beginning) < _BEGINNING.size:
                return bool(beginning)
            mark, name_bytes, _ = _BEGINNING.unpack(beginning)
            return mark != _MEMBER_MARK or file.read(name_bytes) != STORE.encode()
    except OSError:
        return False


def _require_sound(name: str, copy: Store) -> None:
    complaints = copy.check()
    if complaints:
        more = f", and {len(complaints) - 1:,} more" if len(complaints) > 1 else ""
        raise StoreUnavailable(name, f"is unsound, so that no bundle is made: {complaints[0]}{more}", hint=_NAMED)


def _make_one_file(path: Path) -> None:
    """Without a journal beside it, so that the file is all there is."""
    connection = sqlite3.connect(path)
    try:
        connection.execute("PRAGMA journal_mode = DELETE")
    finally:
        connection.close()


def _told(copy: Store, now: datetime, *, with_raw: bool) -> Manifest:
    imports = copy.imports()
    terms = Counter((done.source, done.licence, done.citation) for done in imports)
    return Manifest(
        format=FORMAT,
        benchbook=__version__,
        schema=REVISIONS[-1],
        created_at=now,
        as_of=max((done.observed_at for done in imports), default=None),
        snapshot=snapshot_hash(copy),
        with_raw=with_raw,
        counts=msgspec.structs.asdict(copy.counts()),
        store=StoreFile(packed_sha256="", packed_bytes=0, sha256="", bytes=0),
        sources=tuple(
            BundledSource(source=source, licence=licence, citation=citation, imports=count)
            for (source, licence, citation), count in sorted(terms.items())
        ),
        signer="",
    )


def _pack(bundle: zipfile.ZipFile, path: Path) -> StoreFile:
    """Compress a file into the bundle, piece by piece."""
    whole, packed, packed_bytes = hashlib.sha256(), hashlib.sha256(), 0
    with path.open("rb") as file, bundle.open(STORE, "w", force_zip64=True) as member:
        for piece in _compressed(file, path.stat().st_size, whole):
            packed.update(piece)
            packed_bytes += member.write(piece)
    return StoreFile(
        packed_sha256=packed.hexdigest(),
        packed_bytes=packed_bytes,
        sha256=whole.hexdigest(),
        bytes=path.stat().st_size,
    )


def _compressed(file: BinaryIO, size: int, whole: "hashlib._Hash") -> Iterator[bytes]:
    compressor = zstandard.ZstdCompressor(level=_LEVEL).compressobj(size=size)
    while chunk := file.read(CHUNK):
        whole.update(chunk)
        yield compressor.compress(chunk)
    yield compressor.flush()
