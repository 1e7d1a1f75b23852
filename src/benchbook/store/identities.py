"""What sources call the things they measured, and which model each was joined to, and when."""

from collections.abc import Mapping

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from benchbook.model import Identity, Labels, Scope
from benchbook.store import tables
from benchbook.store.nouns import StoredSubject

_labels = msgspec.json.Decoder(Labels)
_identities: msgspec.json.Decoder[Identity] = msgspec.json.Decoder(Identity)


def scopes(connection: Connection) -> dict[int, Scope]:
    """Every scope by id."""
    columns = tables.scopes.c
    rows = connection.execute(select(columns.id, columns.source, columns.feed, columns.via))
    return {row[0]: Scope(source=row[1], feed=row[2], via=row[3]) for row in rows}


def subjects(
    connection: Connection, scopes: Mapping[int, Scope], known_at: int | None = None
) -> tuple[StoredSubject, ...]:
    """Every subject, with its identity now or as it was recorded at a time (microseconds), in order of id."""
    subject, identity = tables.subjects.c, tables.identities.c
    in_force: ColumnElement[bool] = identity.closed_at.is_(None)
    if known_at is not None:
        in_force = and_(identity.recorded_at <= known_at, or_(in_force, identity.closed_at > known_at))
    joined = tables.subjects.join(tables.identities, and_(identity.subject_id == subject.id, in_force))
    rows = connection.execute(
        select(subject.id, subject.scope_id, subject.subject, subject.labels, identity.body)
        .select_from(joined)
        .order_by(subject.id)
    )
    return tuple(
        StoredSubject(
            id=row[0],
            scope=scopes[row[1]],
            subject=row[2],
            labels=_labels.decode(row[3]),
            identity=_identities.decode(row[4]),
        )
        for row in rows
    )
