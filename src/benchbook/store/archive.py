"""Documents exactly as they came, under their sha256; and what replies said of themselves.

A document is kept as its difference from an earlier one of its source where that is much smaller,
else whole. At most ``MOST_STEPS`` differences stand between any document and a whole one. What is
read is verified by its hash.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, select, update

from benchbook.errors import ArchiveDamaged
from benchbook.model import Raw
from benchbook.store import tables
from benchbook.store.coding import digest, instant, micros, storable
from benchbook.store.nouns import CachedReply
from benchbook.store.packing import Recent, difference, unpacked, whole

MOST_STEPS = 64
LEAST_BYTES = 256
"""Smaller documents are kept whole."""

_WORTH = 2
"""How many times smaller than the whole a difference must be."""

_PLAINLY = 200
"""How many times smaller than the document itself it is without a doubt."""

_NEIGHBOURS = 8
_TRIED = 3


class Kept(NamedTuple):
    """A document's row; ``zstd`` is None when its bytes were pruned."""

    sha256: str
    size: int
    base: str | None
    depth: int
    zstd: bytes | None


class Packed(NamedTuple):
    """How a document is kept: the columns of its row."""

    base: str | None
    depth: int
    zstd: bytes


def keep(connection: Connection, raws: Sequence[Raw], source: str, now: datetime, recent: Recent) -> int:
    """Archive the documents that are not there yet or were pruned; returns how many that were."""
    columns = tables.raw.c
    by_hash = {raw.sha256: raw for raw in raws}
    query = select(columns.sha256, columns.zstd.is_(None)).where(columns.sha256.in_(by_hash))
    pruned = {row[0]: row[1] for row in connection.execute(query)}
    missing = [sha256 for sha256 in by_hash if pruned.get(sha256, True)]
    for sha256 in missing:
        raw = by_hash[sha256]
        packed = _packed(connection, raw, source, recent)._asdict()
        recent.put(sha256, raw.body)
        if sha256 in pruned:
            there = update(tables.raw).where(columns.sha256 == sha256)
            connection.execute(there.values(**packed, pruned_at=None))
        else:
            row = {"sha256": sha256, "size": len(raw.body), "source": source, "first_recorded_at": micros(now)}
            connection.execute(insert(tables.raw), {**row, **packed})
    return len(missing)


def mend(connection: Connection, raws: Sequence[Raw], source: str, now: datetime, recent: Recent) -> None:
    """Keep documents that came again: those that were pruned, and those that are damaged, whole."""
    keep(connection, raws, source, now, recent)
    for raw in raws:
        try:
            body(connection, raw.sha256, Recent())
        except ArchiveDamaged:
            there = update(tables.raw).where(tables.raw.c.sha256 == raw.sha256)
            packed = Packed(None, 0, whole(raw.body))
            connection.execute(there.values(**packed._asdict(), size=len(raw.body), pruned_at=None))


def _packed(connection: Connection, raw: Raw, source: str, recent: Recent) -> Packed:
    """A document as the smallest of a few differences, or whole where none is much smaller."""
    if len(raw.body) < LEAST_BYTES:
        return Packed(None, 0, whole(raw.body))
    found = []
    for base in _neighbours(connection, raw, source):
        packed = _difference(connection, raw.body, base, recent)
        if packed is not None:
            found.append(Packed(base.sha256, base.depth + 1, packed))
            if len(packed) * _PLAINLY < len(raw.body):
                return found[-1]
    best = min(found, key=lambda packed: len(packed.zstd), default=None)
    alone = Packed(None, 0, whole(raw.body))
    return best if best is not None and len(best.zstd) * _WORTH < len(alone.zstd) else alone


def _difference(connection: Connection, body: bytes, base: Kept, recent: Recent) -> bytes | None:
    try:
        found = _read(connection, base.sha256, recent)
    except ArchiveDamaged:
        return None
    return None if found is None else difference(body, found)


