"""What the ledger answers: versions joined to runs, the right one picked, bodies decoded."""

import operator
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import Literal, NamedTuple, TypeVar

import msgspec
from sqlalchemy import Connection, Table, func, select

from benchbook.model import (
    CatalogModel,
    Endpoint,
    Identity,
    Labels,
    Licence,
    Noun,
    Provider,
    Refresh,
    Rejected,
    Result,
    Scope,
    StoredModel,
    StoredResult,
)
from benchbook.store import tables
from benchbook.store.coding import instant, micros
from benchbook.store.nouns import Counts, StoredImport, StoredSubject
from benchbook.store.versions import Version, chunks, complete_readings, lies_between

_FOREVER = 2**63 - 1

Kind = Literal["model", "provider", "endpoint"]
Entry = TypeVar("Entry", bound=Noun)

_models = msgspec.json.Decoder(CatalogModel)
_providers = msgspec.json.Decoder(Provider)
_endpoints = msgspec.json.Decoder(Endpoint)
_labels = msgspec.json.Decoder(Labels)
_results = msgspec.json.Decoder(Result)
_identities: msgspec.json.Decoder[Identity] = msgspec.json.Decoder(Identity)


class Run(NamedTuple):
    """Equal versions with nothing between them, joined; ``id`` is that of the last."""

    id: int
    scope_id: int
    observed_at: int
    last_seen: int
    standing: bool


class _Sight(NamedTuple):
    """A catalogue entry as of a date, from the scopes that ever held it."""

    run: Run
    listed: bool


def _until(as_of: datetime | None) -> int:
    return _FOREVER if as_of is None else micros(as_of)


def generation(connection: Connection) -> int:
    """The number of writes so far."""
    return int(connection.execute(select(tables.meta.c.value).where(tables.meta.c.name == "generation")).scalar_one())


def scopes(connection: Connection) -> dict[int, Scope]:
    """Every scope by id."""
    columns = tables.scopes.c
    rows = connection.execute(select(columns.id, columns.source, columns.feed, columns.via))
    return {row[0]: Scope(source=row[1], feed=row[2], via=row[3]) for row in rows}


def join_runs(versions: Iterable[Version], complete: Sequence[int]) -> list[Version]:
    """Join equal neighbours of one chain, given in order of date and id.

    Of two versions of one date the later recorded is the one that counts. Neighbours stay apart
    where a complete reading between them lacked the chain.
    """
    runs: list[Version] = []
    for version in versions:
        if runs and runs[-1].observed_at == version.observed_at:
            runs.pop()
        runs.append(version)
    joined: list[Version] = []
    for run in runs:
        before = joined[-1] if joined else None
        if before and before.content == run.content and not lies_between(complete, before.last_seen, run.observed_at):
            joined[-1] = run._replace(observed_at=before.observed_at)
        else:
            joined.append(run)
    return joined


def _pick(runs: Sequence[Version], scope_id: int, complete: Sequence[int], until: int) -> Run | None:
    """The run that counts at a date, judged by the complete readings until then."""
    for run in reversed(runs):
        if run.observed_at <= until:
            last_seen = min(run.last_seen, until)
            standing = not complete or complete[-1] <= last_seen
            return Run(run.id, scope_id, run.observed_at, last_seen, standing)
    return None


def runs_at(connection: Connection, table: Table, until: int, kind: Kind | None = None) -> dict[tuple[str, int], Run]:
    """By chain and scope, the run that counts at a date."""
    columns = table.c
    query = select(columns.scope_id, *(columns[name] for name in Version._fields))
    if kind is not None:
        query = query.where(columns.kind == kind)
    rows = connection.execute(query.order_by(columns.scope_id, columns.chain, columns.observed_at, columns.id))
    complete = complete_readings(connection)
    at_date = complete_readings(connection, until)
    found: dict[tuple[str, int], Run] = {}
    for (scope_id, chain), group in groupby(rows, key=operator.itemgetter(0, 2)):
        versions = [Version(*row[1:]) for row in group]
        runs = versions if len(versions) == 1 else join_runs(versions, complete.get(scope_id, ()))
        run = _pick(runs, scope_id, at_date.get(scope_id, ()), until)
        if run is not None:
            found[chain, scope_id] = run
    return found


