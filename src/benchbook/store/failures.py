"""The one place where a database's errors become Benchbook's."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from benchbook.errors import StoreBusy, StoreError, StoreFull, StoreReadOnly, StoreUnavailable

_SQLITE_PRIMARY = 0xFF
_SQLITE_REASONS: dict[int, tuple[str, str | None]] = {
    sqlite3.SQLITE_NOTADB: ("is not a Benchbook store: not an SQLite database", None),
    sqlite3.SQLITE_CORRUPT: ("the file is damaged", "restore a copy, or import the documents again into a new store"),
    sqlite3.SQLITE_IOERR: (
        "cannot be read or written; nothing was changed",
        "check the disk, the space on it and the quota",
    ),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", "check that the folder exists and may be written"),
}
_DAMAGED = ("holds what cannot be read: it is damaged", "`benchbook status --verify` names what is wrong")
_NO_TEXT = "Could not decode to UTF-8"
"""What Python's driver says, with the bytes, of a text that is none; it gives no code."""

_POSTGRES_BUSY = {"55P03", "40P01", "40001"}
_POSTGRES_READ_ONLY = {"25006", "42501"}
_POSTGRES_FULL = {"53100"}


@contextmanager
def translated(store: str, waited_seconds: float) -> Iterator[None]:
    """Turn whatever the database raises inside into a ``StoreError`` of one sentence."""
    try:
        yield
    except PoolTimeout as error:
        raise StoreBusy(store, waited_seconds) from error
    except DBAPIError as error:
        raise _of(error.orig or error, store, waited_seconds) from error
    except sqlite3.Error as error:
        raise _of(error, store, waited_seconds) from error
    except ModuleNotFoundError as error:
        if error.name != "psycopg":
            raise
        reason = "PostgreSQL needs the psycopg driver, which is not installed"
        raise StoreUnavailable(store, reason, hint="pip install 'benchbook[postgresql]'") from error
    except NoSuchModuleError as error:
        raise StoreUnavailable(store, "no such kind of database") from error
    except SQLAlchemyError as error:
        raise StoreUnavailable(store, _line(error)) from error


@contextmanager
def legible(store: str) -> Iterator[None]:
    """Turn what rows hold and nobody can read into a ``StoreError``: the ledger wrote it, so it is damaged."""
    try:
        yield
    except (msgspec.MsgspecError, zlib.error, UnicodeDecodeError, OverflowError) as error:
        reason, hint = _DAMAGED
        raise StoreUnavailable(store, reason, hint=hint) from error


def _of(error: BaseException, store: str, waited_seconds: float) -> StoreError:
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error, store, waited_seconds)
    return _of_postgresql(error, store, waited_seconds)


def _of_sqlite(error: sqlite3.Error, store: str, waited_seconds: float) -> StoreError:
    code = getattr(error, "sqlite_errorcode", 0) & _SQLITE_PRIMARY
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StoreBusy(store, waited_seconds)
    if code == sqlite3.SQLITE_READONLY:
        return StoreReadOnly(store)
    if code == sqlite3.SQLITE_FULL:
        return StoreFull(store)
    unknown = _DAMAGED if str(error).startswith(_NO_TEXT) else (_line(error), None)
    reason, hint = _SQLITE_REASONS.get(code, unknown)
    return StoreUnavailable(store, reason, hint=hint)


def _of_postgresql(error: BaseException, store: str, waited_seconds: float) -> StoreError:
    state = getattr(error, "sqlstate", None)
    if state in _POSTGRES_BUSY:
        return StoreBusy(store, waited_seconds)
    if state in _POSTGRES_READ_ONLY:
        return StoreReadOnly(store)
    if state in _POSTGRES_FULL:
        return StoreFull(store)
    return StoreUnavailable(store, _line(error))


def _line(error: BaseException) -> str:
    """The first line of an error's message, which is the sentence; the rest is advice and SQL."""
    return str(error).strip().partition("\n")[0] or type(error).__name__
