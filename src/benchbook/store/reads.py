"""What the ledger answers of itself: its generation, times, subjects and counts."""

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from benchbook.model import Licence, Matched, Moment, Times
from benchbook.moments import settled
from benchbook.store import documents, identities, tables
from benchbook.store.coding import instant
from benchbook.store.nouns import Counts, StoredSubject
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


def counts(connection: Connection, moment: Moment) -> Counts:
    """How much of everything there is at a moment."""
    moment = settled(moment, times(connection))
    then = Timeline(connection, moment.known_at)
    standing = [result for result in then.results(moment.as_of) if result.standing]
    scores = sum(isinstance(result.identity, Matched) for result in standing)
    known = then.models(moment.as_of)
    done = documents.imports(connection, moment)
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
