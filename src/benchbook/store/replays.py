"""What the ledger knows of its documents, so that each can be read and recorded again as it was."""

import msgspec
from sqlalchemy import Connection, RowMapping, func, select

from benchbook.model import Licence, Raw
from benchbook.store import tables
from benchbook.store.coding import encode, instant
from benchbook.store.nouns import (
    ArchivedDocument,
    ArchiveSize,
    CachedReply,
    DocumentReading,
    PageReading,
    RecordedImport,
    RecordedPage,
)


def written(reading: DocumentReading) -> str:
    """A reading as it is kept with its import."""
    return encode(reading)


def reading_of(source: str, extent: str | None, pages: tuple[Raw, ...]) -> DocumentReading:
    """How these pages are being read."""
    told = tuple(
        PageReading(received_at=page.received_at, stated_at=page.stated_at, declaration=page.declaration)
        for page in pages
    )
    return msgspec.convert({"source": source, "extent": extent, "pages": told}, DocumentReading)


def recorded_imports(connection: Connection) -> tuple[RecordedImport, ...]:
    """Every import in order of recording.

    Of those that were recorded before readings were kept, the date is taken as stated and the extent
    as the coverage tells it.
    """
    page = tables.import_pages.c
    pages: dict[int, list[tuple[str, str]]] = {}
    query = select(page.import_id, page.sha256, page.origin).order_by(page.import_id, page.position)
    for import_id, sha256, origin in connection.execute(query):
        pages.setdefault(import_id, []).append((sha256, origin))
    coverage = tables.coverage.c
    whole = set(connection.scalars(select(coverage.import_id).where(coverage.complete)))
    rows = connection.execute(select(tables.imports).order_by(tables.imports.c.id)).mappings()
    return tuple(_recorded(row, pages.get(row["id"], []), whole=row["id"] in whole) for row in rows)


def _recorded(row: RowMapping, pages: list[tuple[str, str]], *, whole: bool) -> RecordedImport:
    if row["reading"] is None:
        moment = instant(row["observed_at"])
        told = tuple(PageReading(received_at=moment, stated_at=moment) for _ in pages)
        reading = DocumentReading(source=row["source"], extent=None if whole else "partial", pages=told)
    else:
        reading = msgspec.json.decode(row["reading"], type=DocumentReading)
    return RecordedImport(
        id=row["id"],
        source=reading.source,
        origin=row["origin"],
        extent=reading.extent,
        pages=tuple(
            RecordedPage(
                sha256=sha256,
                origin=origin,
                received_at=known.received_at,
                stated_at=known.stated_at,
                declaration=known.declaration,
            )
            for (sha256, origin), known in zip(pages, reading.pages, strict=True)
        ),
        recorded_at=instant(row["recorded_at"]),
        licence=msgspec.convert(row["licence"], Licence),
        citation=row["citation"],
    )


def documents(connection: Connection) -> tuple[ArchivedDocument, ...]:
    """Every document of the archive, in order of recording; those pruned, too."""
    columns = tables.raw.c
    packed = func.coalesce(func.length(columns.zstd), 0)
    query = select(
        columns.sha256, columns.source, columns.size, packed, columns.first_recorded_at, columns.pruned_at
    ).order_by(columns.first_recorded_at, columns.sha256)
    return tuple(
        ArchivedDocument(
            sha256=row[0],
            source=row[1],
            size=row[2],
            packed_bytes=row[3],
            first_recorded_at=instant(row[4]),
            pruned_at=None if row[5] is None else instant(row[5]),
        )
        for row in connection.execute(query)
    )


def archive_size(connection: Connection) -> ArchiveSize:
    """What the archive holds, in bytes."""
    columns = tables.raw.c
    kept = columns.zstd.is_not(None)
    query = select(func.count(), func.sum(columns.size), func.sum(func.length(columns.zstd)))
    row = connection.execute(query.where(kept)).one()
    pruned = connection.scalar(select(func.count()).select_from(tables.raw).where(~kept)) or 0
    return ArchiveSize(documents=row[0], bytes=int(row[1] or 0), packed_bytes=int(row[2] or 0), pruned=pruned)


def replies(connection: Connection) -> tuple[CachedReply, ...]:
    """The last reply of every URL."""
    columns = tables.replies.c
    query = select(columns.url, columns.etag, columns.last_modified, columns.sha256, columns.fetched_at)
    return tuple(
        CachedReply(url=row[0], etag=row[1], last_modified=row[2], sha256=row[3], fetched_at=instant(row[4]))
        for row in connection.execute(query.order_by(columns.fetched_at, columns.url))
    )
