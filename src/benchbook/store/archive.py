"""Documents exactly as they came, compressed, under their sha256; and what replies said of themselves."""

from collections.abc import Sequence
from datetime import datetime

import zstandard
from sqlalchemy import Connection, delete, insert, select

from benchbook.model import Raw
from benchbook.store import tables
from benchbook.store.coding import digest, instant, micros, storable
from benchbook.store.nouns import CachedReply


def keep(connection: Connection, raws: Sequence[Raw], source: str, now: datetime) -> int:
    """Archive the documents that are not there yet; returns how many that were."""
    columns = tables.raw.c
    by_hash = {raw.sha256: raw for raw in raws}
    there = set(connection.scalars(select(columns.sha256).where(columns.sha256.in_(by_hash))))
    missing = [(sha256, raw.body) for sha256, raw in by_hash.items() if sha256 not in there]
    for sha256, body in missing:
        row = {"sha256": sha256, "zstd": zstandard.compress(body), "size": len(body), "source": source, "depth": 0}
        connection.execute(insert(tables.raw), {**row, "first_recorded_at": micros(now)})
    return len(missing)


def body(connection: Connection, sha256: str) -> bytes | None:
    """An archived document, or None when there is none of this hash."""
    columns = tables.raw.c
    row = connection.execute(select(columns.zstd, columns.size).where(columns.sha256 == sha256)).one_or_none()
    return None if row is None else zstandard.decompress(row[0], max_output_size=row[1])


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
