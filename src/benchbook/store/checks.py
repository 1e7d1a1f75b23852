"""Whether a ledger is sound: the database's own check and the rules that ours must keep."""

import zlib
from collections.abc import Callable, Iterator

import msgspec
from sqlalchemy import Connection, Table, func, select

from benchbook.errors import ArchiveDamaged
from benchbook.model import CatalogModel, Endpoint, Provider, Result
from benchbook.store import archive, tables
from benchbook.store.packing import Recent
from benchbook.store.versions import held_ids

_NOUNS = {"model": CatalogModel, "provider": Provider, "endpoint": Endpoint}


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
            except (zlib.error, msgspec.MsgspecError):
                yield f"table coverage, scope {scope_id}: what its readings held in {table.name} cannot be read"
                continue
            for _, import_id, _, ids in readings:
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
    catalog, results = tables.catalog.c, tables.results.c
    for version_id, kind, body in connection.execute(select(catalog.id, catalog.kind, catalog.body)):
        if not _decodes(body, _NOUNS[kind]):
            yield _unreadable(tables.catalog, version_id)
    for version_id, body in connection.execute(select(results.id, results.body)):
        if not _decodes(body, Result):
            yield _unreadable(tables.results, version_id)


def _decodes(body: str, noun: type) -> bool:
    try:
        msgspec.json.decode(body, type=noun)
    except msgspec.MsgspecError:
        return False
    return True


def _unreadable(table: Table, version_id: int) -> str:
    return f"table {table.name}, row {version_id}: its body cannot be read"
