"""A bundle out of its file: nothing is believed before the signature, nothing grows beyond what is signed."""

import hashlib
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, BinaryIO, cast

import msgspec
import zstandard
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from benchbook import __version__
from benchbook.bundle.create import CHUNK
from benchbook.bundle.keys import fingerprint
from benchbook.bundle.manifest import FORMAT, MANIFEST, MEMBERS, SIGNATURE, STORE, Manifest
from benchbook.errors import BundleError, StoreError, UnreadableInput
from benchbook.rebuild import snapshot_hash
from benchbook.store import Store, open_store
from benchbook.store.schema import REVISIONS

_MOST_MANIFEST_BYTES = 4 * 1024 * 1024
_SIGNATURE_BYTES = 64
_END = struct.Struct("<4s4H2LH")
_END_MARK = b"PK\x05\x06"
_MOST_DIRECTORY_BYTES = 4096
_NO_BUNDLE = "is not a bundle of Benchbook's"
_DAMAGED = "is damaged or was cut off: "
_UNZIPPING = (zipfile.BadZipFile, EOFError, OSError, ValueError, KeyError, RuntimeError, struct.error, zlib.error)
"""What the standard library raises for archives that are damaged or made to harm."""

_AGAIN = "get it again from where it came"


class _Format(msgspec.Struct):
    """The one field that every format has."""

    format: int


@contextmanager
def verified(
    path: str, key: Ed25519PublicKey, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[Manifest, Store]]:
    """What a bundle says of itself and its store, both verified, the store for as long as this is open.

    Raises ``BundleError`` for what is not signed with this key, damaged, or unsound, and ``UnreadableInput``.
    """
    with _opened(path) as file, tempfile.TemporaryDirectory(prefix="benchbook-") as folder:
        try:
            bundle = _members(path, file)
            manifest = _manifest(path, bundle, key)
            copy = Path(folder) / "store.db"
            _unpack(path, bundle, manifest, copy, progress)
        except _UNZIPPING as error:
            raise BundleError(path, f"{_DAMAGED}its members cannot be read", hint=_AGAIN) from error
        with _sound(path, manifest, copy) as store:
            yield manifest, store


