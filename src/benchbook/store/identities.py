"""What sources call the things they measured, and which model each was joined to, and when."""

import operator
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby, pairwise

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, or_, select

from benchbook.model import Identity, Labels, Licence, Scope
from benchbook.store import tables
from benchbook.store.coding import instant
from benchbook.store.nouns import Rejoined, StoredSubject

_STRICTNESS: tuple[Licence, ...] = ("open", "attribution", "internal")
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


def rejoined(connection: Connection, scopes: Mapping[int, Scope], known_at: int | None = None) -> Iterator[Rejoined]:
    """Every subject that was given another identity, by what was recorded until a time; by subject and time.

    What an import settled within itself is no change.
    """
    subject, identity = tables.subjects.c, tables.identities.c
    query = (
        select(
            identity.subject_id, identity.recorded_at, identity.body, subject.subject, subject.scope_id, subject.labels
        )
        .join(tables.subjects, identity.subject_id == subject.id)
        .where(subject.id.in_(select(identity.subject_id).where(identity.closed_at.is_not(None))))
        .where(or_(identity.closed_at.is_(None), identity.closed_at > identity.recorded_at))
        .order_by(identity.subject_id, identity.id)
    )
    if known_at is not None:
        query = query.where(identity.recorded_at <= known_at)
    licences = _licences(connection)
    for subject_id, rows in groupby(connection.execute(query), key=operator.itemgetter(0)):
        for before, after in pairwise(rows):
            yield Rejoined(
                subject=after[3],
                scope=scopes[after[4]],
                labels=_labels.decode(after[5]),
                before=_identities.decode(before[2]),
                after=_identities.decode(after[2]),
                before_at=instant(before[1]),
                recorded_at=instant(after[1]),
                licence=licences.get(subject_id, "internal"),
            )


def strictest(connection: Connection, subject_ids: Collection[int]) -> Licence:
    """The strictest licence of some subjects' results; internal where there are none, since nobody said otherwise."""
    found: Licence = "open"
    licences = _licences(connection) if subject_ids else {}
    known = [licences[subject_id] for subject_id in subject_ids if subject_id in licences]
    for licence in known:
        found = stricter(found, licence)
    return found if known else "internal"


def _licences(connection: Connection) -> dict[int, Licence]:
    """By subject, the strictest licence of its results."""
    result, document = tables.results.c, tables.imports.c
    rows = connection.execute(
        select(result.subject_id, document.licence).join(tables.imports, result.import_id == document.id).distinct()
    )
    found: dict[int, Licence] = {}
    for subject_id, licence in rows:
        known = found.get(subject_id, licence)
        found[subject_id] = stricter(known, licence)
    return found


def stricter(first: Licence, second: Licence) -> Licence:
    """Of two licences the one that fewer may see."""
    return max(first, second, key=_STRICTNESS.index)
