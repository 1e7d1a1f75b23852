"""The migrations lead to the tables; other people's and newer schemas are refused."""

import hashlib
import sqlite3
import subprocess
import sys

import pytest
import zstandard
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from benchbook.errors import StoreReadOnly, StoreUnavailable, StoreVersion
from benchbook.store import open_store, schema, tables
from benchbook.store.engine import connect, locate, writing


def differences(connection):
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return compare_metadata(context, tables.metadata)


def test_migrating_from_empty_gives_the_tables(target):
    engine = connect(locate(target), 5)
    with writing(engine) as connection, connection.begin():
        schema.migrate(connection)
        schema.start(connection)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert schema.state(connection, "it") == schema.REVISIONS[-1]
    engine.dispose()
    with open_store(target) as store:
        assert store.generation() == 0
        assert store.check() == ()


def test_a_new_store_has_the_tables_and_the_newest_revision(target):
    open_store(target).close()
    engine = connect(locate(target), 5)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert schema.state(connection, "it") == schema.REVISIONS[-1]
    engine.dispose()


def test_a_missing_column_would_be_noticed(target):
    open_store(target).close()
    engine = connect(locate(target), 5)
    with writing(engine) as connection, connection.begin():
        connection.execute(text("ALTER TABLE results DROP COLUMN method_version"))
    with engine.connect() as connection:
        assert [difference[0] for difference in differences(connection)] == ["add_column"]
    engine.dispose()


def test_the_revisions_are_those_of_the_migrations():
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    script = ScriptDirectory.from_config(config)
    assert tuple(found.revision for found in script.walk_revisions())[::-1] == schema.REVISIONS


def interrupted_migration(engine):
    with writing(engine) as connection, connection.begin():
        schema.migrate(connection)
        raise InterruptedError


def test_a_migration_that_fails_leaves_the_store_empty(target):
    engine = connect(locate(target), 5)
    with pytest.raises(InterruptedError):
        interrupted_migration(engine)
    with engine.connect() as connection:
        assert schema.state(connection, "it") is None
    engine.dispose()


def test_a_newer_store_is_refused(target):
    open_store(target).close()
    engine = connect(locate(target), 5)
    with writing(engine) as connection, connection.begin():
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StoreVersion, match="9999"):
        open_store(target)


FIRST_ROWS = (
    "INSERT INTO scopes (id, source, feed, via) VALUES (1, 'arena', 'boards', NULL)",
    "INSERT INTO raw (sha256, zstd, size, source, first_recorded_at) VALUES (:sha256, :zstd, :size, 'arena', 7)",
    "INSERT INTO replies (url_hash, url, sha256, fetched_at) VALUES ('0', 'there', :sha256, 7)",
    "INSERT INTO imports VALUES (1, 'd', 'arena', 'one.json', 'open', 'Arena', '0.1', 5, 7, 1, 0, 1, 0, 0, 0, 0)",
    "INSERT INTO import_pages (import_id, position, sha256, origin) VALUES (1, 0, :sha256, 'one.json')",
)


def make_first(target, body=b"a document"):
    """A store of the first revision with a document and an import of it."""
    engine = connect(locate(target), 5)
    values = {"sha256": hashlib.sha256(body).hexdigest(), "zstd": zstandard.compress(body), "size": len(body)}
    with writing(engine) as connection, connection.begin():
        schema.migrate(connection, "0001")
        schema.start(connection)
        for statement in FIRST_ROWS:
            connection.execute(text(statement), values if ":sha256" in statement else {})
    engine.dispose()
    return values["sha256"]


def test_a_store_of_the_first_revision_is_migrated_with_all_it_holds(target):
    sha256 = make_first(target)
    with open_store(target) as store:
        assert store.archived(sha256) == b"a document"
        assert store.imports()[0].sha256s == (sha256,)
        assert store.check() == ()
        assert store.announced("w") == set()
    engine = connect(locate(target), 5)
    with engine.connect() as connection:
        assert differences(connection) == []
        assert schema.state(connection, "it") == schema.REVISIONS[-1]
        with pytest.raises(IntegrityError):
            connection.execute(text("DELETE FROM raw"))
    engine.dispose()


def test_keys_of_the_second_revision_may_read_and_not_decide(target):
    engine = connect(locate(target), 5)
    with writing(engine) as connection, connection.begin():
        schema.migrate(connection, "0002")
        schema.start(connection)
        connection.execute(text("INSERT INTO api_keys VALUES ('k1', 'ci', 'default', 'hash', 7, NULL)"))
        connection.execute(text("INSERT INTO api_keys VALUES ('k2', 'old', 'default', 'hash', 8, 9)"))
    engine.dispose()
    with open_store(target) as store:
        first, second = store.keys()
        assert (first.id, first.reviewer, first.revoked_at) == ("k1", False, None)
        assert (second.id, second.reviewer, second.revoked_at is None) == ("k2", False, False)
        assert store.decisions() == ()
        assert store.check() == ()
    with engine.connect() as connection:
        assert differences(connection) == []
    engine.dispose()


def test_a_store_of_the_first_revision_that_may_only_be_read_says_why(tmp_path, monkeypatch):
    path = str(tmp_path / "book.db")
    make_first(path)
    monkeypatch.setattr("benchbook.store.engine._writable", lambda _: False)
    with pytest.raises(StoreReadOnly, match="of an older Benchbook, so that it cannot be read before it was migrated"):
        open_store(path)


def test_a_migration_of_a_full_store_that_fails_changes_nothing(target):
    make_first(target)
    engine = connect(locate(target), 5)
    with pytest.raises(InterruptedError):
        interrupted_migration(engine)
    with engine.connect() as connection:
        assert schema.state(connection, "it") == "0001"
        assert connection.execute(text("SELECT count(zstd) FROM raw")).scalar_one() == 1
    engine.dispose()


def test_an_older_store_is_migrated(target, monkeypatch):
    open_store(target).close()
    migrated = []
    monkeypatch.setattr(schema, "REVISIONS", (*schema.REVISIONS, "9998"))
    monkeypatch.setattr(schema, "migrate", lambda connection: migrated.append(connection.dialect.name))
    open_store(target).close()
    assert len(migrated) == 1


def test_another_programs_database_is_left_alone(tmp_path):
    path = tmp_path / "other.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE bookmarks (url TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program's tables \\(bookmarks\\)"):
        open_store(str(path))
    assert path.read_bytes() == before


def test_opening_imports_neither_alembic_nor_psycopg(tmp_path):
    code = (
        "import sys; from benchbook.store import open_store; open_store(sys.argv[1]).close();"
        "print([name for name in ('alembic', 'psycopg') if name in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "new.db")], check=True, capture_output=True, text=True
    )
    assert found.stdout.strip() == "[]"
