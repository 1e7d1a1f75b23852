"""Whatever is wrong with a database is said in one sentence, and nothing is lost."""

import os
import socket
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from dumps import dump, take
from ledger_documents import big, claim, parsed, raw, record
from sqlalchemy import event, make_url, text

from benchbook.errors import StoreBusy, StoreFull, StoreReadOnly, StoreUnavailable
from benchbook.store import default_store, open_store

NOBODY = 65534


@pytest.fixture
def path(tmp_path) -> str:
    """A store with one result, closed."""
    place = str(tmp_path / "book.db")
    with open_store(place) as store:
        record(store, parsed(1, [claim("one")]))
    return place


@pytest.mark.parametrize(
    ("target", "sentence"),
    [
        ("mysql://host/db", "expected a path, sqlite:///PATH or postgresql://HOST/DATABASE"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("postgresql://me:secret@host:port/db", "not a URL"),
        ("a\0b", "NUL"),
    ],
)
def test_what_is_no_target_is_refused(target, sentence):
    with pytest.raises(StoreUnavailable, match=sentence) as caught:
        open_store(target)
    assert "secret" not in str(caught.value)


def test_a_folder_is_no_store(tmp_path):
    with pytest.raises(StoreUnavailable, match="is a folder"):
        open_store(str(tmp_path))


def test_a_file_in_the_place_of_the_folder_is_said(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(StoreUnavailable, match="its folder cannot be made"):
        open_store(str(tmp_path / "file" / "book.db"))


def test_a_path_as_a_url_is_the_same_store(path):
    with open_store(f"sqlite:///{path}") as store:
        assert len(store.results()) == 1
        assert store.name == path


def test_the_default_store_is_a_file_of_the_users():
    assert Path(default_store()).name == "benchbook.db"
    assert Path(default_store()).is_absolute()


def test_an_empty_file_becomes_a_store(tmp_path):
    (tmp_path / "empty.db").touch()
    with open_store(str(tmp_path / "empty.db")) as store:
        assert store.check() == ()


def test_a_text_file_is_no_store_and_stays_as_it_is(tmp_path):
    place = tmp_path / "notes.txt"
    place.write_text("not a database " * 1000)
    with pytest.raises(StoreUnavailable, match="not an SQLite database"):
        open_store(str(place))
    assert place.read_text() == "not a database " * 1000


def test_a_damaged_file_is_said_or_found_by_the_check(path):
    with open_store(path) as store:
        record(store, big(500))
    body = bytearray(Path(path).read_bytes())
    body[8192 : len(body) // 2] = b"\xff" * (len(body) // 2 - 8192)
    Path(path).write_bytes(body)
    with pytest.raises(StoreUnavailable, match="damaged"), open_store(path) as store:
        store.results()


def test_the_check_finds_what_is_not_as_it_must_be(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE results SET last_seen = observed_at - 1, body = '{'")
        connection.execute("UPDATE imports SET rows_read = 7, licence = 'free'")
        connection.execute("UPDATE identities SET closed_at = 0")
        connection.execute("UPDATE raw SET size = size + 1")
    connection.close()
    with open_store(path) as store:
        found = " ".join(store.check())
    for complaint in ("ends before it begins", "is damaged", "rows read", "no current identity", "of this hash"):
        assert complaint in found


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        ("UPDATE subjects SET labels = replace(labels, '}', ']')", "table subjects, row"),
        ("UPDATE identities SET body = substr(body, 2)", "table identities, row"),
        ("UPDATE catalog SET body = replace(body, '1', '2')", "table catalog, row"),
        ("UPDATE catalog SET kind = 'modal'", "table catalog, row"),
        ("UPDATE catalog SET body = X'00FF'", "table catalog, row"),
        ("UPDATE results SET body = replace(body, '0', '9')", "table results, row"),
        ("UPDATE imports SET recorded_at = recorded_at * 4096", "table imports, row"),
        ("UPDATE coverage SET held_catalog = 7", "table coverage, scope"),
    ],
)
def test_damage_within_a_row_is_found_and_no_defect_of_ours(tmp_path, damage, complaint):
    path = str(tmp_path / "book.db")
    with open_store(path) as store:
        take(store, dump(0, models=3))
        assert store.check() == ()
    with sqlite3.connect(path) as connection:
        connection.execute(damage)
    connection.close()
    with open_store(path) as store:
        assert any(found.startswith(complaint) for found in store.check())
        with suppress(StoreUnavailable):
            store.counts()
        with suppress(StoreUnavailable), store.writing() as writer:
            writer.subjects()
            writer.known_models()


def test_a_text_that_is_none_is_damage_and_its_bytes_are_not_shown(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE subjects SET labels = CAST(X'220BFF22' AS TEXT)")
    connection.close()
    with open_store(path) as store:
        for read in (store.subjects, store.check):
            with pytest.raises(StoreUnavailable) as refused:
                read()
            assert refused.value.sentence.endswith("book.db: holds what cannot be read: it is damaged")


def test_a_locked_store_is_busy_for_writing_only(path):
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with open_store(path, busy_timeout_seconds=0.05) as store:
        with pytest.raises(StoreBusy, match=r"more than 0\.05 s"), store.writing():
            pass
        assert len(store.results()) == 1
    other.close()


def test_a_locked_server_is_busy_for_writing_only(postgresql):
    with open_store(postgresql) as holder, open_store(postgresql, busy_timeout_seconds=0.05) as store, holder.writing():
        with pytest.raises(StoreBusy), store.writing():
            pass
        assert store.generation() == 0


def test_a_full_disk_loses_nothing(path):
    with open_store(path) as store:
        before = (store.results(), store.generation())
        store.close()
        event.listen(store._engine, "connect", lambda opened, _: opened.execute("PRAGMA max_page_count = 60"))
        with pytest.raises(StoreFull, match="nothing was changed"):
            record(store, big(3000))
        assert (store.results(), store.generation()) == before
        assert store.check() == ()


def test_a_new_store_made_by_several_at_once_is_made_once(target):
    def make(_: int) -> int:
        with open_store(target) as store:
            return store.generation()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(make, range(4))) == [0] * 4


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)
        Path(folder).chmod(0o755)


@contextmanager
def only_reading(folder):
    """Nothing in the folder may be written, not even by the superuser, who becomes somebody else."""
    for place in folder.iterdir():
        place.chmod(0o444)
    folder.chmod(0o555)
    user = os.geteuid()
    os.seteuid(NOBODY if user == 0 else user)
    try:
        yield
    finally:
        os.seteuid(user)


def assert_reads_only(place, results):
    with open_store(str(place)) as store:
        assert len(store.results()) == results
        assert store.check() == ()
        with pytest.raises(StoreReadOnly, match="read-only"), store.writing():
            pass


def test_a_read_only_store_can_be_read(shared_folder):
    place = shared_folder / "book.db"
    with open_store(str(place)) as store:
        record(store, parsed(1, [claim("one")]))
    with only_reading(shared_folder):
        assert_reads_only(place, 1)
    assert [found.name for found in shared_folder.iterdir()] == ["book.db"]


def test_a_read_only_store_can_be_read_while_another_holds_it_open(shared_folder):
    place = shared_folder / "book.db"
    with open_store(str(place)) as store:
        record(store, parsed(1, [claim("one"), claim("two")]))
        assert (shared_folder / "book.db-wal").stat().st_size > 0
        with only_reading(shared_folder):
            assert_reads_only(place, 2)


def test_a_reader_without_rights_sees_what_the_owner_writes_later(shared_folder):
    place = shared_folder / "book.db"
    with open_store(str(place)) as store:
        record(store, parsed(1, [claim("one")]))
    with only_reading(shared_folder):
        reader = open_store(str(place))
        assert reader.generation() == 1
    shared_folder.chmod(0o755)
    place.chmod(0o644)
    with open_store(str(place)) as store:
        record(store, parsed(2, [claim("two")]))
        with only_reading(shared_folder):
            assert (reader.generation(), len(reader.results())) == (2, 2)
    with only_reading(shared_folder):
        assert (reader.generation(), len(reader.results())) == (2, 2)
    reader.close()


@pytest.mark.parametrize("name", ["book.db", "new/book.db"])
def test_a_new_store_in_a_read_only_folder_is_refused(shared_folder, name):
    with only_reading(shared_folder), pytest.raises(StoreReadOnly):
        open_store(str(shared_folder / name))


def test_an_unreachable_server_is_said_without_its_password():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        with pytest.raises(StoreUnavailable, match="refused") as caught:
            open_store(f"postgresql://me:secret@127.0.0.1:{port}/book?application_name=hidden")
    assert str(caught.value).startswith(f"store postgresql://me:***@127.0.0.1:{port}/book: ")
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unknown_database_is_said(postgresql):
    url = make_url(postgresql).set(database="no_such_database").render_as_string(hide_password=False)
    with pytest.raises(StoreUnavailable, match='"no_such_database" does not exist'):
        open_store(url)


def test_a_read_only_server_is_read_only(postgresql):
    open_store(postgresql).close()
    url = make_url(postgresql)
    options = f"{url.query['options']} -c default_transaction_read_only=on"
    with open_store(url.update_query_dict({"options": options}).render_as_string(hide_password=False)) as store:
        assert store.results() == ()
        with pytest.raises(StoreReadOnly), store.writing() as writer:
            writer.archive(raw("page"), "arena")


def test_a_dropped_connection_is_made_again(postgresql):
    with open_store(postgresql) as store, open_store(postgresql) as other:
        assert store.generation() == 0
        with other._engine.connect() as connection:
            mine = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid"
            with store._engine.connect() as victim:
                pid = victim.scalar(text("SELECT pg_backend_pid()"))
            connection.execute(text(mine), {"pid": pid})
        assert store.generation() == 0


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StoreUnavailable, match=r"pip install 'benchbook\[postgresql\]'"):
        open_store("postgresql://127.0.0.1/book")