@contextmanager
def _opened(path: str) -> Iterator[BinaryIO]:
    try:
        place = Path(path).expanduser()
        if place.exists() and not place.is_file():
            raise UnreadableInput(path, "it is not a file")
        file = place.open("rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise UnreadableInput(path, reason) from error
    with file:
        yield file


def _members(path: str, file: BinaryIO) -> zipfile.ZipFile:
    """The archive, if it ends as a bundle does; its directory is looked at only when it is known to be small."""
    size = file.seek(0, 2)
    file.seek(max(size - _END.size, 0))
    end = file.read()
    file.seek(0)
    if file.read(2) != b"PK":
        raise BundleError(path, _NO_BUNDLE)
    mark, *_, count, directory_bytes, _, comment = (
        _END.unpack(end) if len(end) == _END.size else (b"", 0, 0, 0, 0, 0, 0, 0)
    )
    if mark != _END_MARK or comment:
        raise BundleError(path, f"{_DAMAGED}it has no end", hint=_AGAIN)
    if count != len(MEMBERS) or directory_bytes > _MOST_DIRECTORY_BYTES:
        raise BundleError(path, f"{_NO_BUNDLE}: expected exactly {', '.join(sorted(MEMBERS))} in it")
    bundle = zipfile.ZipFile(file)
    if sorted(bundle.namelist()) != sorted(MEMBERS):
        raise BundleError(path, f"{_NO_BUNDLE}: expected exactly {', '.join(sorted(MEMBERS))} in it")
    if any(member.compress_type != zipfile.ZIP_STORED for member in bundle.infolist()):
        raise BundleError(path, f"{_NO_BUNDLE}: its members are compressed otherwise than by zstd")
    return bundle


def _manifest(path: str, bundle: zipfile.ZipFile, key: Ed25519PublicKey) -> Manifest:
    if bundle.getinfo(MANIFEST).file_size > _MOST_MANIFEST_BYTES:
        raise BundleError(path, f"its manifest is larger than {_MOST_MANIFEST_BYTES:,} bytes")
    if bundle.getinfo(SIGNATURE).file_size != _SIGNATURE_BYTES:
        raise BundleError(path, "its signature is not one of Ed25519")
    body = bundle.read(MANIFEST)
    try:
        key.verify(bundle.read(SIGNATURE), body)
    except InvalidSignature as error:
        raise BundleError(
            path,
            f"is not signed with the key {fingerprint(key)[:16]}, or was changed since",
            hint="check --public-key, and get the bundle again from where it came",
        ) from error
    return _understood(path, body)


def _understood(path: str, body: bytes) -> Manifest:
    try:
        found = msgspec.json.decode(body, type=_Format).format
        if found > FORMAT:
            raise BundleError(path, f"is of format {found}, newer than this Benchbook reads", hint="upgrade benchbook")
        manifest = msgspec.json.decode(body, type=Manifest)
    except msgspec.MsgspecError as error:
        raise BundleError(path, f"its manifest cannot be understood: {error}") from error
    if manifest.schema not in REVISIONS:
        newer = f"its store is of schema {manifest.schema}, which this Benchbook cannot read"
        raise BundleError(path, newer, hint="upgrade benchbook")
    return manifest


def _unpack(
    path: str, bundle: zipfile.ZipFile, manifest: Manifest, copy: Path, progress: Callable[[int, int], None] | None
) -> None:
    """Unpack the store piece by piece, at most as much as is signed; raises ``BundleError`` unless all is as signed."""
    told = manifest.store
    if bundle.getinfo(STORE).file_size != told.packed_bytes:
        raise BundleError(path, f"{_DAMAGED}{STORE} is not as long as was signed", hint=_AGAIN)
    whole, packed, unpacked_bytes = hashlib.sha256(), hashlib.sha256(), 0
    try:
        with bundle.open(STORE) as member, copy.open("wb") as file:
            packed_file = cast("IO[bytes]", _Hashed(member, packed))
            for piece in zstandard.ZstdDecompressor().read_to_iter(packed_file, write_size=CHUNK):
                unpacked_bytes += len(piece)
                if unpacked_bytes > told.bytes:
                    break
                whole.update(piece)
                file.write(piece)
                if progress is not None:
                    progress(unpacked_bytes, told.bytes)
    except zstandard.ZstdError as error:
        raise BundleError(path, f"{_DAMAGED}{STORE} cannot be unpacked", hint=_AGAIN) from error
    except OSError as error:
        raise UnreadableInput(path, f"it cannot be unpacked: {(error.strerror or str(error)).lower()}") from error
    found = (unpacked_bytes, whole.hexdigest(), packed.hexdigest())
    if found != (told.bytes, told.sha256, told.packed_sha256):
        raise BundleError(path, f"{_DAMAGED}{STORE} is not what was signed", hint=_AGAIN)


class _Hashed:
    """A file whose bytes are hashed as they are read."""

    def __init__(self, file: IO[bytes], into: "hashlib._Hash") -> None:
        self._file = file
        self._into = into

    def read(self, size: int) -> bytes:
        piece = self._file.read(size)
        self._into.update(piece)
        return piece


@contextmanager
def _sound(path: str, manifest: Manifest, copy: Path) -> Iterator[Store]:
    """The unpacked store, if nothing is wrong with it and it serves what is signed."""
    try:
        store = open_store(str(copy))
    except StoreError as error:
        raise BundleError(path, f"its store cannot be opened: {error.sentence}") from error
    with store:
        complaints = store.check()
        if complaints:
            more = f", and {len(complaints) - 1:,} more" if len(complaints) > 1 else ""
            raise BundleError(path, f"its store is unsound: {complaints[0]}{more}")
        if manifest.benchbook == __version__ and snapshot_hash(store) != manifest.snapshot:
            raise BundleError(path, "its store serves something else than its manifest says")
        yield store
