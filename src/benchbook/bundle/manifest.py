"""What a bundle says of itself; these bytes are what is signed."""

from datetime import datetime

import msgspec

from benchbook.model import Licence, Noun

FORMAT = 1
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
STORE = "store.db.zst"
MEMBERS = frozenset({MANIFEST, SIGNATURE, STORE})


class StoreFile(Noun, frozen=True, kw_only=True):
    """The SQLite file in a bundle: as it is packed, and as it is."""

    packed_sha256: str
    packed_bytes: int
    sha256: str
    bytes: int


class BundledSource(Noun, frozen=True, kw_only=True):
    """Whose figures are in a bundle, on what terms, from how many imports."""

    source: str
    licence: Licence
    citation: str
    imports: int


class Manifest(Noun, frozen=True, kw_only=True, omit_defaults=False):
    """What a bundle holds, of when, by whom. ``snapshot`` is the hash of what its store serves."""

    format: int
    benchbook: str
    schema: str
    created_at: datetime
    as_of: datetime | None
    snapshot: str
    with_raw: bool
    counts: dict[str, int]
    store: StoreFile
    sources: tuple[BundledSource, ...]
    signer: str


def written(manifest: Manifest) -> bytes:
    """A manifest as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
