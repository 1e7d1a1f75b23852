"""Whether a ledger is sound: the database's own check and the rules that ours must keep."""

import zlib
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations
from typing import get_args

import msgspec
from sqlalchemy import Connection, Table, func, select

from benchbook.errors import ArchiveDamaged
from benchbook.model import CatalogModel, Endpoint, Identity, Labels, Licence, Provider, Result
from benchbook.store import archive, decisions, tables
from benchbook.store.coding import digest, instant
from benchbook.store.nouns import DocumentReading
from benchbook.store.packing import Recent
from benchbook.store.versions import held_ids
from benchbook.store.voting import soundness

_NOUNS = {"model": CatalogModel, "provider": Provider, "endpoint": Endpoint}
_LICENCES = get_args(Licence)


Progress = Callable[[int, int], None]


def complaints(connection: Connection, progress: Progress | None = None) -> tuple[str, ...]:
    """Everything that is wrong, a sentence each; ``progress`` is told how many of how many documents were read."""
    checks: tuple[Callable[[Connection], Iterator[str]], ...] = (
        _database,
        lambda connection: _archive(connection, progress),
        _versions,
        _readings,
        _identities,
        _imports,
        _bodies,
        _words,
        _decisions,
        soundness.complaints,
    )
    return tuple(dict.fromkeys(complaint for check in checks for complaint in check(connection)))


def _database(connection: Connection) -> Iterator[str]:
    if connection.dialect.name != "sqlite":
        return
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the database file: {line}"
    for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        yield f"table {row[0]}, row {row[1]}: refers to a row of {row[2]} that is not there"


def _archive(connection: Connection, progress: Progress | None) -> Iterator[str]:
    recent = Recent()
    hashes = list(archive.in_order(connection))
    for done, sha256 in enumerate(hashes):
        if progress is not None:
            progress(done, len(hashes))
        try:
            archive.body(connection, sha256, recent)
        except ArchiveDamaged as error:
            yield error.sentence
    columns = tables.raw.c
    unaccounted = columns.zstd.is_(None) != columns.pruned_at.is_not(None)
    for sha256 in connection.scalars(select(columns.sha256).where(unaccounted)):
        yield f"archived document {sha256}: its bytes are gone but it was not pruned, or the other way round"


def _versions(connection: Connection) -> Iterator[str]:
    for table in (tables.catalog, tables.results):
        columns = table.c
        key = (columns.scope_id, columns.chain)
        order = (columns.observed_at, columns.id)
        after = func.lead(columns.observed_at).over(partition_by=key, order_by=order).label("after")
        runs = select(columns.id, columns.observed_at, columns.last_seen, after).subquery()
        run = runs.c
        overlaps = (run.last_seen > run.after) | ((run.last_seen == run.after) & (run.observed_at < run.after))
        for version_id in connection.scalars(select(run.id).where((run.last_seen < run.observed_at) | overlaps)):
            yield f"table {table.name}, row {version_id}: its run overlaps the next or ends before it begins"


def _readings(connection: Connection) -> Iterator[str]:
    for table in (tables.catalog, tables.results):
        known = set(connection.scalars(select(table.c.id)))
        for scope_id in connection.scalars(select(tables.scopes.c.id)).all():
            try:
                readings = held_ids(connection, table, scope_id)
            except (zlib.error, msgspec.MsgspecError, TypeError, AttributeError):
                yield f"table coverage, scope {scope_id}: what its readings held in {table.name} cannot be read"
                continue
            for _, import_id, ids in readings:
                if not known.issuperset(ids):
                    yield f"import {import_id}: was seen to hold rows of {table.name} that are not there"


def _identities(connection: Connection) -> Iterator[str]:
    subject, identity = tables.subjects.c, tables.identities.c
    current = select(identity.subject_id).where(identity.closed_at.is_(None))
    for subject_id in connection.scalars(select(subject.id).where(subject.id.not_in(current))):
        yield f"table subjects, row {subject_id}: has no current identity"


def _imports(connection: Connection) -> Iterator[str]:
    columns = tables.imports.c
    adds_up = columns.rows_read == columns.scores + columns.unresolved + columns.rejected
    for import_id in connection.scalars(select(columns.id).where(~adds_up)):
        yield f"import {import_id}: rows read are not scores, unresolved and rejected together"


def _bodies(connection: Connection) -> Iterator[str]:
    """Rows whose content is not that of its hash, or is no such noun."""
    catalog, results, subject = tables.catalog.c, tables.results.c, tables.subjects.c
    query = select(catalog.id, catalog.kind, catalog.content, catalog.body)
    for version_id, kind, content, body in connection.execute(query):
        if not _has_hash(content, body) or not _decodes(body, _NOUNS.get(kind)):
            yield _unreadable(tables.catalog, version_id)
    done = tables.imports.c
    figures = (
        select(results.id, results.content, results.body, subject.labels, done.licence, done.citation)
        .join(tables.subjects, results.subject_id == subject.id)
        .join(tables.imports, results.import_id == done.id)
    )
    for version_id, content, body, labels, *terms in connection.execute(figures):
        if not _has_terms(content, body, labels, terms) or not _decodes(body, Result):
            yield _unreadable(tables.results, version_id)


def _has_terms(content: str, body: str, labels: str, terms: Sequence[str]) -> bool:
    """Whether a figure is that of its hash, which tells the terms that its document stated: both, one or none."""
    stated = (stated for count in range(len(terms) + 1) for stated in combinations(terms, count))
    return any(_has_hash(content, labels, *some, body) for some in stated)


def _words(connection: Connection) -> Iterator[str]:
    """What has no hash, or one of its own: labels, identities, readings, times."""
    subject, identity, done = tables.subjects.c, tables.identities.c, tables.imports.c
    for subject_id, labels, labels_hash in connection.execute(select(subject.id, subject.labels, subject.labels_hash)):
        if not _has_hash(labels_hash, labels) or not _decodes(labels, Labels):
            yield _unreadable(tables.subjects, subject_id)
    for identity_id, body, *times in connection.execute(
        select(identity.id, identity.body, identity.recorded_at, identity.closed_at)
    ):
        if not _decodes(body, Identity) or not _are_times(times):
            yield _unreadable(tables.identities, identity_id)
    for import_id, reading, licence, *times in connection.execute(
        select(done.id, done.reading, done.licence, done.observed_at, done.recorded_at)
    ):
        known = licence in _LICENCES and (reading is None or _decodes(reading, DocumentReading))
        if not known or not _are_times(times):
            yield _unreadable(tables.imports, import_id)


def _decisions(connection: Connection) -> Iterator[str]:
    for row in connection.execute(select(tables.decisions)).mappings():
        try:
            decisions.read(row)
        except (msgspec.ValidationError, OverflowError, TypeError):
            yield _unreadable(tables.decisions, row["id"])


def _has_hash(expected: str, *texts: str) -> bool:
    try:
        return digest(*texts) == expected
    except (TypeError, UnicodeError):
        return False


def _are_times(times: Sequence[int | None]) -> bool:
    try:
        return all(time is None or instant(time) for time in times)
    except (OverflowError, TypeError):
        return False


def _decodes(body: str, noun: object) -> bool:
    try:
        msgspec.json.decode(body, type=noun)
    except (msgspec.MsgspecError, TypeError):
        return False
    return True


def _unreadable(table: Table, version_id: int) -> str:
    return f"table {table.name}, row {version_id}: what it says is damaged"
