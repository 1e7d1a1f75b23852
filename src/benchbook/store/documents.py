"""The documents that were recorded: whence, when, on what terms, what was in them and what could not be used."""

from datetime import datetime

import msgspec
from sqlalchemy import Connection, select

from benchbook.model import NOW, Licence, Moment, Rejected
from benchbook.store import tables
from benchbook.store.coding import instant, micros
from benchbook.store.nouns import StoredImport


def imports(connection: Connection, moment: Moment = NOW) -> tuple[StoredImport, ...]:
    """Every import recorded until a moment of a document that is no newer than it, in order of recording."""
    page = tables.import_pages.c
    pages: dict[int, list[str]] = {}
    for import_id, sha256 in connection.execute(
        select(page.import_id, page.sha256).order_by(page.import_id, page.position)
    ):
        pages.setdefault(import_id, []).append(sha256)
    columns = tables.imports.c
    query = select(tables.imports).order_by(columns.id)
    if moment.as_of is not None:
        query = query.where(columns.observed_at <= micros(moment.as_of))
    if moment.known_at is not None:
        query = query.where(columns.recorded_at <= micros(moment.known_at))
    rows = connection.execute(query).mappings()
    return tuple(_stored_import(dict(row), tuple(pages.get(row["id"], ()))) for row in rows)


def _stored_import(row: dict[str, object], sha256s: tuple[str, ...]) -> StoredImport:
    columns = {name: row[name] for name in StoredImport.__struct_fields__ if name in row}
    times = {name: instant(int(str(row[name]))) for name in ("observed_at", "recorded_at")}
    licence = msgspec.convert(row["licence"], Licence)
    return msgspec.convert({**columns, **times, "licence": licence, "sha256s": sha256s}, StoredImport)


def newest_of(connection: Connection, source: str, origin: str, until: datetime) -> str | None:
    """The key in the archive of the newest document of a source and origin that is no newer than ``until``."""
    columns, page = tables.imports.c, tables.import_pages.c
    query = select(page.sha256).join(tables.imports, page.import_id == columns.id)
    query = query.where(columns.source == source, columns.origin == origin, columns.observed_at <= micros(until))
    return connection.scalar(query.order_by(columns.observed_at.desc(), columns.id.desc(), page.position).limit(1))


def rejections(connection: Connection, import_id: int, most: int | None = None) -> tuple[Rejected, ...]:
    """The rows that an import could not use, or the first of them, in the document's order."""
    columns = tables.rejections.c
    rows = connection.execute(
        select(columns.locator, columns.reason, columns.excerpt)
        .where(columns.import_id == import_id)
        .order_by(columns.position)
        .limit(most)
    )
    return tuple(Rejected(locator=row[0], reason=row[1], excerpt=row[2]) for row in rows)
