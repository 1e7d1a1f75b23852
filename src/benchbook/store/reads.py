"""What the ledger answers of itself: its generation, subjects, imports and counts."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Connection, func, select

from benchbook.model import NOW, Licence, Matched, Moment, Rejected, Times
from benchbook.moments import settled
from benchbook.store import identities, tables
from benchbook.store.coding import instant, micros
from benchbook.store.nouns import Counts, StoredImport, StoredSubject
from benchbook.store.timeline import Timeline


def generation(connection: Connection) -> int:
    """The number of writes so far."""
    return int(connection.execute(select(tables.meta.c.value).where(tables.meta.c.name == "generation")).scalar_one())


def times(connection: Connection, licences: Collection[Licence] | None = None) -> Times:
    """Every instant at which something was observed or recorded, or observed and recorded under some licences."""
    coverage, document, identity = tables.coverage.c, tables.imports.c, tables.identities.c
    observations = select(coverage.observed_at).join(tables.imports, coverage.import_id == document.id).distinct()
    recordings = select(document.recorded_at).distinct()
    if licences is not None:
        observations = observations.where(document.licence.in_(licences))
        recordings = recordings.where(document.licence.in_(licences))
    recorded = set(connection.scalars(recordings))
    recorded |= set(connection.scalars(select(identity.recorded_at).distinct()))
    recorded |= set(connection.scalars(select(identity.closed_at).where(identity.closed_at.is_not(None)).distinct()))
    return Times(
        observed=tuple(instant(time) for time in sorted(connection.scalars(observations))),
        recorded=tuple(instant(time) for time in sorted(recorded)),
    )


def subjects(connection: Connection) -> tuple[StoredSubject, ...]:
    """Every subject ever seen, with its current identity, in order of id."""
    return identities.subjects(connection, identities.scopes(connection))


# --- imports ---------------------------------------------------------------------------------


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


def rejections(connection: Connection, import_id: int) -> tuple[Rejected, ...]:
    """The rows that an import could not use, in the document's order."""
    columns = tables.rejections.c
    rows = connection.execute(
        select(columns.locator, columns.reason, columns.excerpt)
        .where(columns.import_id == import_id)
        .order_by(columns.position)
    )
    return tuple(Rejected(locator=row[0], reason=row[1], excerpt=row[2]) for row in rows)


def counts(connection: Connection, moment: Moment) -> Counts:
    """How much of everything there is at a moment."""
    moment = settled(moment, times(connection))
    then = Timeline(connection, moment.known_at)
    standing = [result for result in then.results(moment.as_of) if result.standing]
    scores = sum(isinstance(result.identity, Matched) for result in standing)
    known = then.models(moment.as_of)
    done = imports(connection, moment)
    return Counts(
        models=len(known),
        listed_models=sum(model.listed for model in known),
        providers=len(then.providers(moment.as_of)),
        endpoints=len(then.endpoints(moment.as_of)),
        scores=scores,
        unresolved=len(standing) - scores,
        rejected=sum(each.rejected for each in done),
        imports=len(done),
        raw_bytes=int(connection.scalar(select(func.sum(tables.raw.c.size))) or 0),
    )