def _neighbours(connection: Connection, raw: Raw, source: str) -> list[Kept]:
    """What a document may be a difference of: the last reply of its URL, and its source's newest of about its size."""
    columns, reply = tables.raw.c, tables.replies.c
    row = (columns.sha256, columns.size, columns.base, columns.depth)
    usable = columns.zstd.is_not(None) & (columns.sha256 != raw.sha256)
    before = select(reply.sha256).where(reply.url_hash == digest(raw.origin))
    newest = select(*row).where(columns.source == source, usable).order_by(columns.first_recorded_at.desc())
    found = [Kept(*told, None) for told in connection.execute(select(*row).where(columns.sha256.in_(before), usable))]
    others = [Kept(*told, None) for told in connection.execute(newest.limit(_NEIGHBOURS))]
    found += sorted(others, key=lambda kept: abs(kept.size - len(raw.body)))
    nearest = list(dict.fromkeys(found))[:_TRIED]
    if nearest and nearest[0].depth >= MOST_STEPS:
        return []  # a whole one is due
    return [kept for kept in nearest if kept.depth < MOST_STEPS]


def body(connection: Connection, sha256: str, recent: Recent) -> bytes | None:
    """An archived document, or None when there is none of this hash or its bytes were pruned.

    Raises ``ArchiveDamaged`` when the bytes are not those of this hash.
    """
    return _read(connection, sha256, recent)


def _read(connection: Connection, sha256: str, recent: Recent) -> bytes | None:
    kept = row_of(connection, sha256)
    if kept is None or kept.zstd is None:
        return None
    found = recent.get(sha256)
    if found is not None:
        return found
    steps = _steps(connection, kept, recent)
    found = recent.get(steps[-1].base or "")
    for step in reversed(steps):
        if step.zstd is None or (step.base is not None and found is None):
            raise ArchiveDamaged(name_of(connection, sha256), "what it is a difference of is not there")
        found = unpacked(step.zstd, step.size, step.sha256, found)
        if found is None:
            raise ArchiveDamaged(name_of(connection, step.sha256), "its bytes are not those of this hash")
        recent.put(step.sha256, found)
    return found


def _steps(connection: Connection, kept: Kept, recent: Recent) -> list[Kept]:
    """A document's row and those that it is a difference of, until a whole one or one that is near at hand."""
    steps = [kept]
    while kept.base is not None and recent.get(kept.base) is None and len(steps) <= MOST_STEPS:
        before = row_of(connection, kept.base)
        if before is None:
            break
        steps.append(before)
        kept = before
    return steps


def row_of(connection: Connection, sha256: str) -> Kept | None:
    """A document's row."""
    columns = tables.raw.c
    query = select(*(columns[name] for name in Kept._fields)).where(columns.sha256 == sha256)
    row = connection.execute(query).one_or_none()
    return None if row is None else Kept(*row)


def name_of(connection: Connection, sha256: str) -> str:
    """What a document is called in a sentence: its file or URL, if an import tells it, and its hash."""
    page = tables.import_pages.c
    origin = connection.scalar(select(page.origin).where(page.sha256 == sha256).order_by(page.import_id).limit(1))
    return f"archived document {sha256}" + (f" ({origin})" if origin else "")


def in_order(connection: Connection) -> Iterator[str]:
    """The hashes of all documents that have bytes, each after the one that it is a difference of."""
    columns = tables.raw.c
    query = select(columns.sha256, columns.base).where(columns.zstd.is_not(None))
    rows = connection.execute(query.order_by(columns.source, columns.first_recorded_at, columns.depth)).all()
    there = {row[0] for row in rows}
    following: dict[str | None, list[str]] = {}
    for sha256, base in rows:
        following.setdefault(base if base in there else None, []).append(sha256)
    waiting = following.pop(None, [])[::-1]
    while waiting:
        sha256 = waiting.pop()
        yield sha256
        waiting += following.pop(sha256, [])[::-1]
    for circle in following.values():
        yield from circle


def remember(connection: Connection, reply: CachedReply) -> None:
    """Keep a reply's validators, in place of those of the reply before."""
    url_hash = digest(reply.url)
    connection.execute(delete(tables.replies).where(tables.replies.c.url_hash == url_hash))
    words = {"url": storable(reply.url), "etag": reply.etag, "last_modified": reply.last_modified}
    row = {"url_hash": url_hash, **words, "sha256": reply.sha256, "fetched_at": micros(reply.fetched_at)}
    connection.execute(insert(tables.replies), row)


def cached(connection: Connection, url: str) -> CachedReply | None:
    """The last reply of a URL."""
    columns = tables.replies.c
    query = select(columns.etag, columns.last_modified, columns.sha256, columns.fetched_at)
    row = connection.execute(query.where(columns.url_hash == digest(url))).one_or_none()
    if row is None:
        return None
    return CachedReply(url=url, etag=row[0], last_modified=row[1], sha256=row[2], fetched_at=instant(row[3]))
