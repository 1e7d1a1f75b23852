"""A catalogue in a file, for naming alone: an entry needs an id and a name, and no prices."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from msgspec.structs import replace

from benchbook.documents import MAX_DOCUMENT_BYTES, check_extent, read_documents, refuse_page
from benchbook.errors import Malformed, NothingToImport
from benchbook.json_repair import repaired
from benchbook.model import CatalogModel, Noun, Raw, Rejected
from benchbook.sources.openrouter import SOURCE

_EXPECTED = "a catalogue of models (OpenRouter's /models)"
_LISTS = ("data", "models")
_NOT_FOR_NAMING = ("benchmarks", "endpoints", "slug")
"""Fields that tell nothing of names, and by some of which the source takes a row for another kind of entry."""
_NO_PRICES = msgspec.Raw(b"{}")
_BROKEN = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)

_Entry = dict[str, msgspec.Raw]


class CatalogFile(Noun, frozen=True, kw_only=True):
    """The entries of a catalogue file, and for each document how many of its entries cannot be read."""

    models: tuple[CatalogModel, ...]
    left_out: dict[str, int]


def read_catalogue(path: str, *, now: datetime, max_bytes: int = MAX_DOCUMENT_BYTES) -> CatalogFile:
    """Every entry of a reply of OpenRouter's ``/models``, of a bare list or of ``{"models": [...]}``.

    ``canonical_slug`` is the id without ``:variant`` where it is absent; prices are not looked at.
    Raises ``InputError``, also for a document of which no entry can be read.
    """
    models: list[CatalogModel] = []
    left_out: dict[str, int] = {}
    for raw in read_documents(path, now=now, max_bytes=max_bytes):
        check_extent(raw)
        refuse_page(raw)
        found, rejected = _entries(raw)
        models += found
        if rejected:
            left_out[raw.origin] = len(rejected)
    return CatalogFile(models=tuple(models), left_out=left_out)


def _entries(raw: Raw) -> tuple[Sequence[CatalogModel], Sequence[Rejected]]:
    """The entries of one document, one at least, and those that cannot be read."""
    try:
        parsed = SOURCE.parse((_completed(raw),))
    except NothingToImport as error:
        raise Malformed(raw.origin, "", f"{_EXPECTED}, found none in it") from error
    if not parsed.models:
        raise Malformed(raw.origin, "", f"{_EXPECTED}, found {_none_of(parsed.rejected)}")
    return parsed.models, parsed.rejected


def _none_of(rejected: Sequence[Rejected]) -> str:
    if not rejected:
        return "none in it"
    first = rejected[0]
    if len(rejected) == 1:
        return f"1 entry, which cannot be read because of {first.locator}: {first.reason}"
    return f"{len(rejected):,} entries, none can be read; the first because of {first.locator}: {first.reason}"


def _completed(raw: Raw) -> Raw:
    """The document with what its entries lack; as it is where it has none, for the source to say what is wrong."""
    try:
        outer = _decoded(raw.body)
        key = next((key for key in _LISTS if key in outer), None) if isinstance(outer, dict) else None
        listed = outer if isinstance(outer, list) else _rows(outer[key]) if key else None
    except _BROKEN:
        return raw
    if not listed:
        return raw
    rows = [_filled(row) for row in listed]
    return replace(raw, body=msgspec.json.encode(rows if key is None else {key: rows}))


def _decoded(body: bytes) -> _Entry | list[msgspec.Raw]:
    try:
        return msgspec.json.decode(body, type=_Entry | list[msgspec.Raw])
    except msgspec.DecodeError:
        mended = repaired(body)
        if mended is None:
            raise
        return msgspec.json.decode(mended, type=_Entry | list[msgspec.Raw])


def _rows(listed: msgspec.Raw) -> list[msgspec.Raw]:
    """The entries of a list, or the one that stands in its place."""
    lone = bytes(memoryview(listed)[:1]) == b"{"
    return [listed] if lone else msgspec.json.decode(listed, type=list[msgspec.Raw])


def _filled(row: msgspec.Raw) -> msgspec.Raw | _Entry:
    """An entry with a permaslug and without prices; a row that is no object is left as it is."""
    try:
        entry = msgspec.json.decode(row, type=_Entry)
        model_id = msgspec.json.decode(entry["id"]) if "id" in entry else None
    except _BROKEN:
        return row
    kept = {name: value for name, value in entry.items() if name not in _NOT_FOR_NAMING}
    kept["pricing"] = _NO_PRICES
    if isinstance(model_id, str) and bytes(kept.get("canonical_slug", b"null")) == b"null":
        kept["canonical_slug"] = msgspec.Raw(msgspec.json.encode(model_id.partition(":")[0]))
    return kept