def _bodies(connection: Connection, table: Table, runs: Iterable[Run]) -> dict[int, str]:
    ids = [run.id for run in runs]
    found: dict[int, str] = {}
    for some in chunks(ids):
        rows = connection.execute(select(table.c.id, table.c.body).where(table.c.id.in_(some)))
        found.update((row[0], row[1]) for row in rows)
    return found


# --- the catalogue ---------------------------------------------------------------------------


def _entries(connection: Connection, kind: Kind, until: int) -> list[tuple[str, _Sight]]:
    """Each key's newest run over all scopes, with the body.

    An entry is listed until a complete reading, later than every sight of it, lacked it in a scope
    that once held it.
    """
    by_chain: dict[str, list[Run]] = {}
    for (chain, _), run in runs_at(connection, tables.catalog, until, kind).items():
        by_chain.setdefault(chain, []).append(run)
    complete = complete_readings(connection, until)
    order = {scope_id: (scope.source, scope.feed, scope.via or "") for scope_id, scope in scopes(connection).items()}
    sights = []
    for runs in by_chain.values():
        newest = max(runs, key=lambda run: (run.last_seen, run.observed_at, order[run.scope_id]))
        read = max((complete[run.scope_id][-1] for run in runs if run.scope_id in complete), default=newest.last_seen)
        sights.append(_Sight(newest, listed=read <= newest.last_seen))
    bodies = _bodies(connection, tables.catalog, (sight.run for sight in sights))
    return [(bodies[sight.run.id], sight) for sight in sights]


def models(connection: Connection, as_of: datetime | None = None) -> tuple[StoredModel, ...]:
    """The newest version of every model ever seen until a date, by id."""
    found = [
        StoredModel(
            model=_models.decode(body),
            observed_at=instant(sight.run.observed_at),
            last_seen=instant(sight.run.last_seen),
            listed=sight.listed,
        )
        for body, sight in _entries(connection, "model", _until(as_of))
    ]
    return tuple(sorted(found, key=lambda stored: stored.model.id))


def _listed(connection: Connection, kind: Kind, as_of: datetime | None, decode: Callable[[str], Entry]) -> list[Entry]:
    return [decode(body) for body, sight in _entries(connection, kind, _until(as_of)) if sight.listed]


def providers(connection: Connection, as_of: datetime | None = None) -> tuple[Provider, ...]:
    """The providers listed at a date, by slug."""
    found = _listed(connection, "provider", as_of, _providers.decode)
    return tuple(sorted(found, key=lambda provider: provider.slug))


def endpoints(
    connection: Connection, model_id: str | None = None, as_of: datetime | None = None
) -> tuple[Endpoint, ...]:
    """The endpoints listed at a date, of one model or all, by model and tag."""
    found = _listed(connection, "endpoint", as_of, _endpoints.decode)
    wanted = [endpoint for endpoint in found if model_id in (None, endpoint.model_id)]
    return tuple(sorted(wanted, key=lambda endpoint: (endpoint.model_id, endpoint.tag)))


# --- benchmarks ------------------------------------------------------------------------------


def subjects(connection: Connection) -> tuple[StoredSubject, ...]:
    """Every subject ever seen, with its current identity, in order of id."""
    subject, identity = tables.subjects.c, tables.identities.c
    joined = tables.subjects.join(tables.identities, (identity.subject_id == subject.id) & identity.closed_at.is_(None))
    rows = connection.execute(
        select(subject.id, subject.scope_id, subject.subject, subject.labels, identity.body)
        .select_from(joined)
        .order_by(subject.id)
    )
    scope = scopes(connection)
    return tuple(
        StoredSubject(
            id=row[0],
            scope=scope[row[1]],
            subject=row[2],
            labels=_labels.decode(row[3]),
            identity=_identities.decode(row[4]),
        )
        for row in rows
    )


