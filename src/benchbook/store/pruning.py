"""Letting go of the bytes of old documents; what was read in them stays."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, select, update

from benchbook.store import archive, tables
from benchbook.store.coding import micros
from benchbook.store.nouns import ArchivedDocument
from benchbook.store.packing import Recent, difference, whole
from benchbook.store.replays import documents
from benchbook.store.versions import chunks


class _Link(NamedTuple):
    """A document and the one that it is a difference of."""

    sha256: str
    base: str | None
    depth: int


def prunable(connection: Connection, before: datetime | None, keep_last: int) -> tuple[ArchivedDocument, ...]:
    """The documents first recorded before a time (None: ever) that are not among the last of their source.

    The newest of each source and those that the next conditional requests need are never among them.
    """
    needed = set(connection.scalars(select(tables.replies.c.sha256)))
    seen: dict[str, int] = {}
    found = []
    for document in reversed(documents(connection)):
        if document.pruned_at is not None:
            continue
        place = seen[document.source] = seen.get(document.source, 0) + 1
        old = before is None or document.first_recorded_at < before
        if old and place > max(keep_last, 1) and document.sha256 not in needed:
            found.append(document)
    return tuple(reversed(found))


def prune(connection: Connection, hashes: Collection[str], now: datetime, recent: Recent) -> None:
    """Drop the bytes of documents; those that are differences of them are packed anew before.

    Raises ``ArchiveDamaged`` where one of these cannot be read; nothing may be kept of the transaction then.
    """
    columns = tables.raw.c
    rows = connection.execute(select(columns.sha256, columns.base, columns.depth))
    links = {row[0]: _Link(*row) for row in rows}
    gone = frozenset(hashes)
    for link in links.values():
        if link.base in gone and link.sha256 not in gone:
            _pack_anew(connection, link, links, gone, recent)
    dropped = {"zstd": None, "base": None, "depth": 0, "pruned_at": micros(now)}
    for some in chunks(sorted(gone)):
        connection.execute(update(tables.raw).where(columns.sha256.in_(some)).values(dropped))


def _pack_anew(
    connection: Connection, link: _Link, links: dict[str, _Link], gone: Collection[str], recent: Recent
) -> None:
    """Keep a document as the difference from the nearest of its own bases that stays, or whole."""
    body = archive.body(connection, link.sha256, recent)
    if body is None:
        return
    packed = archive.Packed(None, 0, whole(body))
    base = _nearest_kept(link, links, gone)
    known = None if base is None else archive.body(connection, base.sha256, recent)
    if base is not None and known is not None:
        smaller = difference(body, known)
        if smaller is not None and len(smaller) < len(packed.zstd):
            packed = archive.Packed(base.sha256, base.depth + 1, smaller)
    there = update(tables.raw).where(tables.raw.c.sha256 == link.sha256)
    connection.execute(there.values(**packed._asdict()))


def _nearest_kept(link: _Link, links: dict[str, _Link], gone: Collection[str]) -> _Link | None:
    """Of the documents below, the first that stays; only these can make no circle."""
    base = link.base
    while base is not None and base in gone:
        base = links[base].base
    return None if base is None else links.get(base)


def by_source(found: Sequence[ArchivedDocument]) -> dict[str, list[ArchivedDocument]]:
    """Documents by their source, in alphabetical order."""
    grouped: dict[str, list[ArchivedDocument]] = {}
    for document in sorted(found, key=lambda document: document.source):
        grouped.setdefault(document.source, []).append(document)
    return grouped
