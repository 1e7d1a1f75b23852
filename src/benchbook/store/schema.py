"""Creating, recognising and migrating the ledger's schema; Alembic is imported only to migrate."""

from pathlib import Path

from sqlalchemy import Column, Connection, MetaData, PrimaryKeyConstraint, String, Table, insert, inspect, select

from benchbook import __version__
from benchbook.errors import StoreUnavailable, StoreVersion
from benchbook.store import tables

REVISIONS = ("0001", "0002", "0003", "0004")
"""Every schema revision, oldest first; the last is that of ``tables``."""

MIGRATIONS = Path(__file__).parent / "migrations"

_revision = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), nullable=False),
    PrimaryKeyConstraint("version_num", name="alembic_version_pkc"),
)


def state(connection: Connection, store: str) -> str | None:
    """The schema's revision, None for an empty database.

    Raises ``StoreVersion`` for a newer one and ``StoreUnavailable`` for another program's tables.
    """
    names = set(inspect(connection).get_table_names())
    if not {"alembic_version", "meta"} <= names:
        foreign = names if connection.dialect.name == "sqlite" else names & set(tables.metadata.tables)
        if foreign:
            raise StoreUnavailable(store, f"holds another program's tables ({', '.join(sorted(foreign)[:3])})")
        return None
    found = connection.scalar(select(_revision.c.version_num)) or ""
    if found not in REVISIONS:
        raise StoreVersion(store, found or "unknown")
    return found


def bring_up(connection: Connection, store: str) -> None:
    """Make the schema the newest, in the caller's transaction, which holds the write lock."""
    found = state(connection, store)
    if found is None:
        create(connection)
    elif found != REVISIONS[-1]:
        migrate(connection)


def create(connection: Connection) -> None:
    """Create the newest schema in an empty database."""
    tables.metadata.create_all(connection, checkfirst=False)
    _revision.create(connection, checkfirst=False)
    connection.execute(insert(_revision), {"version_num": REVISIONS[-1]})
    start(connection)


def start(connection: Connection) -> None:
    """Write the first rows of ``meta``."""
    rows = [{"name": "generation", "value": "0"}, {"name": "written_by", "value": __version__}]
    connection.execute(insert(tables.meta), rows)


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring an older schema to ``revision`` with Alembic, in the caller's transaction."""
    from alembic import command  # noqa: PLC0415 -- takes 0.4 s
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