def results(connection: Connection, as_of: datetime | None = None) -> tuple[StoredResult, ...]:
    """The newest version of every result until a date, by scope, subject, board and variant."""
    runs = {run.id: run for run in runs_at(connection, tables.results, _until(as_of)).values()}
    known = {subject.id: subject for subject in subjects(connection)}
    found = []
    terms = _terms(connection)
    columns = tables.results.c
    wanted = (columns.id, columns.subject_id, columns.import_id, columns.body)
    for some in chunks(list(runs)):
        rows = connection.execute(select(*wanted).where(columns.id.in_(some)))
        for version_id, subject_id, import_id, body in rows:
            found.append(_stored_result(runs[version_id], known[subject_id], body, terms[import_id]))
    return tuple(sorted(found, key=_result_key))


def _terms(connection: Connection) -> dict[int, tuple[str, Licence]]:
    """The citation and licence of every import."""
    columns = tables.imports.c
    return {
        row[0]: (row[1], row[2]) for row in connection.execute(select(columns.id, columns.citation, columns.licence))
    }


def _stored_result(run: Run, subject: StoredSubject, body: str, terms: tuple[str, Licence]) -> StoredResult:
    citation, licence = terms
    return StoredResult(
        scope=subject.scope,
        subject=subject.subject,
        labels=subject.labels,
        identity=subject.identity,
        result=_results.decode(body),
        observed_at=instant(run.observed_at),
        last_seen=instant(run.last_seen),
        standing=run.standing,
        citation=citation,
        licence=licence,
    )


def _result_key(stored: StoredResult) -> tuple[str, ...]:
    scope, result = stored.scope, stored.result
    return (scope.source, scope.feed, scope.via or "", stored.subject, result.board, result.variant)


# --- imports ---------------------------------------------------------------------------------


def refreshes(connection: Connection, as_of: datetime | None = None) -> tuple[Refresh, ...]:
    """The newest complete reading of every scope until a date, by scope."""
    scope = scopes(connection)
    found = [
        Refresh(scope=scope[scope_id], observed_at=instant(times[-1]))
        for scope_id, times in complete_readings(connection, _until(as_of)).items()
    ]
    return tuple(sorted(found, key=lambda refresh: (refresh.scope.source, refresh.scope.feed, refresh.scope.via or "")))


def imports(connection: Connection) -> tuple[StoredImport, ...]:
    """Every recorded import, in order of recording."""
    page = tables.import_pages.c
    pages: dict[int, list[str]] = {}
    for import_id, sha256 in connection.execute(
        select(page.import_id, page.sha256).order_by(page.import_id, page.position)
    ):
        pages.setdefault(import_id, []).append(sha256)
    rows = connection.execute(select(tables.imports).order_by(tables.imports.c.id)).mappings()
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


def counts(connection: Connection) -> Counts:
    """How much of everything there is."""
    runs = runs_at(connection, tables.results, _FOREVER).values()
    standing = {run.id for run in runs if run.standing}
    matched = _matched(connection)
    owner = dict(connection.execute(select(tables.results.c.id, tables.results.c.subject_id)).all())
    scores = sum(owner[version_id] in matched for version_id in standing)
    known = [sight for _, sight in _entries(connection, "model", _FOREVER)]
    return Counts(
        models=len(known),
        listed_models=sum(sight.listed for sight in known),
        providers=len(providers(connection)),
        endpoints=len(endpoints(connection)),
        scores=scores,
        unresolved=len(standing) - scores,
        rejected=connection.scalar(select(func.count()).select_from(tables.rejections)) or 0,
        imports=connection.scalar(select(func.count()).select_from(tables.imports)) or 0,
        raw_bytes=int(connection.scalar(select(func.sum(tables.raw.c.size))) or 0),
    )


def _matched(connection: Connection) -> set[int]:
    """The subjects whose current identity is a model."""
    columns = tables.identities.c
    query = select(columns.subject_id).where(columns.status == "matched", columns.closed_at.is_(None))
    return set(connection.scalars(query))
