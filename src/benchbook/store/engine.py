"""From a path or URL to an SQLAlchemy engine, with what each database needs."""

import os
import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, NullPool, QueuePool, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError

from benchbook.errors import StoreReadOnly, StoreUnavailable
from benchbook.model import Noun

_CONNECT_SECONDS = 10
_SHRINKING_MILLISECONDS = 1000
_LOCK = 0x62656E63  # one half of the advisory lock's number; the other is the schema's hash


class Target(Noun, frozen=True, kw_only=True):
    """Where a store is: a file, or a server's URL; ``name`` is safe to show."""

    name: str
    path: str | None = None
    url: str | None = None
    read_only: bool = False


def locate(target: str) -> Target:
    """Understand a path or URL; raises ``StoreUnavailable`` for one that cannot be a store."""
    if "://" not in target:
        return _file(Path(target).expanduser())
    scheme, _, rest = target.partition("://")
    expected = "expected a path, sqlite:///PATH or postgresql://HOST/DATABASE"
    if scheme == "sqlite":
        path = rest.partition("?")[0].removeprefix("/")
        if not path or path == ":memory:":
            raise StoreUnavailable(target, f"names no file; {expected}")
        return _file(Path(path).expanduser())
    if scheme not in {"postgresql", "postgres", "postgresql+psycopg"}:
        raise StoreUnavailable(f"{scheme}://…", expected)
    try:
        url = make_url(target).set(drivername="postgresql+psycopg")
    except (ArgumentError, ValueError) as error:
        raise StoreUnavailable(f"{scheme}://…", f"not a URL; {expected}") from error
    shown = url.set(drivername="postgresql", query={}).render_as_string(hide_password=True)
    return Target(name=shown, url=url.render_as_string(hide_password=False))


def _file(path: Path) -> Target:
    name = str(path)
    if "\0" in name:
        raise StoreUnavailable(ascii(name), "a path cannot contain NUL")
    if path.is_dir():
        raise StoreUnavailable(name, "is a folder; expected a file", hint=f"use {path / 'benchbook.db'}")
    place = path.absolute()
    if place.exists() and not place.is_file():
        raise StoreUnavailable(name, "is a device, pipe or socket; expected a file")
    if place.exists():
        # SQLite keeps its journal beside the file, so that both must be writable.
        return Target(name=name, path=str(place), read_only=not (_writable(place) and _writable(place.parent)))
    if place.parent.is_dir() and not _writable(place.parent):
        raise StoreReadOnly(name)
    return Target(name=name, path=str(place))


def _writable(place: Path) -> bool:
    return os.access(place, os.W_OK, effective_ids=os.access in os.supports_effective_ids)


def connect(target: Target, busy_timeout_seconds: float) -> Engine:
    """An engine whose transactions begin as ``writing`` and ``reading`` ask."""
    if target.path is not None:
        return _sqlite(target.name, Path(target.path), busy_timeout_seconds, read_only=target.read_only)
    return _postgresql(make_url(target.url or ""))


def _sqlite(name: str, path: Path, busy_timeout_seconds: float, *, read_only: bool) -> Engine:
    if not read_only:
        _make_folder(name, path.parent)

    def open_file() -> sqlite3.Connection:
        uri = path.as_uri() + (_read_only_query(path) if read_only else "?mode=rwc")
        connection = sqlite3.connect(
            uri, uri=True, timeout=busy_timeout_seconds, isolation_level=None, check_same_thread=False
        )
        try:
            connection.execute("PRAGMA foreign_keys = ON")
            if not read_only:
                connection.execute("PRAGMA synchronous = NORMAL")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite://", creator=open_file, poolclass=NullPool if read_only else QueuePool)

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("ledger_writes", False):
            # SQLite takes this between transactions only, so that each writer says it for itself.
            connection.exec_driver_sql(f"PRAGMA synchronous = {'FULL' if options.get('lasting') else 'NORMAL'}")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    return engine


def _make_folder(name: str, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except PermissionError as error:
        raise StoreReadOnly(name) from error
    except OSError as error:
        raise StoreUnavailable(name, f"its folder cannot be made: {error.strerror}") from error


def _read_only_query(path: Path) -> str:
    """Without a journal the file is all there is; with one SQLite must read that too.

    Another user's import may make a journal at any time, so that this is asked for each connection.
    """
    journal = any(path.with_name(path.name + suffix).exists() for suffix in ("-wal", "-shm"))
    return "?mode=ro" if journal else "?mode=ro&immutable=1"


def _postgresql(url: URL) -> Engine:
    arguments = {} if "connect_timeout" in url.query else {"connect_timeout": _CONNECT_SECONDS}
    return create_engine(url, connect_args=arguments, pool_pre_ping=True)


def keep_readers_free(engine: Engine) -> None:
    """Switch an SQLite file, for good, to the journal that lets readers go on while one writes.

    Another process that opens the file at this moment does the same, so that its lock is no error.
    """
    if engine.dialect.name != "sqlite":
        return
    pooled = engine.raw_connection()
    try:
        pooled.cursor().execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
    finally:
        pooled.close()


def give_space_back(engine: Engine) -> None:
    """Shrink an SQLite file by what it no longer needs; while another process uses it, nothing happens.

    A server's database reuses its space by itself.
    """
    if engine.dialect.name != "sqlite":
        return
    pooled = engine.raw_connection()
    cursor = pooled.cursor()
    patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
    try:
        cursor.execute(f"PRAGMA busy_timeout = {min(patience, _SHRINKING_MILLISECONDS)}")
        if cursor.execute("PRAGMA freelist_count").fetchone()[0]:
            cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL}:
            raise
    finally:
        cursor.execute(f"PRAGMA busy_timeout = {patience}")
        pooled.close()


def reading(engine: Engine) -> Connection:
    """A connection whose transaction sees one state of the ledger."""
    if engine.dialect.name == "postgresql":
        return engine.connect().execution_options(isolation_level="REPEATABLE READ")
    return engine.connect()


def writing(engine: Engine, *, lasting: bool = False) -> Connection:
    """A connection whose transaction, once begun and locked, is the only writer.

    What a ``lasting`` one committed survives a power cut; another may be lost by it as a whole.
    """
    return engine.connect().execution_options(ledger_writes=True, lasting=lasting)


def lock(connection: Connection, busy_timeout_seconds: float) -> None:
    """Wait for the write lock, which the transaction's end frees; SQLite took it at the beginning."""
    if connection.dialect.name != "postgresql":
        return
    milliseconds = max(1, round(busy_timeout_seconds * 1000))
    connection.exec_driver_sql(f"SET LOCAL lock_timeout = {milliseconds}")
    connection.execute(text("SELECT pg_advisory_xact_lock(:half, hashtext(current_schema()))"), {"half": _LOCK})
    connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
    if connection.get_execution_options().get("lasting"):
        connection.exec_driver_sql("SET LOCAL synchronous_commit = on")
