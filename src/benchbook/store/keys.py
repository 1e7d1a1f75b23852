"""API keys as the ledger keeps them: names, hashes and dates, never a key."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from benchbook.model import ApiKey
from benchbook.store import tables
from benchbook.store.coding import instant, micros, storable


def add(connection: Connection, key: ApiKey) -> None:
    """Store a new key."""
    revoked_at = None if key.revoked_at is None else micros(key.revoked_at)
    row = {"id": key.id, "name": storable(key.name), "account": storable(key.account)}
    dates = {"created_at": micros(key.created_at), "revoked_at": revoked_at}
    scope = {"secret_sha256": key.secret_sha256, "reviewer": key.reviewer, "votes": key.votes}
    connection.execute(insert(tables.api_keys), {**row, **dates, **scope})


def revoke(connection: Connection, key_id: str, at: datetime) -> bool:
    """Revoke a key; False when there is no such key or it was revoked before."""
    columns = tables.api_keys.c
    open_key = (columns.id == key_id) & columns.revoked_at.is_(None)
    return connection.execute(update(tables.api_keys).where(open_key).values(revoked_at=micros(at))).rowcount == 1


def all_keys(connection: Connection) -> tuple[ApiKey, ...]:
    """Every key, revoked ones too, in order of creation."""
    columns = tables.api_keys.c
    rows = connection.execute(select(tables.api_keys).order_by(columns.created_at, columns.id))
    return tuple(
        ApiKey(
            id=row.id,
            name=row.name,
            account=row.account,
            secret_sha256=row.secret_sha256,
            created_at=instant(row.created_at),
            revoked_at=None if row.revoked_at is None else instant(row.revoked_at),
            reviewer=row.reviewer,
            votes=row.votes,
        )
        for row in rows
    )
